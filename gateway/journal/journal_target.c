/* journal_target.c - see journal_target.h. */
#include "gateway/journal/journal_target.h"

#include <string.h>

const char *
journal_target_option(const StoreLocation *location)
{
    return location->path != NULL ? " --back" : "";
}

static gboolean
is_waiting(const JournalTarget *target, const StoreMove *move)
{
    gboolean is_ours = target->location->url != NULL || g_strcmp0(move->place, target->from) == 0;

    return move->state == STORE_MOVED && move->move == NULL && is_ours;
}

gboolean
journal_target_wait(JournalTarget *target, JournalTargetCheck check, gpointer data, GError **error)
{
    const StoreMove waiting = {.state = STORE_MOVED, .place = (char *)(guintptr)target->from};

    store_set_durable(target->store, TRUE);
    if (store_begin(target->store, error) && store_record_move(target->store, &waiting, error) &&
        check(data, error) && store_commit(target->store, error))
        return target->location->path == NULL || store_settle(target->store, error);
    store_rollback(target->store);
    return FALSE;
}

/* What is made for the move is never a journal that somebody could use, not for a moment. */
static Store *
open_store(const JournalTarget *target, gboolean is_expected, GError **error)
{
    StoreLocation location = *target->location;

    location.is_expected = is_expected;
    location.waits_for = target->from;
    return store_open_for_move(&location, error);
}

static gboolean
make_room(JournalTarget *target, char **ret_put_aside, GError **error)
{
    g_auto(StoreMove) move = {0};

    if (!store_read_move(target->store, &move, error))
        return FALSE;
    if (move.state != STORE_MOVED || is_waiting(target, &move))
        return TRUE;
    const StoreLocation location = {.path = target->location->path, .waits_for = target->from};
    g_clear_pointer(&target->store, store_close);
    if (!store_renew_moved_file(&location, ret_put_aside, error))
        return FALSE;
    target->store = open_store(target, FALSE, error);
    return target->store != NULL;
}

gboolean
journal_target_open(JournalTarget *target, gboolean is_expected, char **ret_put_aside,
                    GError **error)
{
    target->store = open_store(target, is_expected, error);
    if (target->store == NULL)
        return FALSE;
    return target->location->path == NULL || ret_put_aside == NULL ||
           make_room(target, ret_put_aside, error);
}

static gboolean
refuse(const JournalTarget *target, const StoreMove *move, GError **error)
{
    const char *where = move->place != NULL ? move->place : "another place";
    const char *place = store_place(target->location);
    const char *option = target->location->path != NULL ? "" : " --back";

    if (move->state == STORE_MOVED)
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "the journal that was in %s has moved to %s; take a new, empty database", place,
                    where);
    else
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s is being moved to %s itself; end that with ticketgate migrate%s, or give "
                    "it up with ticketgate migrate --cancel%s",
                    place, where, option, option);
    return FALSE;
}

gboolean
journal_target_has(const JournalTarget *target, const char *move, gboolean *ret_has, GError **error)
{
    g_auto(StoreMove) found = {0};

    if (!store_read_move(target->store, &found, error))
        return FALSE;
    if (found.state != STORE_IN_USE && !is_waiting(target, &found))
        return refuse(target, &found, error);
    *ret_has = found.move != NULL && g_strcmp0(found.move, move) == 0;
    return TRUE;
}

/* journal_transfer.c - see journal_transfer.h. Knows no table by name. */
#include "gateway/journal/journal_transfer.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_copy.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_target.h"
#include "gateway/journal/journal_work.h"

#define POLL_US 100000

/* Both ends of a move, open. */
typedef struct {
    const JournalTransferOptions *options;
    const StoreLocation *from_location;
    Store *from;
    JournalTarget to;
    StoreMove move; /* the one of the source */
    GPtrArray *from_tables, *to_tables;
    guint64 done, total;
    gboolean is_committed; /* the target has the rows, or may have them */
} Transfer;

static void
transfer_clear(Transfer *transfer)
{
    g_clear_pointer(&transfer->from_tables, g_ptr_array_unref);
    g_clear_pointer(&transfer->to_tables, g_ptr_array_unref);
    g_clear_pointer(&transfer->from, store_close);
    g_clear_pointer(&transfer->to.store, store_close);
    store_move_clear(&transfer->move);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Transfer, transfer_clear)

static void
free_moved_table(gpointer data)
{
    JournalMovedTable *table = data;
    g_free(table->name);
    g_free(table->digest);
    g_free(table);
}

void
journal_moved_free(JournalMoved *moved)
{
    if (moved == NULL)
        return;
    g_free(moved->from);
    g_free(moved->to);
    g_free(moved->put_aside);
    g_ptr_array_unref(moved->tables);
    g_free(moved);
}

/* As people know it. */
static const char *
name_of(const StoreLocation *location)
{
    return location->url != NULL ? location->url : location->path;
}

static gboolean
tell(const Transfer *transfer, const char *waits_for, GError **error)
{
    const JournalTransferOptions *options = transfer->options;

    if (options->on_progress(options->data, transfer->done, transfer->total, waits_for))
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER, "the move was stopped");
    return FALSE;
}

/* Replaces the state of the source, on disk. */
static gboolean
record_state(Transfer *transfer, StoreState state, GError **error)
{
    transfer->move.state = state;
    store_set_durable(transfer->from, TRUE);
    if (store_begin(transfer->from, error) &&
        store_record_move(transfer->from, &transfer->move, error) &&
        store_commit(transfer->from, error))
        return TRUE;
    store_rollback(transfer->from);
    return FALSE;
}

/* ---- waiting until nobody works ---- */

/* Closes the source, unless somebody works: then *ret_work is their number. Between looking and
 * closing, nobody else can write. */
static gboolean
close_if_idle(Transfer *transfer, guint *ret_work, GError **error)
{
    if (!journal_work_count(transfer->from, transfer->from_tables, ret_work, error) ||
        *ret_work > 0)
        return *ret_work > 0;
    transfer->move.state = STORE_CLOSED;
    store_set_durable(transfer->from, TRUE);
    if (store_begin(transfer->from, error) &&
        journal_work_count(transfer->from, transfer->from_tables, ret_work, error) &&
        (*ret_work > 0 || (store_record_move(transfer->from, &transfer->move, error) &&
                           store_commit(transfer->from, error)))) {
        store_rollback(transfer->from);
        return TRUE;
    }
    store_rollback(transfer->from);
    return FALSE;
}

static gboolean
wait_and_close(Transfer *transfer, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)transfer->options->wait_s * G_USEC_PER_SEC;
    guint work = 0;

    for (;;) {
        if (!close_if_idle(transfer, &work, error))
            return FALSE;
        if (work == 0)
            return TRUE;
        if (g_get_monotonic_time() >= until_us) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY,
                        "%u mails or runs were still at work after %u s; let mail wait, stop the "
                        "resident gateway, or give --wait",
                        work, transfer->options->wait_s);
            return FALSE;
        }
        g_autofree char *words = g_strdup_printf("waits for %u mails that are delivered", work);
        if (!tell(transfer, words, error))
            return FALSE;
        g_usleep(POLL_US);
    }
}

/* ---- copying ---- */

static gboolean
count_rows(gpointer data, guint rows, GError **error)
{
    Transfer *transfer = data;

    transfer->done += rows;
    return tell(transfer, NULL, error);
}

static char *
sum_text(const JournalRowSum *sum)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                           GUINT64_FROM_BE(sum->sums[0]), GUINT64_FROM_BE(sum->sums[1]));
}

/* Copies one table, and reads it back from the target. */
static gboolean
move_table(Transfer *transfer, guint i, JournalMoved *moved, GError **error)
{
    const JournalCopyWatch watch = {.on_rows = count_rows, .data = transfer};
    const JournalCopyTable from = {transfer->from, g_ptr_array_index(transfer->from_tables, i)};
    const JournalCopyTable to = {transfer->to.store, g_ptr_array_index(transfer->to_tables, i)};
    JournalRowSum read = {0}, written = {0};

    if (!journal_copy_table(&from, &to, &watch, &read, error) ||
        !journal_copy_table(&to, NULL, &watch, &written, error))
        return FALSE;
    if (!journal_row_sum_equals(&read, &written)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "the table %s came out different: %" G_GUINT64_FORMAT " rows read, "
                    "%" G_GUINT64_FORMAT " written",
                    from.table->name, read.rows, written.rows);
        return FALSE;
    }
    JournalMovedTable *table = g_new0(JournalMovedTable, 1);
    table->name = g_strdup(from.table->name);
    table->rows = read.rows;
    table->digest = sum_text(&read);
    g_ptr_array_add(moved->tables, table);
    return TRUE;
}

static gboolean
check_empty(const Transfer *transfer, GError **error)
{
    guint64 rows = 0;

    if (!journal_copy_count(transfer->to.store, transfer->to_tables, &rows, error))
        return FALSE;
    if (rows == 0)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "%s is not empty (%" G_GUINT64_FORMAT " rows): two journals cannot become one",
                name_of(transfer->to.location), rows);
    return FALSE;
}

/* Everything in one transaction of the target. */
static gboolean
copy_all(Transfer *transfer, JournalMoved *moved, GError **error)
{
    g_auto(StoreMove) origin = {.state = STORE_IN_USE,
                                .place = g_strdup(store_place(transfer->from_location)),
                                .move = g_strdup(transfer->move.move)};

    store_set_durable(transfer->to.store, TRUE);
    if (!store_begin(transfer->to.store, error) || !check_empty(transfer, error))
        return FALSE;
    for (guint i = 0; i < transfer->from_tables->len; i++)
        if (!move_table(transfer, i, moved, error))
            return FALSE;
    if (!tell(transfer, NULL, error) || !store_record_move(transfer->to.store, &origin, error))
        return FALSE;
    transfer->is_committed = TRUE;
    moved->was_copied = TRUE;
    return store_commit(transfer->to.store, error);
}

/* ---- the order ---- */

static gboolean
is_same_place(const Transfer *transfer)
{
    return g_strcmp0(transfer->move.place, store_place(transfer->to.location)) == 0;
}

static gboolean
open_source(Transfer *transfer, GError **error)
{
    transfer->from = store_open_for_move(transfer->from_location, error);
    if (transfer->from == NULL || !store_read_move(transfer->from, &transfer->move, error))
        return FALSE;
    if (transfer->from_location->url != NULL && transfer->move.state == STORE_MOVED &&
        transfer->move.move == NULL) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "there is no journal in this database yet; the one in %s is to move here",
                    transfer->move.place);
        return FALSE;
    }
    if (transfer->move.state == STORE_IN_USE || is_same_place(transfer))
        return TRUE;
    /* A database has many urls: whether it is the same one is seen by what is in it. */
    if (transfer->move.state == STORE_MOVED && transfer->to.location->url != NULL)
        return TRUE;
    if (transfer->move.state == STORE_MOVED)
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "this journal has moved to %s already, and is not moved from here again",
                    transfer->move.place);
    else
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "this journal is being moved to %s; end that where it was begun, or give it "
                    "up there with ticketgate migrate --cancel%s",
                    transfer->move.place, journal_target_option(transfer->to.location));
    return FALSE;
}

static gboolean
set_elsewhere(const Transfer *transfer, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "this journal has moved to %s already, and is not moved from here again; [journal] "
                "url names another database, which does not have it: correct url",
                transfer->move.place);
    return FALSE;
}

/* A journal that has moved has to be there. */
static gboolean
open_target(Transfer *transfer, char **ret_put_aside, GError **error)
{
    return journal_target_open(&transfer->to, transfer->move.state == STORE_MOVED, ret_put_aside,
                               error);
}

/* The tables have other names once it is closed. */
static gboolean
list_tables(Transfer *transfer, GError **error)
{
    g_clear_pointer(&transfer->from_tables, g_ptr_array_unref);
    transfer->from_tables = store_list_tables(transfer->from, error);
    return transfer->from_tables != NULL;
}

static gboolean
list_target(Transfer *transfer, GError **error)
{
    g_clear_pointer(&transfer->to_tables, g_ptr_array_unref);
    transfer->to_tables = store_list_tables(transfer->to.store, error);
    return transfer->to_tables != NULL;
}

static gboolean
close_source(Transfer *transfer, GError **error)
{
    if (transfer->move.state == STORE_IN_USE) {
        store_move_clear(&transfer->move);
        transfer->move.place = g_strdup(store_place(transfer->to.location));
        transfer->move.move = g_uuid_string_random();
    }
    if (transfer->move.state < STORE_CLOSED &&
        (!record_state(transfer, STORE_LEAVING, error) || !wait_and_close(transfer, error)))
        return FALSE;
    return list_tables(transfer, error);
}

static gboolean
reopen_source(Transfer *transfer, GError **error)
{
    store_move_clear(&transfer->move);
    return record_state(transfer, STORE_IN_USE, error);
}

static gboolean
copy_closed(Transfer *transfer, JournalMoved *moved, GError **error)
{
    if (!close_source(transfer, error) ||
        !journal_copy_count(transfer->from, transfer->from_tables, &transfer->total, error))
        return FALSE;
    transfer->total *= 2; /* each is written, and read back */
    return copy_all(transfer, moved, error);
}

/* What went wrong, and how the source is now. A file that is in use again is not used by a host
 * that has a url. */
static void
undo(Transfer *transfer, GError *problem, GError **error)
{
    gboolean is_open = FALSE;

    store_rollback(transfer->to.store);
    if (!transfer->is_committed)
        is_open = reopen_source(transfer, NULL);
    const char *state = "nothing was moved, and the journal is used as before";
    if (!is_open)
        state = transfer->to.location->url != NULL
                    ? "mail waits until ticketgate migrate is called again"
                    : "mail waits until ticketgate migrate --back is called again";
    else if (transfer->to.location->url != NULL)
        state = "nothing was moved; mail waits until ticketgate migrate is called again, or url is "
                "taken out of [journal]";
    g_set_error(error, problem->domain, problem->code, "%s; %s", problem->message, state);
    g_error_free(problem);
}

/* For journal_target_wait(). Its tables have other names by then. */
static gboolean
is_empty(gpointer data, GError **error)
{
    return list_target(data, error) && check_empty(data, error);
}

static gboolean
copy_rows(Transfer *transfer, JournalMoved *moved, GError **error)
{
    GError *problem = NULL;

    if (!list_tables(transfer, error))
        return FALSE;
    if (!list_target(transfer, error) ||
        !journal_copy_check_tables(transfer->from_tables, transfer->to_tables, error) ||
        !journal_target_wait(&transfer->to, is_empty, transfer, error))
        return FALSE;
    if (copy_closed(transfer, moved, &problem))
        return TRUE;
    undo(transfer, problem, error);
    return FALSE;
}

/* The state of the source is the last to change; before, the file's header may not show it. */
static gboolean
finish(Transfer *transfer, GError **error)
{
    return (transfer->move.state == STORE_MOVED || record_state(transfer, STORE_MOVED, error)) &&
           store_settle(transfer->from, error) && store_settle(transfer->to.store, error);
}

/* Errors of the store, by what to do about them. */
static gboolean
fail(GError *problem, GError **error)
{
    int code = DELIVERY_ERROR_TEMPORARY;

    if (g_error_matches(problem, STORE_ERROR, STORE_ERROR_FOREIGN))
        code = DELIVERY_ERROR_USAGE;
    else if (g_error_matches(problem, STORE_ERROR, STORE_ERROR_BUSY))
        code = DELIVERY_ERROR_BUSY;
    g_set_error(error, DELIVERY_ERROR, code, "journal: %s", problem->message);
    g_error_free(problem);
    return FALSE;
}

/* Whether the target has all rows of the move already. */
static gboolean
look_at_target(Transfer *transfer, JournalMoved *moved, gboolean *ret_is_whole, GError **error)
{
    gboolean is_elsewhere = transfer->move.state == STORE_MOVED && !is_same_place(transfer);
    GError *problem = NULL;
    gboolean is_seen =
        open_target(transfer, &moved->put_aside, &problem) &&
        journal_target_has(&transfer->to, transfer->move.move, ret_is_whole, &problem);

    if (is_elsewhere && !*ret_is_whole &&
        (is_seen || g_error_matches(problem, STORE_ERROR, STORE_ERROR_FOREIGN))) {
        g_clear_error(&problem);
        return set_elsewhere(transfer, error);
    }
    if (problem != NULL)
        g_propagate_error(error, problem);
    return is_seen;
}

static gboolean
transfer_rows(Transfer *transfer, JournalMoved *moved, GError **error)
{
    gboolean is_whole = FALSE;

    if (!open_source(transfer, error) || !look_at_target(transfer, moved, &is_whole, error))
        return FALSE;
    if (transfer->move.state == STORE_MOVED || is_whole)
        return finish(transfer, error);
    return copy_rows(transfer, moved, error) && finish(transfer, error);
}

JournalMoved *
journal_transfer(const StoreLocation *from, const StoreLocation *to,
                 const JournalTransferOptions *options, GError **error)
{
    g_auto(Transfer) transfer = {.options = options,
                                 .from_location = from,
                                 .to = {.location = to, .from = store_place(from)}};
    g_autoptr(JournalMoved) moved = g_new0(JournalMoved, 1);
    GError *problem = NULL;

    moved->from = g_strdup(name_of(from));
    moved->to = g_strdup(name_of(to));
    moved->tables = g_ptr_array_new_with_free_func(free_moved_table);
    if (transfer_rows(&transfer, moved, &problem))
        return g_steal_pointer(&moved);
    fail(problem, error);
    return NULL;
}

gboolean
journal_transfer_reopen(const StoreLocation *from, GError **error)
{
    g_auto(Transfer) transfer = {.from_location = from};
    GError *problem = NULL;

    transfer.from = store_open_for_move(from, &problem);
    if (transfer.from == NULL || !store_read_move(transfer.from, &transfer.move, &problem))
        return fail(problem, error);
    if (transfer.move.state == STORE_IN_USE || transfer.move.move == NULL)
        g_set_error(&problem, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "no journal moved from %s, so nothing has to be given up", name_of(from));
    return problem == NULL && reopen_source(&transfer, &problem) ? TRUE : fail(problem, error);
}

gboolean
journal_transfer_cancel(const StoreLocation *from, const StoreLocation *to, GError **error)
{
    g_auto(Transfer)
        transfer = {.from_location = from, .to = {.location = to, .from = store_place(from)}};
    GError *problem = NULL;
    gboolean is_whole = FALSE;

    if (!open_source(&transfer, &problem))
        return fail(problem, error);
    if (transfer.move.state == STORE_IN_USE)
        g_set_error(&problem, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "no move from %s was begun; one of the other direction is given up with "
                    "ticketgate migrate --cancel%s",
                    name_of(from), journal_target_option(from));
    else if (transfer.move.state == STORE_MOVED)
        g_set_error(&problem, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "the journal has moved already; ticketgate migrate%s moves it back",
                    journal_target_option(from));
    else if (transfer.move.state == STORE_CLOSED && open_target(&transfer, NULL, &problem) &&
             journal_target_has(&transfer.to, transfer.move.move, &is_whole, &problem) && is_whole)
        g_set_error(&problem, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "the copy is whole already; ticketgate migrate%s ends the move",
                    journal_target_option(to));
    return problem == NULL && reopen_source(&transfer, &problem) ? TRUE : fail(problem, error);
}

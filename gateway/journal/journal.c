/* journal.c - a handle of the journal: a store and the claims of the handle. Does not know the
 * engine. */
#include "gateway/journal/journal_internal.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/journal/journal_loss.h"
#include "gateway/journal/journal_owner_lease.h"
#include "gateway/journal/journal_owner_process.h"
#include "gateway/journal/store/shared_mark.h"
#include "gateway/journal/store/store_tables.h"
#include "gateway/log.h"

#include <string.h>
#include <unistd.h>

/* Called by the store while it is opened: a new store has the record of the loss from the
 * beginning. */
static gboolean
record_loss(Store *store, gpointer data)
{
    Journal *journal = data;

    journal->store = store;
    return journal_loss_record(journal, NULL);
}

static Journal *
open_at(const StoreLocation *location, GError **error)
{
    g_autoptr(Journal) journal = g_new0(Journal, 1);
    GError *problem = NULL;

    journal->pid = getpid();
    journal->claims = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    journal->store = store_open(location, record_loss, journal, &problem);
    if (journal->store == NULL) {
        journal_fail(problem, error);
        return NULL;
    }
    journal_owner_init(&journal->owner, store_is_shared(journal->store) ? &journal_owner_lease
                                                                        : &journal_owner_process);
    journal_loss_tell(journal);
    return g_steal_pointer(&journal);
}

Journal *
journal_open(const char *place, GError **error)
{
    gboolean is_url = strstr(place, "://") != NULL;
    const StoreLocation location = {.path = is_url ? NULL : place, .url = is_url ? place : NULL};

    return open_at(&location, error);
}

gboolean
journal_has_moved(const Config *config)
{
    return store_file_has_moved(config->journal_path);
}

gboolean
journal_is_elsewhere(const Config *config)
{
    return journal_has_moved(config) || shared_mark_is_there(config->journal_path);
}

void
journal_note_shared(const Config *config)
{
    g_autoptr(GError) problem = NULL;

    if (config->journal_url != NULL && !shared_mark_make(config->journal_path, &problem))
        log_warning("journal", "%s; if the database is lost, this host does not see that",
                    problem->message);
}

gboolean
journal_database_location(const Config *config, StoreLocation *ret_location, char **ret_password,
                          GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *password = NULL;

    if (config->journal_password_file != NULL)
        password = config_secret_read(config, "[journal] password_file",
                                      config->journal_password_file, &problem);
    if (problem != NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, problem->message);
        return FALSE;
    }
    *ret_location = (StoreLocation){.url = config->journal_url,
                                    .password = password,
                                    .is_insecure = config->is_journal_insecure,
                                    .is_expected = journal_is_elsewhere(config)};
    *ret_password = password;
    return TRUE;
}

gboolean
journal_has_to_move(const Config *config)
{
    return config->journal_url != NULL && store_file_is_in_use(config->journal_path);
}

/* Before a host uses the database, its own journal has to be in there: else the mails that it knows
 * would be delivered again. */
static gboolean
check_moved(const Config *config, GError **error)
{
    if (!journal_has_to_move(config))
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                "journal: [journal] url is set, but this host still has a journal in %s; run "
                "ticketgate migrate, take url out again if the journal came back with migrate "
                "--back, or move that file away if nothing in it counts",
                config->journal_path);
    return FALSE;
}

static Journal *
open_database(const Config *config, gboolean is_anew, GError **error)
{
    StoreLocation location;
    char *password = NULL;

    if (!journal_database_location(config, &location, &password, error))
        return NULL;
    if (config->is_journal_insecure)
        log_warning(
            "journal",
            "[journal] insecure = yes: with a weaker sslmode in url, whoever stands between "
            "can read and change the journal");
    location.is_anew = is_anew;
    Journal *journal = open_at(&location, error);
    config_secret_free(password);
    return journal;
}

static Journal *
open_configured(const Config *config, gboolean is_anew, GError **error)
{
    const StoreLocation file = {.path = config->journal_path, .is_anew = is_anew};

    if (config->journal_url == NULL)
        return open_at(&file, error);
    return check_moved(config, error) ? open_database(config, is_anew, error) : NULL;
}

gboolean
journal_try_database(const Config *config, GError **error)
{
    g_autoptr(Journal) journal = open_database(config, FALSE, error);

    return journal != NULL;
}

Journal *
journal_open_configured(const Config *config, GError **error)
{
    return open_configured(config, FALSE, error);
}

Journal *
journal_open_anew(const Config *config, GError **error)
{
    Journal *journal = open_configured(config, TRUE, error);

    if (journal != NULL && config->journal_url == NULL)
        shared_mark_remove(config->journal_path);
    return journal;
}

gboolean
journal_check_place(const Config *config, GError **error)
{
    const StoreLocation location = {.path =
                                        config->journal_url == NULL ? config->journal_path : NULL,
                                    .url = config->journal_url,
                                    .is_insecure = config->is_journal_insecure};
    GError *problem = NULL;

    return store_check_location(&location, &problem) || journal_fail(problem, error);
}

gboolean
journal_is_there(const Config *config)
{
    return config->journal_url != NULL || g_file_test(config->journal_path, G_FILE_TEST_EXISTS) ||
           shared_mark_is_there(config->journal_path);
}

const char *
journal_place(const Config *config)
{
    return config->journal_url != NULL ? config->journal_url : config->journal_path;
}

/* Otherwise a handle closed in a living process would block its mails until the process ends. */
static void
release_claims(Journal *journal)
{
    GHashTableIter iter;
    gpointer key = NULL;
    gboolean is_released = TRUE; /* if one fails, so do the others */

    journal_rollback(journal);
    g_hash_table_iter_init(&iter, journal->claims);
    while (is_released && g_hash_table_iter_next(&iter, &key, NULL))
        is_released = journal_set_durable(journal, FALSE, NULL) &&
                      journal_execute(journal, NULL, NULL,
                                      "UPDATE mail SET owner = NULL WHERE key = ?1 AND owner = ?2",
                                      "tt", (const char *)key, journal->owner.name);
    journal_lease_release(journal, is_released);
}

void
journal_close(Journal *journal)
{
    if (journal == NULL || journal->pid != getpid())
        return; /* a store must not be used in a forked child: its locks belong to the parent */
    if (journal->store != NULL) {
        release_claims(journal);
        store_close(journal->store);
    }
    g_hash_table_unref(journal->claims);
    journal_owner_clear(&journal->owner);
    g_free(journal);
}

const char *
journal_was_replaced(const Journal *journal)
{
    return store_moved_to(journal->store);
}

gboolean
journal_was_lost(const Journal *journal)
{
    return store_was_lost(journal->store);
}

gboolean
journal_is_current(const Journal *journal)
{
    return store_is_current(journal->store);
}

void
journal_set_deadline(Journal *journal, gint64 deadline_us)
{
    journal->deadline_us = deadline_us;
    store_set_deadline(journal->store, deadline_us);
}

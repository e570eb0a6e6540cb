/* journal_move.c - see journal_move.h. Finds both ends in the configuration; journal_transfer.c has
 * the steps. */
#include "gateway/journal/journal_move.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_transfer.h"
#include "gateway/journal/store/shared_mark.h"

/* Both ends; the password belongs to them. */
typedef struct {
    StoreLocation file, database;
    const StoreLocation *from, *to;
    char *password;
} Ends;

static void
ends_clear(Ends *ends)
{
    config_secret_free(ends->password);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ends, ends_clear)

static gboolean
ends_find(Ends *ends, const Config *config, gboolean is_back, GError **error)
{
    if (config->journal_url == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                            "[journal] url is not set; it names the database");
        return FALSE;
    }
    if (!journal_database_location(config, &ends->database, &ends->password, error))
        return FALSE;
    ends->file.path = config->journal_path;
    ends->database.is_expected |= is_back;
    ends->from = is_back ? &ends->database : &ends->file;
    ends->to = is_back ? &ends->file : &ends->database;
    if (is_back || g_file_test(config->journal_path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE, "there is no journal at %s",
                config->journal_path);
    return FALSE;
}

JournalMoved *
journal_move(const JournalMoveOptions *options, GError **error)
{
    const JournalTransferOptions transfer = {
        .wait_s = options->wait_s, .on_progress = options->on_progress, .data = options->data};
    g_auto(Ends) ends = {0};
    GError *problem = NULL;

    if (!ends_find(&ends, options->config, options->is_back, error))
        return NULL;
    /* Until the file has it all, no other one may take its place, whatever becomes of the move. */
    if (options->is_back && !shared_mark_make(options->config->journal_path, &problem)) {
        journal_fail(problem, error);
        return NULL;
    }
    JournalMoved *moved = journal_transfer(ends.from, ends.to, &transfer, error);
    if (moved != NULL && options->is_back)
        shared_mark_remove(options->config->journal_path);
    return moved;
}

gboolean
journal_move_cancel(const Config *config, gboolean is_back, GError **error)
{
    g_auto(Ends) ends = {0};

    return ends_find(&ends, config, is_back, error) &&
           journal_transfer_cancel(ends.from, ends.to, error);
}

gboolean
journal_move_reopen(const Config *config, GError **error)
{
    g_auto(Ends) ends = {0};

    return ends_find(&ends, config, TRUE, error) && journal_transfer_reopen(ends.from, error);
}

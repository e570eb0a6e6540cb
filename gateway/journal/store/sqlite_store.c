/* sqlite_store.c - opens and closes the journal's file.
 *
 * Owns how the file comes to be: made, migrated, or moved aside where it is damaged, by one process
 * at a time. Does not know what the tables mean. Opening one that is in order takes no lock
 * beyond SQLite's own, writes nothing and syncs nothing.
 */
#include "gateway/journal/journal_internal.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_loss.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_owner_process.h"
#include "gateway/journal/store/sqlite_repair.h"
#include "gateway/journal/store/sqlite_schema.h"
#include "gateway/journal/store/sqlite_vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_WAIT_US G_GINT64_CONSTANT(10000000)
#define BUSY_FIRST_US 1000
#define BUSY_LONGEST_US 50000

/* Pages of log that lead to a checkpoint. The first process to open the journal reads the whole
 * log, so a long one costs every delivery; a short one costs the syncs of a checkpoint more often.
 */
#define CHECKPOINT_PAGES 256
/* More than a commit of ours writes. */
#define CHECKPOINT_WINDOW_PAGES 8

/* After each commit. Where others always read, the log is not begun anew, and SQLite's own way
 * would try a checkpoint, with its syncs, after every single commit from there on; so one is tried
 * each time that the log has grown by CHECKPOINT_PAGES, by whichever process writes then. */
static int
checkpoint_now_and_then(void *unused, sqlite3 *db, const char *schema, int pages)
{
    (void)unused;
    if (pages >= CHECKPOINT_PAGES && pages % CHECKPOINT_PAGES < CHECKPOINT_WINDOW_PAGES)
        (void)sqlite3_wal_checkpoint_v2(db, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static int
wait_while_busy(void *data, int count)
{
    Journal *journal = data;
    gint64 now_us = g_get_monotonic_time();

    if (count == 0)
        journal->busy_since_us = now_us;
    gint64 until_us = journal->busy_since_us + BUSY_WAIT_US;
    if (journal->deadline_us != 0)
        until_us = MIN(until_us, journal->deadline_us);
    if (now_us >= until_us)
        return 0;
    gint64 sleep_us = MIN((gint64)BUSY_FIRST_US << MIN(count, 16), BUSY_LONGEST_US);
    g_usleep((gulong)MIN(sleep_us, until_us - now_us));
    return 1;
}

static void
finalize_statement(gpointer statement)
{
    sqlite3_finalize(statement);
}

static Journal *
journal_new(const char *path)
{
    Journal *journal = g_new0(Journal, 1);

    journal->path = g_strdup(path);
    journal_owner_init(&journal->owner, &journal_owner_process);
    journal->pid = getpid();
    journal->claims = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    journal->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize_statement);
    return journal;
}

static void
disconnect(Journal *journal)
{
    g_hash_table_remove_all(journal->statements);
    sqlite3_close(journal->db);
    journal->db = NULL;
    journal->is_durable = FALSE;
    journal->synced_changes = 0;
}

/* The last one to close would checkpoint, with three syncs: the log is left, and read by the next
 * one. */
static int
connect_file(Journal *journal)
{
    int code = sqlite3_open_v2(journal->path, &journal->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, sqlite_vfs_name());

    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(journal->db, 1);
    sqlite3_busy_handler(journal->db, wait_while_busy, journal);
    sqlite3_db_config(journal->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_wal_hook(journal->db, checkpoint_now_and_then, NULL);
    return journal_run_script(journal, "PRAGMA synchronous=NORMAL");
}

/* Connects and reads the version. Between the two, another process may have moved the file aside
 * and made a new one, whose log SQLite would then take for that of the old: said as SQLITE_BUSY. */
static int
connect_and_read_version(Journal *journal, gint64 *ret_version)
{
    GStatBuf before = {0};
    GStatBuf after = {0};

    if (g_stat(journal->path, &before) != 0)
        return SQLITE_CANTOPEN;
    int code = connect_file(journal);
    if (code == SQLITE_OK)
        code = journal_read_number(journal, "PRAGMA user_version", ret_version);
    if (code == SQLITE_OK && (g_stat(journal->path, &after) != 0 || before.st_ino != after.st_ino))
        return SQLITE_BUSY;
    journal->inode = before.st_ino;
    return code;
}

static gboolean
is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

/* Reads every page: only where damage was seen before. SQLITE_CORRUPT unless all is well. */
static int
check_all_pages(Journal *journal)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(journal->db, "PRAGMA quick_check(1)", -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const char *word = (const char *)sqlite3_column_text(statement, 0);
        code = g_strcmp0(word, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
    }
    sqlite3_finalize(statement);
    return code;
}

/* SQLite gives its "-wal" and "-shm" the mode of the file itself. */
static gboolean
create_file(const char *path, GError **error)
{
    int fd = g_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 && errno != EEXIST) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "journal: cannot be made: %s",
                    g_strerror(errno));
        return FALSE;
    }
    if (fd >= 0)
        close(fd);
    return TRUE;
}

static int
run_migration(Journal *journal, guint from)
{
    g_autofree char *version = g_strdup_printf("PRAGMA user_version=%u", sqlite_schema_version());
    int code = journal_run_script(journal, "BEGIN EXCLUSIVE");

    for (guint i = from; code == SQLITE_OK && i < sqlite_schema_version(); i++)
        code = journal_run_script(journal, sqlite_schema_step(i));
    if (code == SQLITE_OK && journal->is_lost && !journal_loss_record(journal, NULL))
        code = sqlite3_extended_errcode(journal->db);
    if (code == SQLITE_OK)
        code = journal_run_script(journal, version);
    if (code == SQLITE_OK)
        code = journal_run_script(journal, "COMMIT");
    return code; /* a transaction left open ends with the connection */
}

static gboolean
set_foreign(GError **error, const char *message)
{
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, message);
    return FALSE;
}

/* Brings an empty or older file to our schema. */
static gboolean
migrate(Journal *journal, gint64 version, GError **error)
{
    g_autofree char *application =
        g_strdup_printf("PRAGMA application_id=%d", SQLITE_SCHEMA_APPLICATION_ID);
    gint64 tables = 0;
    int code = SQLITE_OK;

    if (version > sqlite_schema_version())
        return set_foreign(error, "journal: made by a newer version of ticketgate");
    if (version == 0) {
        code = journal_read_number(journal, "SELECT count(*) FROM sqlite_schema", &tables);
        if (code == SQLITE_OK && tables > 0)
            return set_foreign(error, "journal: the file is another program's database");
        /* No rollback journal for the one page that is written before the log is there: a process
         * that still holds the file moved aside would take it for its own, and delete it. */
        if (code == SQLITE_OK)
            code =
                journal_run_script(journal, "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL");
        if (code == SQLITE_OK)
            code = journal_run_script(journal, application);
    }
    if (code == SQLITE_OK)
        code = journal_run_script(journal, "PRAGMA synchronous=FULL");
    if (code == SQLITE_OK)
        code = run_migration(journal, (guint)version);
    if (code == SQLITE_OK) /* from here on bring_to_disk() of sqlite_statement.c syncs */
        code = journal_run_script(journal, "PRAGMA synchronous=NORMAL");
    if (code != SQLITE_OK)
        return journal_fail(journal, code, "cannot be brought to this version", error);
    return TRUE;
}

static gboolean
replace_file(Journal *journal, GError **error)
{
    disconnect(journal);
    g_free(journal->replaced_path);
    journal->replaced_path = sqlite_repair_move_aside(journal->path, error);
    return journal->replaced_path != NULL && create_file(journal->path, error);
}

/* With the lock held: makes, checks, replaces and migrates as needed. `had_lock`: its file was
 * there before, so there was a journal. */
static gboolean
open_locked(Journal *journal, gboolean had_lock, GError **error)
{
    gint64 version = 0;
    gint64 application = 0;

    if (!create_file(journal->path, error))
        return FALSE;
    int code = connect_and_read_version(journal, &version);
    if (code == SQLITE_OK && version > 0)
        code = journal_read_number(journal, "PRAGMA application_id", &application);
    if (code == SQLITE_OK && version > 0 && application != SQLITE_SCHEMA_APPLICATION_ID)
        return set_foreign(error, "journal: the file is another program's database");
    if (code == SQLITE_OK && sqlite_repair_is_marked(journal->path))
        code = check_all_pages(journal);
    if (is_damage(code)) {
        if (!replace_file(journal, error))
            return FALSE;
        code = connect_and_read_version(journal, &version);
    }
    if (code != SQLITE_OK)
        return journal_fail(journal, code, "cannot be opened", error);
    sqlite_repair_unmark(journal->path);
    /* Empty, though there was a journal here before, or it could not be read: what it knew is lost.
     */
    journal->is_lost = version == 0 && (had_lock || journal->replaced_path != NULL);
    return version == sqlite_schema_version() || migrate(journal, version, error);
}

/* For the mark to be missed by a process that opens at the same moment costs it one failure. */
static gboolean
open_in_order(Journal *journal)
{
    gint64 version = 0;

    if (sqlite_repair_is_marked(journal->path))
        return FALSE;
    return connect_and_read_version(journal, &version) == SQLITE_OK &&
           version == sqlite_schema_version();
}

Journal *
journal_open(const char *path, GError **error)
{
    g_autoptr(Journal) journal = journal_new(path);

    if (open_in_order(journal))
        return g_steal_pointer(&journal);
    disconnect(journal);
    gboolean had_lock = sqlite_repair_has_lock(path);
    int lock_fd = sqlite_repair_lock(path, error);
    if (lock_fd < 0)
        return NULL;
    gboolean is_open = open_locked(journal, had_lock, error);
    close(lock_fd);
    return is_open ? g_steal_pointer(&journal) : NULL;
}

/* A handle that is closed in a living process would else block its mails until the process ends. */
static void
release_claims(Journal *journal)
{
    GHashTableIter iter;
    gpointer key = NULL;

    journal_rollback(journal);
    g_hash_table_iter_init(&iter, journal->claims);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        if (journal_set_durable(journal, FALSE, NULL))
            journal_execute(journal, NULL, NULL,
                            "UPDATE mail SET owner = NULL WHERE key = ?1 AND owner = ?2", "tt",
                            (const char *)key, journal->owner.name);
    }
}

void
journal_close(Journal *journal)
{
    if (journal == NULL || journal->pid != getpid())
        return; /* SQLite must not be touched in a forked child: its locks are the parent's */
    if (journal->db != NULL)
        release_claims(journal);
    disconnect(journal);
    g_hash_table_unref(journal->statements);
    g_hash_table_unref(journal->claims);
    g_free(journal->path);
    journal_owner_clear(&journal->owner);
    g_free(journal->replaced_path);
    g_free(journal);
}

const char *
journal_was_replaced(const Journal *journal)
{
    return journal->replaced_path;
}

gboolean
journal_was_lost(const Journal *journal)
{
    return journal->is_lost;
}

gboolean
journal_is_current(const Journal *journal)
{
    GStatBuf now = {0};

    return g_stat(journal->path, &now) == 0 && now.st_ino == journal->inode;
}

void
journal_set_deadline(Journal *journal, gint64 deadline_us)
{
    journal->deadline_us = deadline_us;
}

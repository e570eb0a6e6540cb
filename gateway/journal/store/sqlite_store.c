/* sqlite_store.c - opens and closes the file of a journal.
 *
 * Makes the file, migrates it, or moves it aside if it is damaged, in one process at a time. Does
 * not know what the tables mean. Opening a file that is in order takes no lock besides SQLite's
 * own, writes nothing and syncs nothing. */
#include "gateway/journal/store/sqlite_store.h"

#include "gateway/journal/store/shared_mark.h"
#include "gateway/journal/store/sqlite_internal.h"
#include "gateway/journal/store/sqlite_repair.h"
#include "gateway/journal/store/sqlite_schema.h"
#include "gateway/journal/store/sqlite_vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_WAIT_US G_GINT64_CONSTANT(10000000)
#define BUSY_FIRST_US 100
#define BUSY_LONGEST_US 10000

/* A checkpoint is made at this many pages of log. The first process that opens the journal reads
 * the whole log, so a long log slows every delivery. A short log needs more checkpoints with their
 * syncs. */
#define CHECKPOINT_PAGES 256
/* More than one of our commits writes. */
#define CHECKPOINT_WINDOW_PAGES 8

/* Called after each commit. While other processes read all the time, the log cannot start again
 * from its beginning, and SQLite's own rule would then try a checkpoint, with its syncs, after
 * every commit. So a checkpoint is tried each time the log has grown by CHECKPOINT_PAGES, by the
 * process that writes then. */
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
    SqliteStore *store = data;
    gint64 now_us = g_get_monotonic_time();

    if (count == 0)
        store->busy_since_us = now_us;
    gint64 until_us = store->busy_since_us + BUSY_WAIT_US;
    if (store->store.deadline_us != 0)
        until_us = MIN(until_us, store->store.deadline_us);
    if (now_us >= until_us)
        return 0;
    gint64 sleep_us = MIN((gint64)BUSY_FIRST_US << MIN(count, 16), BUSY_LONGEST_US);
    g_usleep((gulong)MIN(sleep_us, until_us - now_us));
    return 1;
}

static Store *
new_store(const StoreLocation *location)
{
    SqliteStore *store = g_new0(SqliteStore, 1);

    store->path = g_strdup(location->path);
    store->waits_for = g_strdup(location->waits_for);
    return &store->store;
}

static void
disconnect(SqliteStore *store)
{
    store_forget_statements(&store->store);
    sqlite3_close(store->db);
    store->db = NULL;
    store->store.is_durable = FALSE;
    store->synced_changes = 0;
}

/* The last process to close would make a checkpoint, with three syncs. Instead, the log is left for
 * the next one to read. */
static int
connect_file(SqliteStore *store)
{
    int code = sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                               sqlite_vfs_name());

    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_handler(store->db, wait_while_busy, store);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_wal_hook(store->db, checkpoint_now_and_then, NULL);
    return sqlite_run_script(store, "PRAGMA synchronous=NORMAL");
}

/* Connects and reads the version. In between, another process may have moved the file aside and
 * made a new one; SQLite would then take the new log for that of the old file. Reported as
 * SQLITE_BUSY. */
static int
connect_and_read_version(SqliteStore *store, gint64 *ret_version)
{
    GStatBuf before = {0};
    GStatBuf after = {0};

    if (g_stat(store->path, &before) != 0)
        return SQLITE_CANTOPEN;
    int code = connect_file(store);
    if (code == SQLITE_OK)
        code = sqlite_read_number(store, "PRAGMA user_version", ret_version);
    if (code == SQLITE_OK && (g_stat(store->path, &after) != 0 || before.st_ino != after.st_ino))
        return SQLITE_BUSY;
    store->inode = before.st_ino;
    return code;
}

/* Reads every page; only done after signs of damage. SQLITE_CORRUPT unless all is well. */
static int
check_all_pages(SqliteStore *store)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &statement, NULL);

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
        int code = errno;
        g_set_error(error, STORE_ERROR, store_error_of_errno(code), "cannot be made: %s",
                    g_strerror(code));
        return FALSE;
    }
    if (fd >= 0)
        close(fd);
    return TRUE;
}

/* Marks a file that waits for its journal, and ends the transaction that made it. The mark has to
 * be in the header of the file, not only in the log. */
static int
commit_waiting(SqliteStore *store)
{
    const StoreMove waiting = {.state = STORE_MOVED, .place = store->waits_for};
    int code = sqlite_write_move(store, &waiting);

    if (code == SQLITE_OK)
        code = sqlite_run_script(store, "COMMIT");
    if (code == SQLITE_OK)
        code = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code;
}

static int
run_migration(SqliteStore *store, guint from)
{
    g_autofree char *version = g_strdup_printf("PRAGMA user_version=%u", sqlite_schema_version());
    gboolean is_waiting = from == 0 && store->waits_for != NULL;
    int code = sqlite_run_script(store, "BEGIN EXCLUSIVE");

    for (guint i = from; code == SQLITE_OK && i < sqlite_schema_version(); i++)
        code = sqlite_run_script(store, sqlite_schema_step(i));
    if (code == SQLITE_OK && store->store.was_lost &&
        !store->store.on_loss(&store->store, store->store.on_loss_data)) {
        code = sqlite3_extended_errcode(store->db);
        code = code != SQLITE_OK ? code : SQLITE_ERROR;
    }
    if (code == SQLITE_OK)
        code = sqlite_run_script(store, version);
    if (code == SQLITE_OK)
        code = is_waiting ? commit_waiting(store) : sqlite_run_script(store, "COMMIT");
    return code; /* a transaction left open ends with the connection */
}

static gboolean
set_foreign(GError **error, const char *message)
{
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_FOREIGN, message);
    return FALSE;
}

/* Brings an empty or older file to our schema. */
static gboolean
migrate(SqliteStore *store, gint64 version, GError **error)
{
    g_autofree char *application =
        g_strdup_printf("PRAGMA application_id=%d", SQLITE_SCHEMA_APPLICATION_ID);
    gint64 tables = 0;
    int code = SQLITE_OK;

    if (store_state_of(version) != STORE_IN_USE)
        return store->store.is_for_move || sqlite_move_refuse(store, error);
    if (version > sqlite_schema_version())
        return set_foreign(error, "made by a newer version of ticketgate; upgrade this one, and "
                                  "restart ticketgate-lmtpd");
    if (version == 0) {
        code = sqlite_read_number(store, "SELECT count(*) FROM sqlite_schema", &tables);
        if (code == SQLITE_OK && tables > 0)
            return set_foreign(error, "the file is another program's database");
        /* No rollback journal for the one page that is written before the log exists: a process
         * that still has the old, moved file open would take that journal for its own and delete
         * it. */
        if (code == SQLITE_OK)
            code = sqlite_run_script(store, "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL");
        if (code == SQLITE_OK)
            code = sqlite_run_script(store, application);
    }
    if (code == SQLITE_OK)
        code = sqlite_run_script(store, "PRAGMA synchronous=FULL");
    if (code == SQLITE_OK)
        code = run_migration(store, (guint)version);
    if (code == SQLITE_OK) /* from here on bring_to_disk() of sqlite_statement.c syncs */
        code = sqlite_run_script(store, "PRAGMA synchronous=NORMAL");
    if (code != SQLITE_OK)
        return sqlite_fail(store, code, "cannot be brought to this version", error);
    return TRUE;
}

static gboolean
replace_file(SqliteStore *store, GError **error)
{
    disconnect(store);
    g_free(store->store.moved_to);
    store->store.moved_to = sqlite_repair_move_aside(store->path, "corrupt", error);
    return store->store.moved_to != NULL && create_file(store->path, error);
}

/* A file without tables, although the journal of this host is in a database, does not take its
 * place. */
static gboolean
check_place(const SqliteStore *store, gboolean is_empty, GError **error)
{
    if (!is_empty || store->store.is_anew || store->store.is_for_move ||
        !shared_mark_is_there(store->path))
        return TRUE;
    return set_foreign(error, "the journal of this host is in a database that hosts share; set "
                              "[journal] url, or move it here with ticketgate migrate --back; if "
                              "it is lost for good, ticketgate prune --restored makes a new one");
}

/* Whoever says that the journal is lost also means one that moved: its file makes room. */
static gboolean
put_moved_aside(const SqliteStore *store, GError **error)
{
    if (!store->store.is_anew || !store_file_has_moved(store->path))
        return TRUE;
    g_autofree char *name = sqlite_repair_move_aside(store->path, "moved", error);
    return name != NULL;
}

/* Reads the version of a file that is ours; one that is damaged is replaced first. */
static gboolean
read_file(SqliteStore *store, gint64 *ret_version, GError **error)
{
    gint64 application = 0;
    int code = connect_and_read_version(store, ret_version);

    if (code == SQLITE_OK && *ret_version > 0)
        code = sqlite_read_number(store, "PRAGMA application_id", &application);
    if (code == SQLITE_OK && *ret_version > 0 && application != SQLITE_SCHEMA_APPLICATION_ID)
        return set_foreign(error, "the file is another program's database");
    if (code == SQLITE_OK && sqlite_repair_is_marked(store->path))
        code = check_all_pages(store);
    if (sqlite_is_damage(code)) {
        if (!replace_file(store, error))
            return FALSE;
        code = connect_and_read_version(store, ret_version);
    }
    return code == SQLITE_OK || sqlite_fail(store, code, "cannot be opened", error);
}

/* With the lock held: makes, checks, replaces and migrates as needed. `had_lock`: the lock file
 * existed before, so there was a journal. */
static gboolean
open_locked(SqliteStore *store, gboolean had_lock, GError **error)
{
    gint64 version = 0;

    if (!put_moved_aside(store, error) ||
        !check_place(store, g_access(store->path, F_OK) != 0, error) ||
        !create_file(store->path, error) || !read_file(store, &version, error))
        return FALSE;
    gboolean was_replaced = store->store.moved_to != NULL;
    if (!check_place(store, version == 0 && !was_replaced, error))
        return FALSE;
    sqlite_repair_unmark(store->path);
    /* Empty although there was a journal before, or unreadable: its content is lost. */
    store->store.was_lost = version == 0 && (had_lock || was_replaced || store->store.is_anew);
    return version == sqlite_schema_version() || migrate(store, version, error);
}

/* A process that opens the file at the same moment may miss the mark; then it fails once. */
static gboolean
open_in_order(SqliteStore *store)
{
    gint64 version = 0;

    if (sqlite_repair_is_marked(store->path))
        return FALSE;
    return connect_and_read_version(store, &version) == SQLITE_OK &&
           version == sqlite_schema_version();
}

static gboolean
open_store(Store *store, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;

    if (open_in_order(self))
        return TRUE;
    disconnect(self);
    gboolean had_lock = sqlite_repair_has_lock(self->path);
    int lock_fd = sqlite_repair_lock(self->path, error);
    if (lock_fd < 0)
        return FALSE;
    gboolean is_open = open_locked(self, had_lock, error);
    close(lock_fd);
    return is_open;
}

static void
close_store(Store *store)
{
    SqliteStore *self = (SqliteStore *)store;

    sqlite3_close(self->db);
    g_free(self->path);
    g_free(self->waits_for);
    g_free(self);
}

static gboolean
is_current(Store *store)
{
    const SqliteStore *self = (const SqliteStore *)store;
    GStatBuf now = {0};
    gint64 version = 0;

    return g_stat(self->path, &now) == 0 && now.st_ino == self->inode &&
           sqlite_read_number(self, "PRAGMA user_version", &version) == SQLITE_OK &&
           version == sqlite_schema_version();
}

static gboolean
check(Store *store, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    int code = check_all_pages(self);

    return code == SQLITE_OK || sqlite_fail(self, code, "checked", error);
}

/* Every page is written anew, with zeros where nothing is, and so is the log, which then begins
 * empty. The index of the log ("-shm") never has content. */
static gboolean
wipe(Store *store, gboolean *ret_is_complete, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    int code = sqlite_run_script(self, "PRAGMA secure_delete=ON; VACUUM");

    if (code == SQLITE_OK)
        code = sqlite3_wal_checkpoint_v2(self->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    *ret_is_complete = code == SQLITE_OK;
    return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ||
           sqlite_fail(self, code, "wipe", error);
}

/* All processes that share the file are on this host. */
static gint64
now_s(Store *unused)
{
    (void)unused;
    return g_get_real_time() / G_USEC_PER_SEC;
}

const StoreEngine sqlite_store_engine = {
    .new_store = new_store,
    .open = open_store,
    .close = close_store,
    .is_current = is_current,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .check = check,
    .wipe = wipe,
    .now_s = now_s,
    .prepare = sqlite_prepare,
    .free_statement = sqlite_free_statement,
    .bind_text = sqlite_bind_text,
    .bind_int64 = sqlite_bind_int64,
    .bind_blob = sqlite_bind_blob,
    .step = sqlite_step,
    .run = sqlite_run,
    .reset = sqlite_reset,
    .column_text = sqlite_column_text,
    .column_int64 = sqlite_column_int64,
    .column_blob = sqlite_column_blob,
    .column_is_null = sqlite_column_is_null,
    .list_tables = sqlite_list_tables,
    .load_begin = sqlite_load_begin,
    .load_row = sqlite_load_row,
    .load_end = sqlite_load_end,
    .last_number = sqlite_last_number,
    .set_last_number = sqlite_set_last_number,
    .read_move = sqlite_read_move,
    .record_move = sqlite_record_move,
    .settle = sqlite_settle,
};

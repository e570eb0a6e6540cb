/* sqlite_move.c - closes a file whose content moves to another store.
 *
 * The state is in the two upper octets of PRAGMA user_version, so every process and every earlier
 * version of the program that opens the file takes it for one of a newer version and leaves it
 * alone. A process that has it open misses the tables, which have other names once it is closed. */
#include "gateway/journal/store/sqlite_internal.h"
#include "gateway/journal/store/sqlite_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEADER_MAGIC "SQLite format 3"
#define HEADER_VERSION 60 /* where the header of a file has the user_version, in network order */
#define HEADER_SIZE 64

/* The row of the move, if there is one; all that can fail is reading it. */
static void
read_row(const SqliteStore *self, StoreMove *move)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(self->db, "SELECT place, move FROM " SQLITE_MOVE_TABLE, -1, &statement,
                           NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        move->place = g_strdup((const char *)sqlite3_column_text(statement, 0));
        move->move = g_strdup((const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_finalize(statement);
}

static int
read_move(const SqliteStore *self, StoreMove *move)
{
    gint64 version = 0;
    int code = sqlite_read_number(self, "PRAGMA user_version", &version);

    if (code != SQLITE_OK)
        return code;
    move->state = store_state_of(version);
    read_row(self, move);
    return SQLITE_OK;
}

gboolean
sqlite_read_move(Store *store, StoreMove *ret_move, GError **error)
{
    const SqliteStore *self = (const SqliteStore *)store;
    StoreMove move = {0};
    int code = read_move(self, &move);

    if (code != SQLITE_OK)
        return sqlite_fail(self, code, "read the move", error);
    *ret_move = move;
    return TRUE;
}

gboolean
sqlite_move_refuse(const SqliteStore *store, GError **error)
{
    g_auto(StoreMove) move = {0};

    (void)read_move(store, &move);
    store_refuse_moved(&move, error);
    return FALSE;
}

/* Gives the tables their closed or their plain names. */
static int
rename_tables(SqliteStore *self, gboolean is_closed)
{
    g_autoptr(GPtrArray) tables = store_list_tables(&self->store, NULL);
    int code = tables != NULL ? SQLITE_OK : SQLITE_ERROR;

    for (guint i = 0; code == SQLITE_OK && i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        g_autofree char *name =
            g_strconcat(is_closed ? STORE_CLOSED_PREFIX : "", table->name, NULL);
        g_autofree char *sql = g_strdup_printf("ALTER TABLE %s RENAME TO %s", table->place, name);
        if (strcmp(table->place, name) != 0)
            code = sqlite_run_script(self, sql);
    }
    return code;
}

int
sqlite_write_move(SqliteStore *store, const StoreMove *move)
{
    gint64 version = 0;
    int code = sqlite_read_number(store, "PRAGMA user_version", &version);
    g_autofree char *number = g_strdup_printf("PRAGMA user_version = %" G_GINT64_FORMAT,
                                              store_marked(version, move->state));
    char *row = sqlite3_mprintf("CREATE TABLE IF NOT EXISTS " SQLITE_MOVE_TABLE
                                " (place TEXT, move TEXT); DELETE FROM " SQLITE_MOVE_TABLE
                                "; INSERT INTO " SQLITE_MOVE_TABLE " VALUES (%Q, %Q)",
                                move->place, move->move);

    if (code == SQLITE_OK)
        code = rename_tables(store, move->state >= STORE_CLOSED);
    if (code == SQLITE_OK)
        code = sqlite_run_script(store, row);
    if (code == SQLITE_OK)
        code = sqlite_run_script(store, number);
    sqlite3_free(row);
    return code;
}

gboolean
sqlite_record_move(Store *store, const StoreMove *move, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    int code = sqlite_write_move(self, move);

    return code == SQLITE_OK || sqlite_fail(self, code, "record the move", error);
}

/* The header tells whether the file is in use only once the log is in the file. */
gboolean
sqlite_settle(Store *store, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    int code = sqlite3_wal_checkpoint_v2(self->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

    return code == SQLITE_OK || sqlite_fail(self, code, "write the log into the file", error);
}

static gssize
read_header(const char *path, guint8 *header)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    gssize size = pread(fd, header, HEADER_SIZE, 0);
    close(fd);
    return size;
}

static StoreState
header_state(const guint8 *header)
{
    guint32 version = 0;

    memcpy(&version, header + HEADER_VERSION, sizeof version);
    return store_state_of(GUINT32_FROM_BE(version));
}

gboolean
store_file_is_in_use(const char *path)
{
    guint8 header[HEADER_SIZE];
    gssize size = read_header(path, header);

    if (size == 0)
        return FALSE;
    return size < HEADER_SIZE || memcmp(header, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0 ||
           header_state(header) != STORE_MOVED;
}

gboolean
store_file_has_moved(const char *path)
{
    guint8 header[HEADER_SIZE];

    return !store_file_is_in_use(path) && read_header(path, header) != 0;
}

/* Makes a file that waits, and has no log. */
static gboolean
make_waiting_file(const StoreLocation *location, GError **error)
{
    Store *store = store_open_for_move(location, error);
    gboolean is_made = store != NULL && store_settle(store, error);

    g_clear_pointer(&store, store_close);
    return is_made;
}

/* With the lock held. */
static char *
renew_file(const StoreLocation *location, GError **error)
{
    g_autofree char *fresh = g_strconcat(location->path, ".new", NULL);
    const StoreLocation waiting = {.path = fresh, .waits_for = location->waits_for};
    char *name = NULL;

    sqlite_repair_remove(fresh); /* of an earlier try that was killed */
    if (make_waiting_file(&waiting, error))
        name = sqlite_repair_replace(location->path, fresh, "moved", error);
    sqlite_repair_remove(fresh);
    return name;
}

gboolean
store_renew_moved_file(const StoreLocation *location, char **ret_name, GError **error)
{
    *ret_name = NULL;
    if (!store_file_has_moved(location->path))
        return TRUE;
    int lock_fd = sqlite_repair_lock(location->path, error);
    if (lock_fd < 0)
        return FALSE;
    *ret_name = renew_file(location, error);
    close(lock_fd);
    return *ret_name != NULL;
}

/* sqlite_tables.c - lists the tables of the file, and fills them. */
#include "gateway/journal/store/sqlite_internal.h"

#include <string.h>

/* Not tables of the journal: SQLite's own, and that of sqlite_move.c. While the store is closed,
 * its tables have other names. */
#define LIST_TABLES                                                                                \
    "SELECT CASE WHEN substr(name, 1, length(?1)) = ?1 THEN substr(name, length(?1) + 1)"          \
    " ELSE name END AS plain, name FROM sqlite_schema WHERE type = 'table'"                        \
    " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name <> ?2 ORDER BY plain"
#define LIST_COLUMNS "SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY name"

static gboolean
end_listing(SqliteStore *self, sqlite3_stmt *statement, int code, GError **error)
{
    sqlite3_finalize(statement);
    return code == SQLITE_DONE || sqlite_fail(self, code, "list tables", error);
}

static int
prepare_with(SqliteStore *self, const char *sql, const char *first, sqlite3_stmt **ret_statement)
{
    int code = sqlite3_prepare_v2(self->db, sql, -1, ret_statement, NULL);

    return code == SQLITE_OK ? sqlite3_bind_text(*ret_statement, 1, first, -1, SQLITE_TRANSIENT)
                             : code;
}

static StoreType
type_of(const char *word)
{
    if (strcmp(word, "INTEGER") == 0)
        return STORE_TYPE_NUMBER;
    return strcmp(word, "BLOB") == 0 ? STORE_TYPE_BYTES : STORE_TYPE_TEXT;
}

static gboolean
list_columns(SqliteStore *self, StoreTable *table, GError **error)
{
    sqlite3_stmt *statement = NULL;
    int code = prepare_with(self, LIST_COLUMNS, table->place, &statement);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        StoreColumn *column = g_new0(StoreColumn, 1);
        column->name = g_strdup((const char *)sqlite3_column_text(statement, 0));
        column->type = type_of((const char *)sqlite3_column_text(statement, 1));
        column->key = (guint)sqlite3_column_int(statement, 2);
        g_ptr_array_add(table->columns, column);
    }
    return end_listing(self, statement, code, error);
}

gboolean
sqlite_list_tables(Store *store, GPtrArray *tables, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    sqlite3_stmt *statement = NULL;
    int code = prepare_with(self, LIST_TABLES, STORE_CLOSED_PREFIX, &statement);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 2, SQLITE_MOVE_TABLE, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement))
        g_ptr_array_add(tables, store_table_new((const char *)sqlite3_column_text(statement, 0),
                                                (const char *)sqlite3_column_text(statement, 1)));
    if (!end_listing(self, statement, code, error))
        return FALSE;
    for (guint i = 0; i < tables->len; i++)
        if (!list_columns(self, g_ptr_array_index(tables, i), error))
            return FALSE;
    return TRUE;
}

gboolean
sqlite_column_is_null(StoreStatement *statement, int column)
{
    return sqlite3_column_type(sqlite_handle_of(statement), column) == SQLITE_NULL;
}

gboolean
sqlite_load_begin(Store *store, const StoreTable *table, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autoptr(GString) values = g_string_new(NULL);

    for (guint i = 0; i < table->columns->len; i++) {
        const StoreColumn *column = g_ptr_array_index(table->columns, i);
        g_string_append_printf(sql, "%s%s", i > 0 ? ", " : "", column->name);
        g_string_append_printf(values, "%s?%u", i > 0 ? ", " : "", i + 1);
    }
    g_autofree char *whole =
        g_strdup_printf("INSERT INTO %s (%s) VALUES (%s)", table->place, sql->str, values->str);
    int code = sqlite3_prepare_v2(self->db, whole, -1, &self->load, NULL);
    self->load_table = table;
    return code == SQLITE_OK || sqlite_fail(self, code, "prepare", error);
}

static int
bind_value(SqliteStore *self, int index, const StoreValue *value)
{
    const StoreColumn *column = g_ptr_array_index(self->load_table->columns, (guint)index - 1);

    if (value->is_null)
        return sqlite3_bind_null(self->load, index);
    if (column->type == STORE_TYPE_NUMBER)
        return sqlite3_bind_int64(self->load, index, value->number);
    if (column->type == STORE_TYPE_TEXT)
        return sqlite3_bind_text64(self->load, index, value->data, value->size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    return sqlite3_bind_blob64(self->load, index, value->data != NULL ? value->data : "",
                               value->size, SQLITE_STATIC);
}

gboolean
sqlite_load_row(Store *store, const StoreValue *values, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    int code = SQLITE_OK;

    for (guint i = 0; code == SQLITE_OK && i < self->load_table->columns->len; i++)
        code = bind_value(self, (int)i + 1, &values[i]);
    if (code == SQLITE_OK)
        code = sqlite3_step(self->load);
    sqlite3_reset(self->load);
    return code == SQLITE_DONE || sqlite_fail(self, code, "write", error);
}

gboolean
sqlite_load_end(Store *store, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;

    (void)error;
    sqlite3_finalize(g_steal_pointer(&self->load));
    self->load_table = NULL;
    return TRUE;
}

/* SQLite keeps this number for AUTOINCREMENT alone; other tables number from their highest row. */
gboolean
sqlite_last_number(Store *store, const StoreTable *table, gint64 *ret_number, GError **error)
{
    SqliteStore *self = (SqliteStore *)store;
    sqlite3_stmt *statement = NULL;
    int code = prepare_with(self, "SELECT seq FROM sqlite_sequence WHERE name = ?1", table->place,
                            &statement);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        *ret_number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    return end_listing(self, statement, code == SQLITE_ROW ? SQLITE_DONE : code, error);
}

/* Rows with a given number already count, so it only has to be raised. */
gboolean
sqlite_set_last_number(Store *store, const StoreTable *table, gint64 number, GError **error)
{
    static const char *const steps[] = {
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0"
        " WHERE ?1 IN (SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%')"
        " AND ?1 NOT IN (SELECT name FROM sqlite_sequence)",
        "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1 AND seq < ?2",
    };
    SqliteStore *self = (SqliteStore *)store;

    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        sqlite3_stmt *statement = NULL;
        int code = prepare_with(self, steps[i], table->place, &statement);
        if (code == SQLITE_OK && i > 0)
            code = sqlite3_bind_int64(statement, 2, number);
        if (code == SQLITE_OK)
            code = sqlite3_step(statement);
        if (!end_listing(self, statement, code, error))
            return FALSE;
    }
    return TRUE;
}

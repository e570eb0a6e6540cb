/* postgres_tables.c - lists the tables of the journal in the schema that is searched first, and the
 * numbers that the database gives to rows. */
#include "gateway/journal/store/postgres_internal.h"

#include <string.h>

/* Rows of a table, its columns by name, with the place of each in the primary key. */
#define LIST                                                                                       \
    "SELECT c.table_name::text, c.column_name::text, c.data_type::text,"                           \
    " coalesce(k.ordinal_position, 0)::bigint"                                                     \
    " FROM information_schema.tables t"                                                            \
    " JOIN information_schema.columns c USING (table_schema, table_name)"                          \
    " LEFT JOIN information_schema.table_constraints p ON p.table_schema = t.table_schema"         \
    " AND p.table_name = t.table_name AND p.constraint_type = 'PRIMARY KEY'"                       \
    " LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema ="                    \
    " p.constraint_schema AND k.constraint_name = p.constraint_name"                               \
    " AND k.table_name = t.table_name AND k.column_name = c.column_name"                           \
    " WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"                     \
    " AND t.table_name NOT IN ('ticketgate_journal', '" POSTGRES_MOVE_TABLE "')"                   \
    " ORDER BY CASE WHEN left(c.table_name, 6) = '" STORE_CLOSED_PREFIX "'"                        \
    " THEN substr(c.table_name, 7) ELSE c.table_name::text END COLLATE \"C\","                     \
    " c.column_name::text COLLATE \"C\""

/* The sequence of the numbered column of table $1; no row: it has none. */
#define SEQUENCE                                                                                   \
    " FROM (SELECT pg_get_serial_sequence(quote_ident(table_schema) || '.' ||"                     \
    " quote_ident(table_name), column_name)::regclass AS name FROM information_schema.columns"     \
    " WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'YES') AS s"
#define LAST_NUMBER "SELECT coalesce(pg_sequence_last_value(s.name), 0)::bigint" SEQUENCE
#define RAISE_NUMBER                                                                               \
    "SELECT setval(s.name, greatest($2, coalesce(pg_sequence_last_value(s.name), 0), (SELECT"      \
    " coalesce(max(id), 0) FROM %s)))" SEQUENCE                                                    \
    " WHERE greatest($2, coalesce(pg_sequence_last_value(s.name), 0), (SELECT"                     \
    " coalesce(max(id), 0) FROM %s)) > 0"

static StoreType
type_of(const char *word)
{
    if (strcmp(word, "bigint") == 0)
        return STORE_TYPE_NUMBER;
    return strcmp(word, "bytea") == 0 ? STORE_TYPE_BYTES : STORE_TYPE_TEXT;
}

static void
add_columns(const PostgresStore *self, const PGresult *list, GPtrArray *tables)
{
    StoreTable *table = NULL;

    for (int row = 0; row < self->pq->ntuples(list); row++) {
        const char *place = self->pq->getvalue(list, row, 0);
        if (table == NULL || strcmp(table->place, place) != 0) {
            gboolean is_closed = g_str_has_prefix(place, STORE_CLOSED_PREFIX);
            table = store_table_new(is_closed ? place + strlen(STORE_CLOSED_PREFIX) : place, place);
            g_ptr_array_add(tables, table);
        }
        StoreColumn *column = g_new0(StoreColumn, 1);
        column->name = g_strdup(self->pq->getvalue(list, row, 1));
        column->type = type_of(self->pq->getvalue(list, row, 2));
        column->key = (guint)postgres_number(self, list, row, 3);
        g_ptr_array_add(table->columns, column);
    }
}

gboolean
postgres_list_tables(Store *store, GPtrArray *tables, GError **error)
{
    PostgresStore *self = (PostgresStore *)store;
    PGresult *list = postgres_connect(self, error) && postgres_send(self, LIST, NULL, error)
                         ? postgres_await(self, postgres_deadline(self), error)
                         : NULL;

    if (list == NULL)
        return FALSE;
    add_columns(self, list, tables);
    self->pq->clear(list);
    return TRUE;
}

/* Runs `sql` with the table's name and a number; *ret_number: what it gives, 0 without a row. */
static gboolean
ask(PostgresStore *self, const char *sql, const StoreTable *table, gint64 *number, GError **error)
{
    gint64 wire = GINT64_TO_BE(*number);
    const PostgresValues values = {.n = strstr(sql, "$2") != NULL ? 2 : 1,
                                   .types = {POSTGRES_TYPE_TEXT, POSTGRES_TYPE_INT64},
                                   .values = {table->place, (const char *)&wire},
                                   .lengths = {(int)strlen(table->place), sizeof wire},
                                   .formats = {1, 1}};
    PGresult *result = postgres_connect(self, error) && postgres_send(self, sql, &values, error)
                           ? postgres_await(self, postgres_deadline(self), error)
                           : NULL;

    if (result == NULL)
        return FALSE;
    *number = self->pq->ntuples(result) > 0 ? postgres_number(self, result, 0, 0) : 0;
    self->pq->clear(result);
    return TRUE;
}

gboolean
postgres_last_number(Store *store, const StoreTable *table, gint64 *ret_number, GError **error)
{
    gint64 number = 0;

    if (!ask((PostgresStore *)store, LAST_NUMBER, table, &number, error))
        return FALSE;
    *ret_number = number;
    return TRUE;
}

static gboolean
has_id(const StoreTable *table)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const StoreColumn *column = g_ptr_array_index(table->columns, i);
        if (strcmp(column->name, "id") == 0 && column->type == STORE_TYPE_NUMBER)
            return TRUE;
    }
    return FALSE;
}

gboolean
postgres_set_last_number(Store *store, const StoreTable *table, gint64 number, GError **error)
{
    g_autofree char *sql = g_strdup_printf(RAISE_NUMBER, table->place, table->place);

    return !has_id(table) || ask((PostgresStore *)store, sql, table, &number, error);
}

#include "desk_view.h"

#include <string.h>

#include "desk_tickets.h"

#define MAX_PAGE 100000000

const DeskViewChoice desk_view_states[] = {
    {"", "all states"},     {"open", "all open"},
    {"New", "New"},         {"In Progress", "In Progress"},
    {"On Hold", "On Hold"}, {"Resolved", "Resolved"},
    {"Closed", "Closed"},   {"Canceled", "Canceled"},
    {NULL, NULL},
};

const DeskViewChoice desk_view_sorts[] = {
    {"changed", "last changed first"},
    {"unchanged", "longest unchanged first"},
    {"newest", "newest first"},
    {"oldest", "oldest first"},
    {NULL, NULL},
};

/* ?1 is the state, "" for all. Without search words the index tickets_changed is enough. */
#define OF_STATE                                                                                   \
    " FROM tickets WHERE (?1 = '' OR state = ?1"                                                   \
    " OR (?1 = 'open' AND state NOT IN ('Closed', 'Canceled')))"

/* ?2 is the search pattern. */
#define WITH_WORDS                                                                                 \
    " AND (printf(CASE ticket_type WHEN '' THEN 'INC%07d' WHEN '" DESK_TYPE_REQUEST                \
    "' THEN 'RFI#%08d' WHEN '" DESK_TYPE_CHANGE "' THEN 'CHG#%08d' ELSE 'INC#%08d' END, id)"       \
    " LIKE ?2 ESCAPE '\\' OR short_description LIKE ?2 ESCAPE '\\'"                                \
    " OR reference_number LIKE ?2 ESCAPE '\\' OR ci LIKE ?2 ESCAPE '\\'"                           \
    " OR description LIKE ?2 ESCAPE '\\'"                                                          \
    " OR EXISTS (SELECT 1 FROM comments WHERE ticket = tickets.id AND text LIKE ?2 ESCAPE '\\'))"

#define SELECT(filter, order)                                                                      \
    "SELECT id, short_description, substr(description, 1, 500), ci, state, updated, ticket_type,"  \
    " contact" filter " ORDER BY " order " LIMIT ?3 OFFSET ?4"

/* For each of desk_view_sorts: without search words, and with them. */
static const char *const select_sql[][2] = {
    {SELECT(OF_STATE, "updated DESC, id DESC"),
     SELECT(OF_STATE WITH_WORDS, "updated DESC, id DESC")},
    {SELECT(OF_STATE, "updated, id"), SELECT(OF_STATE WITH_WORDS, "updated, id")},
    {SELECT(OF_STATE, "id DESC"), SELECT(OF_STATE WITH_WORDS, "id DESC")},
    {SELECT(OF_STATE, "id"), SELECT(OF_STATE WITH_WORDS, "id")},
};

G_STATIC_ASSERT(G_N_ELEMENTS(select_sql) == G_N_ELEMENTS(desk_view_sorts) - 1);

static const char *const count_sql[] = {
    "SELECT count(*)" OF_STATE,
    "SELECT count(*)" OF_STATE WITH_WORDS,
};

static const DeskViewChoice *
choose(const DeskViewChoice *choices, const char *value)
{
    for (const DeskViewChoice *choice = choices; choice->value != NULL; choice++) {
        if (g_strcmp0(choice->value, value) == 0)
            return choice;
    }
    return choices;
}

static const char *
look_up(GHashTable *query, const char *name)
{
    return query != NULL ? g_hash_table_lookup(query, name) : NULL;
}

DeskView *
desk_view_new(GHashTable *query)
{
    DeskView *view = g_new0(DeskView, 1);
    guint64 page = 1;
    const char *words = look_up(query, "q");
    const char *number = look_up(query, "page");
    if (number != NULL && !g_ascii_string_to_unsigned(number, 10, 1, MAX_PAGE, &page, NULL))
        page = 1;
    view->words = g_strstrip(g_utf8_make_valid(words != NULL ? words : "", -1));
    view->state = choose(desk_view_states, look_up(query, "state"));
    view->sort = choose(desk_view_sorts, look_up(query, "sort"));
    view->page = (gint64)page;
    return view;
}

void
desk_view_free(DeskView *view)
{
    if (view == NULL)
        return;
    g_free(view->words);
    g_free(view);
}

/* `50%` becomes `%50\%%`. Returns: (transfer full) */
static char *
make_pattern(const char *words)
{
    GString *pattern = g_string_new("%");
    for (const char *at = words; *at != '\0'; at++) {
        if (strchr("%_\\", *at) != NULL)
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *at);
    }
    g_string_append_c(pattern, '%');
    return g_string_free(pattern, FALSE);
}

/* The statement with state and words bound. pattern must outlive the loan of the statement. */
static DeskStatement *
prepare(const DeskView *view, DeskStore *store, const char *const *sql, const char *pattern,
        GError **error)
{
    gboolean has_words = *view->words != '\0';
    DeskStatement *statement = desk_store_prepare(store, sql[has_words], error);
    if (statement == NULL)
        return NULL;
    desk_statement_bind_text(statement, 1, view->state->value);
    if (has_words)
        desk_statement_bind_text(statement, 2, pattern);
    return statement;
}

static gboolean
count(DeskView *view, DeskStore *store, const char *pattern, GError **error)
{
    g_autoptr(DeskStatement) select = prepare(view, store, count_sql, pattern, error);
    if (select == NULL || !desk_statement_step(select, NULL, error))
        return FALSE;
    view->total = sqlite3_column_int64(select, 0);
    view->pages = MAX((view->total + DESK_VIEW_PAGE_SIZE - 1) / DESK_VIEW_PAGE_SIZE, 1);
    view->page = MIN(view->page, view->pages);
    return TRUE;
}

static DeskTicket *
ticket_from_row(DeskStatement *row)
{
    DeskTicket *ticket = g_new0(DeskTicket, 1);
    ticket->id = sqlite3_column_int64(row, 0);
    ticket->short_description = g_strdup(desk_statement_text(row, 1));
    ticket->description = g_strdup(desk_statement_text(row, 2));
    ticket->ci = g_strdup(desk_statement_text(row, 3));
    ticket->state = g_strdup(desk_statement_text(row, 4));
    ticket->updated_ms = sqlite3_column_int64(row, 5);
    ticket->number = desk_ticket_number(ticket->id, desk_statement_text(row, 6));
    ticket->contact = g_strdup(desk_statement_text(row, 7));
    return ticket;
}

GPtrArray *
desk_view_read(DeskView *view, DeskStore *store, GError **error)
{
    g_autofree char *pattern = make_pattern(view->words);
    g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func((GDestroyNotify)desk_ticket_free);
    if (!count(view, store, pattern, error))
        return NULL;
    g_autoptr(DeskStatement) select =
        prepare(view, store, select_sql[view->sort - desk_view_sorts], pattern, error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    desk_statement_bind_int(select, 3, DESK_VIEW_PAGE_SIZE);
    desk_statement_bind_int(select, 4, (view->page - 1) * DESK_VIEW_PAGE_SIZE);
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return g_steal_pointer(&tickets);
        g_ptr_array_add(tickets, ticket_from_row(select));
    }
    return NULL;
}

static void
add_parameter(GString *address, const char *name, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(address, "%c%s=%s", strchr(address->str, '?') != NULL ? '&' : '?', name,
                           escaped);
}

char *
desk_view_address(const DeskView *view, gint64 page)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, page);
    GString *address = g_string_new("/");
    if (*view->words != '\0')
        add_parameter(address, "q", view->words);
    if (view->state != desk_view_states)
        add_parameter(address, "state", view->state->value);
    if (view->sort != desk_view_sorts)
        add_parameter(address, "sort", view->sort->value);
    if (page > 1)
        add_parameter(address, "page", number);
    return g_string_free(address, FALSE);
}

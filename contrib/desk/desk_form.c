#include "desk_form.h"

#include <libsoup/soup.h>
#include <string.h>

#include "desk_change.h"
#include "desk_door.h"
#include "desk_html.h"
#include "desk_tickets.h"

#define TICKET_PATH "/ticket/"

/* Returns: (transfer full) (nullable): name -> value, or NULL if the body is not a form. */
static GHashTable *
read_fields(const DeskFormRequest *request)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(request->body, &size);
    if (request->media_type == NULL ||
        g_ascii_strcasecmp(request->media_type, "application/x-www-form-urlencoded") != 0)
        return NULL;
    g_autofree char *text = g_strndup(bytes != NULL ? bytes : "", size);
    return soup_form_decode(text);
}

/* The text of a field: UTF-8 with LF line ends and no white space at its end. (transfer full) */
static char *
read_text(GHashTable *fields, const char *name)
{
    const char *value = g_hash_table_lookup(fields, name);
    g_autofree char *valid = g_utf8_make_valid(value != NULL ? value : "", -1);
    g_auto(GStrv) lines = g_strsplit(valid, "\r\n", -1);
    return g_strchomp(g_strjoinv("\n", lines));
}

static gboolean
run_change(DeskStore *store, const DeskTicket *ticket, const char *state, const char *comment,
           GError **error)
{
    gboolean is_said = *comment != '\0';
    gboolean is_moved = *state != '\0' && strcmp(state, ticket->state) != 0;
    DeskChange change = {
        .state = is_moved ? state : NULL, .text = is_said ? comment : NULL, .has_comment = is_said};
    if (*state != '\0' && !g_strv_contains(desk_ticket_states, state))
        g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "no such state: %s", state);
    else if (!is_moved && !is_said)
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                            "nothing to do: choose another state or write a comment");
    else
        return desk_change_run(store, ticket, &change, error);
    return FALSE;
}

/* Must be called inside a transaction. */
static gboolean
run_fields(DeskStore *store, const char *number, GHashTable *fields, GError **error)
{
    g_autofree char *state = read_text(fields, "state");
    g_autofree char *comment = read_text(fields, "comment");
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, number, error);
    return ticket != NULL && run_change(store, ticket, state, comment, error);
}

DeskAnswer *
desk_form_run(DeskStore *store, const DeskFormRequest *request)
{
    g_autoptr(GError) error = NULL;
    const char *number = request->path + strlen(TICKET_PATH);
    g_autoptr(GHashTable) fields = read_fields(request);
    if (fields == NULL)
        return desk_html_refusal(400, "This is not a form.");
    const char *token = g_hash_table_lookup(fields, "token");
    if (token == NULL || !desk_door_is_same(token, request->form_token))
        return desk_html_refusal(403, "The form is not from this run of the desk. Go back, load "
                                      "the page again, and send it once more.");
    if (!desk_store_begin(store, &error))
        return desk_html_error(error);
    gboolean is_good = run_fields(store, number, fields, &error);
    if (!desk_store_finish(store, is_good, is_good ? &error : NULL) || !is_good)
        return desk_html_error(error);
    DeskAnswer *answer = desk_answer_new(303, "text/plain; charset=utf-8", g_strdup("done\n"));
    answer->location = desk_html_ticket_address(number);
    return answer;
}

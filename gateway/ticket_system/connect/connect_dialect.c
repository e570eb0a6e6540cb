/* connect_dialect.c - see connect_dialect.h. The words of this API. */
#include "gateway/ticket_system/connect/connect_dialect.h"

#include <string.h>

#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/refusal.h"

#define NUMBER_LETTERS 3
#define NUMBER_DIGITS 8
#define REQUEST_BYTES 80000000

/* The '#' of a number as mail programs, forms and gateways write it: wide, as an entity,
 * percent-encoded, in quoted-printable, or escaped. */
#define HASH "(?:\\\\?[#\\x{FF03}\\x{FE5F}]|&(?:amp;)?(?:#0*35|#x0*23|num);|%23|=23)"
#define BLANKS "[\\h]{0,2}"
/* Three letters, '#', eight digits. INC, RFI and CHG in any case and with blanks around the '#';
 * other letters only in capitals and without blanks, since "Fax #12345678" is no ticket. For the
 * same reason not the usual short words before a number. */
#define KNOWN_LETTERS                                                                              \
    "(?:[I\\x{FF29}][N\\x{FF2E}][C\\x{FF23}]|[R\\x{FF32}][F\\x{FF26}][I\\x{FF29}]"                 \
    "|[C\\x{FF23}][H\\x{FF28}][G\\x{FF27}])"
#define OTHER_LETTERS                                                                              \
    "(?<![/.#-])(?!REF|BUG|FAX|TEL|INV|ORD|JOB|DOC|POS|LOT|SKU|MSG|PIN|SEQ|REV)(?-i:[A-Z]{3})"
#define NUMBER_PATTERN                                                                             \
    "(?:" KNOWN_LETTERS BLANKS HASH BLANKS "|" OTHER_LETTERS HASH ")[0-9\\x{FF10}-\\x{FF19}]{8}"

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Every update has to name a reference. The API need not tell that of a ticket which others made;
 * its number then stands for it. */
static const char *
reference_of(const char *reference_number, const char *ticket_number)
{
    return *or_empty(reference_number) != '\0' ? reference_number : ticket_number;
}

static void
write_create(RequestBody *body, const TicketFields *fields)
{
    const char *type = fields->ticket_type != NULL ? fields->ticket_type : "Incident";
    request_body_add_member(body, "ticket_type", type);
    request_body_add_member(body, "customer_reference_number", fields->reference_number);
    request_body_add_member(body, "short_description", fields->short_description);
    request_body_add_member(body, "description", fields->description);
    request_body_add_member(body, "service", or_empty(fields->service));
    request_body_add_member(body, "ci", fields->ci);
    request_body_add_member(body, "contact", fields->contact);
    request_body_add_member(body, "user", fields->user);
    if (strcmp(type, "Incident") == 0) /* only these have one */
        request_body_add_member(body, "priority", fields->priority);
}

static void
connect_write(RequestBody *body, const TicketFields *fields)
{
    if (fields->operation == TICKET_OPERATION_CREATE) {
        write_create(body, fields);
        return;
    }
    request_body_add_member(body, "action", "Comment");
    request_body_add_member(body, "customer_reference_number",
                            reference_of(fields->reference_number, fields->ticket_number));
    request_body_add_member(body, "kpn_ticket_number", fields->ticket_number);
    request_body_add_member(body, "comment", fields->comment);
}

static char *
connect_ticket_path(const char *ticket_number)
{
    g_autofree char *escaped = g_uri_escape_string(ticket_number, NULL, FALSE);
    return g_strconcat("/Ticket?kpn_ticket_number=", escaped, NULL);
}

static char *
connect_file_path(const char *file_id)
{
    g_autofree char *escaped = g_uri_escape_string(file_id, NULL, FALSE);
    return g_strconcat("/GetAttachment/", escaped, NULL);
}

static void
connect_read(Ticket *ticket, JsonObject *object)
{
    ticket->ticket_number = json_response_text(object, "kpn_ticket_number");
    ticket->reference_number = json_response_text(object, "customer_reference_number");
    ticket->short_description = json_response_text(object, "short_description");
    ticket->state = json_response_text(object, "state");
    ticket->ci = json_response_text(object, "ci");
    ticket->service = json_response_text(object, "service");
}

static gboolean
connect_is_number(const char *text)
{
    gsize letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    gsize digits = strspn(text + letters + (text[letters] == '#'), "0123456789");
    return letters == NUMBER_LETTERS && text[letters] == '#' && digits == NUMBER_DIGITS &&
           text[letters + 1 + digits] == '\0';
}

/* The first member of these names that is not empty. (transfer full) (nullable) */
static char *
first_text(JsonObject *object, const char *const *names)
{
    char *text = NULL;
    for (guint i = 0; names[i] != NULL && *or_empty(text) == '\0'; i++) {
        g_free(text);
        text = json_response_text(object, names[i]);
    }
    if (*or_empty(text) == '\0')
        g_clear_pointer(&text, g_free);
    return text;
}

/* Attachments of an update: a list of ids, of objects with an id, or one id. The definition shows
 * none, so all usual names are tried. */
static void
add_file(TicketNews *news, JsonNode *node)
{
    static const char *const ids[] = {"attachment_id", "id", "sys_id", NULL};
    static const char *const names[] = {"name", "file_name", NULL};
    g_autofree char *id = NULL, *name = NULL;
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        id = first_text(json_node_get_object(node), ids);
        name = first_text(json_node_get_object(node), names);
    } else if (JSON_NODE_HOLDS_VALUE(node)) {
        id = json_response_show(node);
    }
    if (*or_empty(id) == '\0')
        g_clear_pointer(&id, g_free);
    if (id != NULL || name != NULL)
        ticket_news_add_file(news, id, name);
}

static void
read_files(TicketNews *news, JsonObject *attributes)
{
    static const char *const names[] = {"attachments", "attachment", "attachment_ids",
                                        "attachment_id"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        JsonNode *node = json_object_get_member(attributes, names[i]);
        JsonArray *list =
            node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
        for (guint j = 0; list != NULL && j < json_array_get_length(list); j++)
            add_file(news, json_array_get_element(list, j));
        if (node != NULL && list == NULL)
            add_file(news, node);
    }
}

static void
connect_read_news(TicketNews *news, JsonObject *object)
{
    JsonNode *node = json_object_get_member(object, "ticket_attributes");
    JsonObject *attributes =
        node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    news->id = json_response_text(object, "transaction_id");
    news->time = json_response_text(object, "message_datetime_utc");
    news->ticket_number = json_response_text(object, "kpn_ticket_number");
    news->reference_number = json_response_text(object, "customer_reference_number");
    if (attributes == NULL)
        return;
    news->state = json_response_text(attributes, "state");
    news->comment = json_response_text(attributes, "comments");
    read_files(news, attributes);
}

static void
connect_acknowledge(RequestBody *body, const TicketNews *news, gboolean is_taken)
{
    request_body_add_member(body, "action", "Response");
    request_body_add_member(body, "customer_reference_number",
                            reference_of(news->reference_number, news->ticket_number));
    request_body_add_member(body, "kpn_ticket_number", news->ticket_number);
    request_body_add_member(body, "status", is_taken ? "Success" : "Failure");
    request_body_add_member(body, "transaction_id", news->id);
}

const TicketDialect connect_dialect = {
    .name = "Customer Connect",
    .number_pattern = NUMBER_PATTERN,
    .number_example = "INC#34567890",
    .number_unknown = "INC#...",
    .is_number = connect_is_number,
    .short_number = "INC#",
    .short_number_digits = NUMBER_DIGITS,
    .attachments_per_request = REQUEST_BYTES,
    .has_content_type = TRUE,
    .has_no_state_status = TRUE,
    .may_hide_reference = TRUE,
    .endpoints = {[TICKET_OPERATION_CREATE] = {"POST", "/Ticket"},
                  [TICKET_OPERATION_COMMENT] = {"PATCH", "/Ticket"}},
    .list_path = "/ListOpenTickets",
    .news = {"GET", "/TicketUpdates"},
    .acknowledge = {"PATCH", "/Ticket"},
    .ticket_path = connect_ticket_path,
    .file_path = connect_file_path,
    .write = connect_write,
    .read = connect_read,
    .is_configuration_refusal = refusal_is_about_configuration,
    .read_news = connect_read_news,
    .write_acknowledgement = connect_acknowledge,
};

/* Customer Connect: POST and PATCH Ticket, GET Ticket, ListOpenTickets, TicketUpdates,
 * GetAttachment.
 */

#include "desk_connect.h"

#include "desk_json.h"

#define BASE "/network/kpn/servicenow/"
#define MAX_BODY (96 * 1024 * 1024)
#define MAX_ACKNOWLEDGEMENT 65536 /* bytes; a larger request is not read twice */

static const DeskRoute routes[] = {
    {DESK_API_TOKEN_PATH, "POST", DESK_OPERATION_TOKEN},
    {BASE "Ticket", "POST", DESK_OPERATION_CREATE},
    {BASE "Ticket", "PATCH", DESK_OPERATION_UPDATE},
    {BASE "Ticket", "GET", DESK_OPERATION_GET},
    {BASE "ListOpenTickets", "GET", DESK_OPERATION_LIST},
    {BASE "TicketUpdates", "GET", DESK_OPERATION_NEWS},
    {BASE "GetAttachment/", "GET", DESK_OPERATION_ATTACHMENT},
    {NULL, NULL, DESK_OPERATION_OTHER},
};

static const DeskOperation operations[] = {
    DESK_OPERATION_TOKEN,       DESK_OPERATION_CREATE,     DESK_OPERATION_UPDATE,
    DESK_OPERATION_ACKNOWLEDGE, DESK_OPERATION_LIST,       DESK_OPERATION_GET,
    DESK_OPERATION_NEWS,        DESK_OPERATION_ATTACHMENT, DESK_OPERATION_OTHER};

/* An update with a transaction or a status is an acknowledgement. */
static DeskOperation
refine(GBytes *body)
{
    if (g_bytes_get_size(body) > MAX_ACKNOWLEDGEMENT)
        return DESK_OPERATION_UPDATE;
    g_autoptr(JsonNode) root = desk_json_read(body, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return DESK_OPERATION_UPDATE;
    JsonObject *object = json_node_get_object(root);
    gboolean is_answer = json_object_has_member(object, "transaction_id") ||
                         json_object_has_member(object, "status");
    return is_answer ? DESK_OPERATION_ACKNOWLEDGE : DESK_OPERATION_UPDATE;
}

static DeskAnswer *
run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
    const DeskApiRequest *request, GError **error)
{
    if (operation == DESK_OPERATION_CREATE)
        return desk_connect_create(store, settings, request, error);
    if (operation == DESK_OPERATION_UPDATE)
        return desk_connect_update(store, settings, request, error);
    if (operation == DESK_OPERATION_ACKNOWLEDGE)
        return desk_connect_acknowledge(store, settings, request, error);
    if (operation == DESK_OPERATION_GET)
        return desk_connect_get(store, settings, request, error);
    if (operation == DESK_OPERATION_LIST)
        return desk_connect_list(store, settings, request, error);
    if (operation == DESK_OPERATION_NEWS)
        return desk_connect_news(store, request, error);
    return desk_connect_attachment(store, request, error);
}

const DeskDialect desk_connect = {
    .name = "connect",
    .routes = routes,
    .operations = operations,
    .shape = DESK_SHAPE_ERROR,
    .token_shape = DESK_SHAPE_TOKEN,
    .has_updates = TRUE,
    .max_body = MAX_BODY,
    .accepted = "{\"code\":\"TechnicalEndpointSuccess\",\"state\":\"accepted\"}",
    .refine = refine,
    .run = run,
};

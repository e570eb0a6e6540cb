#include "desk_exchange.h"

#include <string.h>

#include "desk_fault.h"
#include "desk_json.h"
#include "desk_ledger.h"
#include "desk_wire.h"

typedef struct {
    const DeskExchangeContext *context;
    SoupServerMessage *message;
    DeskOperation operation;
    char *path;
    const char *argument; /* nullable: points into path */
    gint64 id;
    DeskFault *fault;
    DeskAnswer *answer;
    gboolean is_paused;
    gboolean is_gone; /* the client disconnected during a pause */
} Exchange;

static void
exchange_free(Exchange *exchange)
{
    g_signal_handlers_disconnect_by_data(exchange->message, exchange);
    g_object_unref(exchange->message);
    g_free(exchange->path);
    desk_fault_free(exchange->fault);
    desk_answer_free(exchange->answer);
    g_free(exchange);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exchange, exchange_free)

static void
put_header(SoupMessageHeaders *headers, const char *name, const char *value)
{
    if (value != NULL)
        soup_message_headers_replace(headers, name, value);
}

/* line: `Name: value` */
static void
put_line(SoupMessageHeaders *headers, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, ": ", 2);
    put_header(headers, parts[0], parts[1]);
}

void
desk_exchange_put(SoupServerMessage *message, const DeskAnswer *answer)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers(message);
    put_header(headers, "Content-Type", answer->content_type);
    put_header(headers, "Location", answer->location);
    put_header(headers, "Retry-After", answer->retry_after);
    put_header(headers, "Allow", answer->allow);
    put_header(headers, "Content-Disposition", answer->disposition);
    put_header(headers, "WWW-Authenticate", answer->status == 401 ? "Bearer" : NULL);
    put_header(headers, "WWW-Authenticate", answer->challenge);
    put_header(headers, "X-Content-Type-Options", "nosniff");
    put_header(headers, "Referrer-Policy", "same-origin");
    put_header(headers, "Cache-Control", "no-store");
    for (guint i = 0; answer->headers != NULL && i < answer->headers->len; i++)
        put_line(headers, g_ptr_array_index(answer->headers, i));
    put_header(headers, "Content-Security-Policy",
               "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self';"
               " frame-ancestors 'none'");
    soup_server_message_set_status(message, answer->status, desk_answer_phrase(answer->status));
    soup_message_body_append_bytes(soup_server_message_get_response_body(message), answer->body);
}

/* An error of the store does not come from the request: it is answered, and also printed. */
static DeskAnswer *
answer_error(const Exchange *exchange, const GError *error)
{
    if (g_error_matches(error, DESK_ERROR, DESK_ERROR_STORAGE))
        g_printerr("ticketgate-desk: %s\n", error->message);
    return desk_dialect_answer_error(exchange->context->dialect, exchange->operation, error);
}

static DeskAnswer *
answer_failure(const Exchange *exchange, guint status, const char *message)
{
    return desk_dialect_answer(exchange->context->dialect, exchange->operation, status, message);
}

/* The connection, taken over from libsoup. */
static GIOStream *
steal_connection(Exchange *exchange)
{
    return soup_server_message_steal_connection(exchange->message);
}

static void
send_raw(Exchange *exchange, GBytes *data, gsize piece_size, guint pause_ms)
{
    g_autoptr(GIOStream) connection = steal_connection(exchange);
    if (connection != NULL)
        desk_wire_send(connection, data, piece_size, pause_ms);
}

static void
send_torn(Exchange *exchange)
{
    g_autoptr(GBytes) whole = desk_wire_format(exchange->answer);
    gsize body_size = g_bytes_get_size(exchange->answer->body);
    gsize size = g_bytes_get_size(whole) - body_size + body_size / 2;
    g_autoptr(GBytes) half = g_bytes_new_from_bytes(whole, 0, size);
    send_raw(exchange, half, size, 0);
}

static void
send_slow(Exchange *exchange)
{
    g_autoptr(GBytes) whole = desk_wire_format(exchange->answer);
    send_raw(exchange, whole, 1, exchange->fault->pause_ms);
}

static void
send_drop(Exchange *exchange)
{
    g_autoptr(GIOStream) connection = steal_connection(exchange);
    if (connection != NULL)
        g_io_stream_close(connection, NULL, NULL);
}

static void
send_normal(Exchange *exchange)
{
    desk_exchange_put(exchange->message, exchange->answer);
    if (exchange->is_paused)
        soup_server_message_unpause(exchange->message);
}

static gboolean
exchange_send(gpointer user_data)
{
    g_autoptr(Exchange) exchange = user_data;
    if (exchange->is_gone)
        return G_SOURCE_REMOVE;
    DeskFaultKind kind = exchange->fault != NULL ? exchange->fault->kind : DESK_FAULT_NONE;
    if (kind == DESK_FAULT_DROP)
        send_drop(exchange);
    else if (kind == DESK_FAULT_TORN)
        send_torn(exchange);
    else if (kind == DESK_FAULT_SLOW)
        send_slow(exchange);
    else
        send_normal(exchange);
    return G_SOURCE_REMOVE;
}

static void
on_disconnected(SoupServerMessage *message, gpointer user_data)
{
    (void)message;
    ((Exchange *)user_data)->is_gone = TRUE;
}

/* Calls next now, or later if the fault asks for a delay at this point. */
static void
exchange_continue(Exchange *exchange, gboolean is_after, GSourceFunc next)
{
    const DeskFault *fault = exchange->fault;
    if (fault == NULL || fault->delay_ms == 0 || fault->is_after != is_after) {
        next(exchange);
        return;
    }
    soup_server_message_pause(exchange->message);
    exchange->is_paused = TRUE;
    g_signal_connect(exchange->message, "disconnected", G_CALLBACK(on_disconnected), exchange);
    g_timeout_add(fault->delay_ms, next, exchange);
}

/* Whether the fault prevents the work. */
static gboolean
is_work_prevented(const DeskFault *fault)
{
    if (fault == NULL || fault->is_after)
        return FALSE;
    return fault->kind == DESK_FAULT_STATUS || fault->kind == DESK_FAULT_DROP ||
           fault->kind == DESK_FAULT_TORN || fault->kind == DESK_FAULT_NONSENSE;
}

/* `{"result": X}` becomes X. */
static void
unwrap_answer(DeskAnswer *answer)
{
    g_autoptr(JsonNode) root = desk_json_read(answer->body, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return;
    JsonObject *object = json_node_get_object(root);
    JsonNode *result = json_object_get_member(object, "result");
    if (result != NULL)
        desk_answer_set_json(answer, result);
}

static void
replace_answer(Exchange *exchange, DeskAnswer *answer)
{
    desk_answer_free(exchange->answer);
    exchange->answer = answer;
}

/* The answer that the fault gives instead of the right one. Returns: (transfer full) (nullable) */
static DeskAnswer *
make_wrong_answer(const Exchange *exchange)
{
    const DeskFault *fault = exchange->fault;
    if (fault->kind == DESK_FAULT_STATUS && fault->shape != DESK_SHAPE_NONE)
        return desk_shape_answer(fault->shape, fault->status, "a fault on purpose");
    if (fault->kind == DESK_FAULT_STATUS)
        return answer_failure(exchange, fault->status, "a fault on purpose");
    if (fault->kind == DESK_FAULT_NONSENSE)
        return desk_answer_new(200, "text/html",
                               g_strdup("<html><body>Proxy says hello</body></html>\n"));
    if (fault->kind == DESK_FAULT_WITHOUT_NUMBER && exchange->answer->status < 300)
        return desk_answer_new(202, "application/json; charset=utf-8",
                               g_strdup(exchange->context->dialect->accepted));
    return NULL;
}

static void
apply_fault(Exchange *exchange)
{
    const DeskFault *fault = exchange->fault;
    if (fault == NULL)
        return;
    DeskAnswer *wrong = make_wrong_answer(exchange);
    if (wrong != NULL)
        replace_answer(exchange, wrong);
    else if (fault->kind == DESK_FAULT_UNWRAPPED)
        unwrap_answer(exchange->answer);
    else if (fault->kind == DESK_FAULT_WITHOUT)
        desk_answer_leave_out(exchange->answer, fault->member);
    if (fault->location != NULL)
        exchange->answer->location = g_strdup(fault->location);
    if (fault->retry_after != NULL)
        exchange->answer->retry_after = g_strdup(fault->retry_after);
    exchange->answer->headers = g_ptr_array_ref(fault->headers);
}

static DeskAnswer *
run_operation(Exchange *exchange, GError **error)
{
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(exchange->message));
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(exchange->message);
    DeskApiRequest request = {
        .id = exchange->id,
        .argument = exchange->argument,
        .query = g_uri_get_query(soup_server_message_get_uri(exchange->message)),
        .is_repeated = exchange->fault != NULL && exchange->fault->kind == DESK_FAULT_REPEAT,
        .media_type = soup_message_headers_get_content_type(headers, NULL),
        .body = body,
    };
    DeskStore *store = exchange->context->store;
    if (!desk_store_begin(store, error))
        return NULL;
    g_autoptr(DeskAnswer) answer =
        desk_dialect_run(store, exchange->context->settings, exchange->operation, &request, error);
    if (!desk_store_finish(store, answer != NULL, answer != NULL ? error : NULL))
        return NULL;
    return g_steal_pointer(&answer);
}

static void
log_end(Exchange *exchange)
{
    g_autoptr(GError) error = NULL;
    const DeskFault *fault = exchange->fault;
    gboolean is_dropped = fault != NULL && fault->kind == DESK_FAULT_DROP;
    if (!desk_ledger_log_end(exchange->context->store, exchange->id,
                             is_dropped ? 0 : exchange->answer->status,
                             fault != NULL ? fault->line : NULL, &error))
        g_printerr("ticketgate-desk: %s\n", error->message);
}

static gboolean
exchange_work(gpointer user_data)
{
    Exchange *exchange = user_data;
    if (exchange->answer == NULL && is_work_prevented(exchange->fault))
        exchange->answer = desk_answer_new(200, "application/json; charset=utf-8",
                                           g_strdup(exchange->context->dialect->accepted));
    if (exchange->answer == NULL) {
        g_autoptr(GError) error = NULL;
        exchange->answer = run_operation(exchange, &error);
        if (exchange->answer == NULL)
            exchange->answer = answer_error(exchange, error);
    }
    apply_fault(exchange);
    log_end(exchange);
    exchange_continue(exchange, TRUE, exchange_send);
    return G_SOURCE_REMOVE;
}

static gboolean
log_arrival(Exchange *exchange, GError **error)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(exchange->message);
    SoupMessageBody *body = soup_server_message_get_request_body(exchange->message);
    goffset announced = soup_message_headers_get_content_length(headers);
    DeskLogEntry entry = {
        .operation = desk_dialect_operation_name(exchange->operation),
        .method = soup_server_message_get_method(exchange->message),
        .path = exchange->path,
        .bytes = announced > 0 ? announced : body->length,
    };
    exchange->id = desk_ledger_log(exchange->context->store, &entry, error);
    return exchange->id != 0;
}

/* Checks all but the body of the request. allow: (nullable): the methods of the path, if it has
 * another. Returns: (nullable): the refusal. */
static DeskAnswer *
refuse_request(Exchange *exchange, const char *allow)
{
    if (exchange->operation == DESK_OPERATION_OTHER)
        return answer_failure(exchange, 404, "no such path");
    if (allow != NULL) {
        DeskAnswer *answer = answer_failure(exchange, 405, "this path takes another method");
        answer->allow = g_strdup(allow);
        return answer;
    }
    if (g_object_get_data(G_OBJECT(exchange->message), DESK_EXCHANGE_TOO_LARGE) != NULL)
        return answer_failure(exchange, 413, "the request is larger than this desk takes");
    return NULL;
}

/* Logs the request, then checks the token and takes a fault. FALSE: the request is refused with
 * error. */
static gboolean
admit_request(Exchange *exchange, const char *allow, GError **error)
{
    if (!log_arrival(exchange, error))
        return FALSE;
    exchange->answer = refuse_request(exchange, allow);
    if (exchange->answer != NULL)
        return TRUE;
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(exchange->message);
    if (exchange->operation != DESK_OPERATION_TOKEN &&
        !desk_ledger_check_token(exchange->context->store,
                                 soup_message_headers_get_one(headers, "Authorization"), error))
        return FALSE;
    return desk_fault_take(exchange->context->store,
                           desk_dialect_operation_name(exchange->operation), &exchange->fault,
                           error);
}

/* An update may turn out to be another operation when its body is read. */
static void
refine_operation(Exchange *exchange)
{
    const DeskDialect *dialect = exchange->context->dialect;
    if (exchange->operation != DESK_OPERATION_UPDATE || dialect->refine == NULL ||
        g_object_get_data(G_OBJECT(exchange->message), DESK_EXCHANGE_TOO_LARGE) != NULL)
        return;
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(exchange->message));
    exchange->operation = dialect->refine(body);
}

void
desk_exchange_start(const DeskExchangeContext *context, SoupServerMessage *message,
                    const char *path)
{
    g_autofree char *allow = NULL;
    g_autoptr(GError) error = NULL;
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->context = context;
    exchange->message = g_object_ref(message);
    exchange->path = g_strdup(path);
    exchange->operation =
        desk_dialect_route(context->dialect, soup_server_message_get_method(message),
                           exchange->path, &exchange->argument, &allow);
    if (allow == NULL)
        refine_operation(exchange);
    /* The transaction is committed even if the request is refused: the log must keep it. */
    gboolean is_begun = desk_store_begin(context->store, &error);
    if (!is_begun || !admit_request(exchange, allow, &error))
        exchange->answer = answer_error(exchange, error);
    g_clear_error(&error);
    if (is_begun && !desk_store_finish(context->store, TRUE, &error))
        g_printerr("ticketgate-desk: %s\n", error->message);
    exchange_continue(exchange, FALSE, exchange_work);
}

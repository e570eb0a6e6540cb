/* json_response.c - see json_response.h.
 *
 * Knows the forms that a response may have. Does not know HTTP or what a response means. */
#include "gateway/ticket_system/json_response.h"

#include "gateway/delivery_error.h"

#include <string.h>

#define REASON_MAX_CHARS 160
#define TRANSACTION_ID_MAX_CHARS 64

/* Skips the string that opens at `p`; returns its closing quote, or `end`. */
static const char *
skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        if (*p == '\\')
            p++;
    }
    return MIN(p, end);
}

/* json-glib 1.6 recurses at each bracket and crashes at about 80,000 of them, so brackets and
 * values are counted first. */
static gboolean
is_within_limits(const char *data, gsize length)
{
    const char *end = data + length;
    gsize depth = 0;
    gsize values = 0;

    for (const char *p = data; p < end; p++) {
        if (*p == '"') {
            p = skip_string(p, end);
        } else if (*p == '[' || *p == '{') {
            depth++;
            values++;
        } else if (*p == ']' || *p == '}') {
            depth -= depth > 0 ? 1 : 0;
        } else if (*p == ',') {
            values++;
        }
        if (depth > JSON_RESPONSE_MAX_DEPTH || values > JSON_RESPONSE_MAX_VALUES)
            return FALSE;
    }
    return TRUE;
}

/* The escaped UTF-16 unit at `p` ("\\uD83D"); -1: none. */
static int
escaped_unit(const char *p, const char *end)
{
    int unit = 0;

    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = g_ascii_xdigit_value(p[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Half of a surrogate pair is not a character: json-glib 1.6 passes it on, 1.10 refuses the whole
 * document. It is replaced by U+FFFD, so the rest can be read. */
static char *
replace_lone_surrogates(const char *data, gsize length)
{
    static const char replacement[] = {'\\', 'u', 'f', 'f', 'f', 'd'};
    char *copy = g_memdup2(data, length);
    const char *end = copy + length;

    for (char *p = copy; (p = memchr(p, '\\', (gsize)(end - p))) != NULL && end - p >= 2;) {
        int unit = escaped_unit(p, end);
        int next = unit >= 0xd800 && unit < 0xdc00 ? escaped_unit(p + 6, end) : -1;
        gboolean is_pair = next >= 0xdc00 && next < 0xe000;

        if (unit >= 0xd800 && unit < 0xe000 && !is_pair)
            memcpy(p, replacement, sizeof replacement);
        p += is_pair ? 12 : unit >= 0 ? 6 : 2;
    }
    return copy;
}

JsonNode *
json_response_parse(const char *data, gsize length, GError **error)
{
    g_autoptr(JsonParser) parser = NULL;
    g_autofree char *mended = NULL;
    g_autoptr(GError) why = NULL;
    const char *sign = NULL;

    /* json-glib also accepts "var x = ...", comments, and a document that is cut off before its
     * first value; these are not JSON. */
    for (gsize i = 0; i < length && sign == NULL; i++)
        sign = g_ascii_isspace(data[i]) ? NULL : data + i;
    if (sign == NULL || (*sign != '{' && *sign != '[') || memchr(data, '\0', length) != NULL ||
        !is_within_limits(data, length)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                            "the API's response is not JSON of a reasonable shape");
        return NULL;
    }
    mended = replace_lone_surrogates(data, length);
    parser = json_parser_new_immutable();
    if (!json_parser_load_from_data(parser, mended, (gssize)length, &why)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                            "the API's response is not JSON");
        return NULL;
    }
    return json_parser_steal_root(parser);
}

static JsonNode *
get_member(JsonObject *object, const char *name)
{
    return object != NULL ? json_object_get_member(object, name) : NULL;
}

static JsonObject *
as_object(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonArray *
as_array(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

JsonObject *
json_response_object(JsonNode *root)
{
    JsonNode *result = get_member(as_object(root), "result");
    JsonArray *list = as_array(result != NULL ? result : root);

    if (list != NULL)
        return json_array_get_length(list) > 0 ? as_object(json_array_get_element(list, 0)) : NULL;
    return as_object(result != NULL ? result : root);
}

JsonArray *
json_response_list(JsonNode *root)
{
    JsonNode *result = get_member(as_object(root), "result");

    return as_array(result != NULL ? result : root);
}

/* The text of a plain value; NULL for null, objects and lists. */
static char *
value_text(JsonNode *node)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node))
        return NULL;
    switch (json_node_get_value_type(node)) {
    case G_TYPE_STRING:
        return g_strdup(json_node_get_string(node));
    case G_TYPE_BOOLEAN:
        return g_strdup(json_node_get_boolean(node) ? "true" : "false");
    case G_TYPE_INT64:
        return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
    case G_TYPE_DOUBLE:
        return g_strdup(g_ascii_dtostr(number, sizeof number, json_node_get_double(node)));
    default:
        return NULL;
    }
}

static char *
node_text(JsonNode *node)
{
    JsonObject *object = as_object(node);
    char *text = NULL;

    if (object == NULL)
        return value_text(node);
    /* ServiceNow writes a reference to another record like this. */
    text = value_text(get_member(object, "display_value"));
    return text != NULL ? text : value_text(get_member(object, "value"));
}

char *
json_response_text(JsonObject *object, const char *name)
{
    return node_text(get_member(object, name));
}

char *
json_response_show(JsonNode *value)
{
    g_autofree char *text = node_text(value);
    g_autofree char *json = NULL;
    JsonObject *object = as_object(value);
    JsonArray *list = as_array(value);

    if (text != NULL)
        return g_steal_pointer(&text);
    if ((object != NULL && json_object_get_size(object) > 0) ||
        (list != NULL && json_array_get_length(list) > 0)) {
        json = json_to_string(value, FALSE);
        return g_utf8_make_valid(json, -1);
    }
    return g_strdup("");
}

gint64
json_response_number(JsonObject *object, const char *name, gint64 fallback)
{
    g_autofree char *text = json_response_text(object, name);
    gint64 number = 0;
    double real = 0;
    char *end = NULL;

    if (text == NULL || *g_strstrip(text) == '\0')
        return fallback;
    if (g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return number;
    real = g_ascii_strtod(text, &end);
    return *end == '\0' && real > -1e15 && real < 1e15 ? (gint64)real : fallback;
}

static gboolean
says_error(JsonObject *object, const char *name)
{
    g_autofree char *text = json_response_text(object, name);

    return text != NULL && g_ascii_strcasecmp(text, "error") == 0;
}

static gboolean
has_value(JsonObject *object, const char *name)
{
    JsonNode *node = get_member(object, name);

    return node != NULL && !JSON_NODE_HOLDS_NULL(node);
}

gboolean
json_response_is_error(JsonNode *root)
{
    JsonObject *top = as_object(root);
    JsonObject *result = json_response_object(root);

    if (top != NULL && !has_value(top, "result") &&
        (has_value(top, "error") || has_value(top, "fault")))
        return TRUE;
    return result != NULL && (says_error(result, "state") || says_error(result, "status"));
}

static gboolean
is_empty(const char *text)
{
    return text == NULL || *text == '\0';
}

/* The message under the first of the usual names, with its detail. */
static char *
reason_in(JsonObject *report)
{
    static const char *const names[] = {"message", "error_message", "faultstring", "description",
                                        "reason",  "error",         "Error",       "note"};
    JsonNode *more = get_member(report, "detail");
    g_autofree char *detail = as_object(more) != NULL
                                  ? value_text(get_member(as_object(more), "errorcode"))
                                  : value_text(more);
    g_autofree char *code = value_text(get_member(report, "ErrorCode"));

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = value_text(get_member(report, names[i]));

        if (is_empty(text))
            continue;
        if (!is_empty(code))
            return g_strconcat(code, ": ", text, NULL);
        return is_empty(detail) ? g_steal_pointer(&text) : g_strconcat(text, ": ", detail, NULL);
    }
    return NULL;
}

/* The message of an error report, in the forms of ServiceNow and the usual API gateways. */
static char *
find_reason(JsonNode *root)
{
    static const char *const wrappers[] = {"error", "fault", "result"};
    char *reason = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(wrappers) && reason == NULL; i++)
        reason = reason_in(as_object(get_member(as_object(root), wrappers[i])));
    return reason != NULL ? reason : reason_in(as_object(root));
}

/* One line, printable, with a limit. */
static char *
clean_reason(const char *text)
{
    GString *line = g_string_new(NULL);
    glong chars = 0;
    gboolean is_space_due = FALSE;

    for (const char *p = text; *p != '\0' && chars < REASON_MAX_CHARS;
         p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
            is_space_due = line->len > 0;
            continue;
        }
        if (is_space_due) {
            g_string_append_c(line, ' ');
            chars++;
        }
        is_space_due = FALSE;
        g_string_append_unichar(line, g_unichar_isprint(c) ? c : '?');
        chars++;
    }
    if (line->len == 0)
        return g_string_free(line, TRUE);
    return g_string_free(line, FALSE);
}

static gboolean
is_transaction_id(const char *text)
{
    gsize length = 0;

    while (g_ascii_isalnum(text[length]) || (text[length] != '\0' && strchr("-_.:", text[length])))
        length++;
    return text[length] == '\0' && length > 0 && length <= TRANSACTION_ID_MAX_CHARS;
}

char *
json_response_transaction_id(const char *data, gsize length)
{
    static const char *const wrappers[] = {NULL, "error", "fault", "result"};
    g_autoptr(JsonNode) root = json_response_parse(data, length, NULL);

    for (size_t i = 0; root != NULL && i < G_N_ELEMENTS(wrappers); i++) {
        JsonObject *place =
            as_object(wrappers[i] == NULL ? root : get_member(as_object(root), wrappers[i]));
        g_autofree char *text = value_text(get_member(place, "transactionId"));

        if (text != NULL && is_transaction_id(text))
            return g_steal_pointer(&text);
    }
    return NULL;
}

char *
json_response_reason(const char *data, gsize length)
{
    g_autoptr(JsonNode) root = json_response_parse(data, length, NULL);
    g_autofree char *text = NULL;

    if (root != NULL)
        text = find_reason(root);
    else
        text = g_utf8_make_valid(data, (gssize)length);
    return text != NULL ? clean_reason(text) : NULL;
}

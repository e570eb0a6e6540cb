#include "desk_json.h"

#include <string.h>

typedef struct {
    const char *start;
    const char *at;
    const char *end;
    guint depth;
} Reader;

static JsonNode *read_value(Reader *reader, GError **error);

static void
set_syntax_error(const Reader *reader, const char *what, GError **error)
{
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "not JSON: %s at byte %" G_GSIZE_FORMAT,
                what, (gsize)(reader->at - reader->start));
}

static void
skip_space(Reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\0' &&
           strchr(" \t\r\n", *reader->at) != NULL)
        reader->at++;
}

/* Skips white space, then the byte, if it comes next. */
static gboolean
take(Reader *reader, char byte)
{
    skip_space(reader);
    if (reader->at == reader->end || *reader->at != byte)
        return FALSE;
    reader->at++;
    return TRUE;
}

/* Reads the four digits after \u. Returns: the code unit, or -1. */
static int
read_unit(Reader *reader)
{
    int unit = 0;
    if (reader->end - reader->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(reader->at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    reader->at += 4;
    return unit;
}

/* Reads one \uXXXX, or a pair of them; the first \u is already read. */
static gboolean
read_unicode(Reader *reader, GString *text)
{
    int unit = read_unit(reader);
    if (unit >= 0xD800 && unit < 0xDC00) {
        if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
            return FALSE;
        reader->at += 2;
        int low = read_unit(reader);
        if (low < 0xDC00 || low > 0xDFFF)
            return FALSE;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    if (unit <= 0 || (unit >= 0xD800 && unit < 0xE000))
        return FALSE;
    g_string_append_unichar(text, (gunichar)unit);
    return TRUE;
}

static gboolean
read_escape(Reader *reader, GString *text)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    if (reader->at == reader->end)
        return FALSE;
    char name = *reader->at++;
    if (name == 'u')
        return read_unicode(reader, text);
    const char *found = memchr(names, name, sizeof(names) - 1);
    if (found == NULL)
        return FALSE;
    g_string_append_c(text, values[found - names]);
    return TRUE;
}

/* Reads plain bytes up to the next quote, backslash or control character. */
static void
read_run(Reader *reader, GString *text)
{
    const char *from = reader->at;
    while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\' &&
           (unsigned char)*reader->at >= 0x20)
        reader->at++;
    g_string_append_len(text, from, reader->at - from);
}

/* Reads a string; its opening quote is already read. Returns: (transfer full) (nullable) */
static char *
read_string(Reader *reader, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (TRUE) {
        read_run(reader, text);
        if (reader->at == reader->end || (unsigned char)*reader->at < 0x20) {
            set_syntax_error(reader, "string without end, or a control character in it", error);
            return NULL;
        }
        if (*reader->at++ == '"')
            return g_string_free(g_steal_pointer(&text), FALSE);
        if (!read_escape(reader, text)) {
            set_syntax_error(reader, "wrong or forbidden escape", error);
            return NULL;
        }
    }
}

static gboolean
read_member(Reader *reader, JsonObject *object, GError **error)
{
    if (!take(reader, '"')) {
        set_syntax_error(reader, "member name expected", error);
        return FALSE;
    }
    g_autofree char *name = read_string(reader, error);
    if (name == NULL)
        return FALSE;
    if (json_object_has_member(object, name)) {
        set_syntax_error(reader, "the same member twice", error);
        return FALSE;
    }
    if (!take(reader, ':')) {
        set_syntax_error(reader, "colon expected", error);
        return FALSE;
    }
    JsonNode *value = read_value(reader, error);
    if (value == NULL)
        return FALSE;
    json_object_set_member(object, name, value);
    return TRUE;
}

static JsonNode *
read_object(Reader *reader, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    gboolean is_done = take(reader, '}');
    while (!is_done) {
        if (!read_member(reader, object, error))
            return NULL;
        is_done = take(reader, '}');
        if (!is_done && !take(reader, ',')) {
            set_syntax_error(reader, "comma or brace expected", error);
            return NULL;
        }
    }
    return json_node_init_object(json_node_alloc(), object);
}

static JsonNode *
read_array(Reader *reader, GError **error)
{
    g_autoptr(JsonArray) array = json_array_new();
    gboolean is_done = take(reader, ']');
    while (!is_done) {
        JsonNode *element = read_value(reader, error);
        if (element == NULL)
            return NULL;
        json_array_add_element(array, element);
        is_done = take(reader, ']');
        if (!is_done && !take(reader, ',')) {
            set_syntax_error(reader, "comma or bracket expected", error);
            return NULL;
        }
    }
    return json_node_init_array(json_node_alloc(), array);
}

static gboolean
skip_digits(Reader *reader)
{
    const char *from = reader->at;
    while (reader->at < reader->end && g_ascii_isdigit(*reader->at))
        reader->at++;
    return reader->at > from;
}

static gboolean
skip_one_of(Reader *reader, const char *bytes)
{
    if (reader->at == reader->end || *reader->at == '\0' || strchr(bytes, *reader->at) == NULL)
        return FALSE;
    reader->at++;
    return TRUE;
}

/* RFC 8259 section 6: no leading zeros; digits are required after the point and in the exponent. */
static gboolean
skip_number(Reader *reader)
{
    skip_one_of(reader, "-");
    if (!skip_one_of(reader, "0") && !skip_digits(reader))
        return FALSE;
    if (skip_one_of(reader, ".") && !skip_digits(reader))
        return FALSE;
    if (!skip_one_of(reader, "eE"))
        return TRUE;
    skip_one_of(reader, "+-");
    return skip_digits(reader);
}

static JsonNode *
read_number(Reader *reader, GError **error)
{
    const char *from = reader->at;
    if (!skip_number(reader)) {
        set_syntax_error(reader, "value expected", error);
        return NULL;
    }
    g_autofree char *text = g_strndup(from, (gsize)(reader->at - from));
    return json_node_init_double(json_node_alloc(), g_ascii_strtod(text, NULL));
}

/* Reads true, false or null. Returns: (transfer full) (nullable): NULL if it is another value. */
static JsonNode *
read_word(Reader *reader)
{
    gsize left = (gsize)(reader->end - reader->at);
    if (left >= 4 && memcmp(reader->at, "true", 4) == 0) {
        reader->at += 4;
        return json_node_init_boolean(json_node_alloc(), TRUE);
    }
    if (left >= 5 && memcmp(reader->at, "false", 5) == 0) {
        reader->at += 5;
        return json_node_init_boolean(json_node_alloc(), FALSE);
    }
    if (left >= 4 && memcmp(reader->at, "null", 4) == 0) {
        reader->at += 4;
        return json_node_init_null(json_node_alloc());
    }
    return NULL;
}

static JsonNode *
read_nested(Reader *reader, JsonNode *(*read)(Reader *, GError **), GError **error)
{
    if (reader->depth == DESK_JSON_MAX_DEPTH) {
        set_syntax_error(reader, "nested too deeply", error);
        return NULL;
    }
    reader->depth++;
    JsonNode *node = read(reader, error);
    reader->depth--;
    return node;
}

static JsonNode *
read_value(Reader *reader, GError **error)
{
    if (take(reader, '{'))
        return read_nested(reader, read_object, error);
    if (take(reader, '['))
        return read_nested(reader, read_array, error);
    if (take(reader, '"')) {
        g_autofree char *text = read_string(reader, error);
        return text != NULL ? json_node_init_string(json_node_alloc(), text) : NULL;
    }
    JsonNode *word = read_word(reader);
    return word != NULL ? word : read_number(reader, error);
}

JsonNode *
desk_json_read(GBytes *data, GError **error)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(data, &length);
    if (length == 0) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "not JSON: empty body");
        return NULL;
    }
    if (!g_utf8_validate_len(bytes, length, NULL)) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST, "not JSON: not UTF-8");
        return NULL;
    }
    Reader reader = {.start = bytes, .at = bytes, .end = bytes + length, .depth = 0};
    g_autoptr(JsonNode) node = read_value(&reader, error);
    if (node == NULL)
        return NULL;
    skip_space(&reader);
    if (reader.at != reader.end) {
        set_syntax_error(&reader, "text after the value", error);
        return NULL;
    }
    return g_steal_pointer(&node);
}

static gboolean
has_to_be_escaped(char byte)
{
    return (guchar)byte < 0x20 || byte == '"' || byte == '\\';
}

void
desk_json_add_string(GString *json, const char *text)
{
    g_string_append_c(json, '"');
    while (*text != '\0') {
        const char *end = text;
        while (!has_to_be_escaped(*end)) /* TRUE for the zero byte at the end, too */
            end++;
        g_string_append_len(json, text, end - text);
        text = end;
        if (*text == '"' || *text == '\\')
            g_string_append_printf(json, "\\%c", *text++);
        else if (*text != '\0')
            g_string_append_printf(json, "\\u%04x", (unsigned)*text++);
    }
    g_string_append_c(json, '"');
}

char *
desk_json_write(JsonNode *node, gboolean is_pretty)
{
    return json_to_string(node, is_pretty);
}

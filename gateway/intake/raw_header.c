/* raw_header.c - see raw_header.h. Reads header lines by hand, and prefers NULL to a guess. */
#include "gateway/intake/raw_header.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#include "gateway/log.h"

#define VALUE_MAX_BYTES 2000
#define TEXT_MAX_CHARS 250
#define ADDRESS_MAX_BYTES 254 /* RFC 5321 section 4.5.3.1.3 */

/* The length of the blank lines before the first field; 0 if there are none, or if no field
 * follows. */
static gsize
blank_lines_length(const char *head)
{
    gsize blank = strspn(head, " \t\r\n");
    gsize name = strcspn(head + blank, ": \t\r\n");

    return name > 0 && head[blank + name] == ':' ? blank : 0;
}

gboolean
raw_header_cut(char *head, gsize length)
{
    gboolean is_line_empty = TRUE;

    head[length] = '\0';
    for (gsize i = blank_lines_length(head); i < length; i++) {
        if (head[i] == '\n') {
            if (is_line_empty) {
                head[i] = '\0';
                return TRUE;
            }
            is_line_empty = TRUE;
        } else if (head[i] != '\r') {
            is_line_empty = FALSE;
        }
        if (head[i] == '\0')
            head[i] = ' ';
    }
    return FALSE;
}

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The content of the line after "NAME:"; NULL if the line is another field. */
static const char *
match_name(const char *line, const char *name)
{
    gsize length = strlen(name);

    if (g_ascii_strncasecmp(line, name, length) != 0)
        return NULL;
    line += length;
    while (is_blank(*line)) /* white space before the colon: obs-optional, RFC 5322 section 4.5 */
        line++;
    return *line == ':' ? line + 1 : NULL;
}

/* Joins the lines of one field: removes the line ends, keeps the white space after them. */
static char *
unfold(const char *content)
{
    GString *value = g_string_new(NULL);

    for (const char *p = content; *p != '\0' && value->len < VALUE_MAX_BYTES; p++) {
        if (*p == '\n' && !is_blank(p[1]))
            break;
        if (*p != '\n' && *p != '\r')
            g_string_append_c(value, *p);
    }
    return g_strstrip(g_string_free(value, FALSE));
}

GPtrArray *
raw_header_values(const char *head, const char *name)
{
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    const char *line = head;

    while (line != NULL && *line != '\0' && values->len < RAW_HEADER_MAX_FIELDS) {
        const char *content = match_name(line, name);

        if (content != NULL)
            g_ptr_array_add(values, unfold(content));
        line = strchr(line, '\n');
        if (line != NULL)
            line++;
    }
    return values;
}

char *
raw_header_value(const char *head, const char *name)
{
    g_autoptr(GPtrArray) values = raw_header_values(head, name);

    return values->len > 0 ? g_strdup(g_ptr_array_index(values, 0)) : NULL;
}

/* Decodes the Q encoding, RFC 2047 section 4.2. */
static gboolean
decode_q(const char *text, gsize length, GString *bytes)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '_') {
            g_string_append_c(bytes, ' ');
        } else if (text[i] != '=') {
            g_string_append_c(bytes, text[i]);
        } else if (i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
                   g_ascii_isxdigit(text[i + 2])) {
            int octet = g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]);

            g_string_append_c(bytes, (char)octet);
            i += 2;
        } else {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
decode_b(const char *text, gsize length, GString *bytes)
{
    gint state = 0;
    guint save = 0;
    g_autofree guchar *decoded = g_malloc(length / 4 * 3 + 4);
    gsize count = g_base64_decode_step(text, length, decoded, &state, &save);

    g_string_append_len(bytes, (const char *)decoded, (gssize)count);
    return TRUE;
}

/* Appends octets of `charset` as UTF-8; FALSE unless it is UTF-8, US-ASCII or ISO-8859-1. */
static gboolean
append_charset(GString *text, const char *charset, gsize length, const GString *bytes)
{
    g_autofree char *name = g_strndup(charset, length);
    char *language = strchr(name, '*'); /* RFC 2231 section 5 */

    if (language != NULL)
        *language = '\0';
    if (g_ascii_strcasecmp(name, "utf-8") == 0 || g_ascii_strcasecmp(name, "us-ascii") == 0) {
        g_string_append_len(text, bytes->str, (gssize)bytes->len);
        return TRUE;
    }
    if (g_ascii_strcasecmp(name, "iso-8859-1") != 0)
        return FALSE;
    for (gsize i = 0; i < bytes->len; i++)
        g_string_append_unichar(text, (guchar)bytes->str[i]);
    return TRUE;
}

/* Decodes the encoded word at `word` and returns its length in octets; 0 if it is no encoded word.
 */
static gsize
append_encoded_word(GString *text, const char *word)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    const char *charset = word + 2;
    const char *encoding = NULL;
    const char *end = NULL;
    gboolean is_decoded = FALSE;
    char letter = '\0';

    if (!g_str_has_prefix(word, "=?") || (encoding = strchr(charset, '?')) == NULL ||
        encoding[1] == '\0' || encoding[2] != '?' || (end = strstr(encoding + 3, "?=")) == NULL)
        return 0;
    letter = g_ascii_toupper(encoding[1]);
    if (letter == 'B')
        is_decoded = decode_b(encoding + 3, (gsize)(end - encoding - 3), bytes);
    else if (letter == 'Q')
        is_decoded = decode_q(encoding + 3, (gsize)(end - encoding - 3), bytes);
    if (!is_decoded || !append_charset(text, charset, (gsize)(encoding - charset), bytes))
        return 0;
    return (gsize)(end + 2 - word);
}

/* Decodes all encoded words. White space between two of them is not shown (RFC 2047 section 6.2);
 * this also joins a character that an encoder cut in two. */
static char *
decode_words(const char *value)
{
    GString *text = g_string_new(NULL);
    gboolean is_after_word = FALSE;

    while (*value != '\0') {
        gsize blanks = strspn(value, " \t");
        g_autoptr(GString) word = g_string_new(NULL);
        gsize length = append_encoded_word(word, value + blanks);

        if (length == 0 || !is_after_word)
            g_string_append_len(text, value, (gssize)blanks);
        is_after_word = length > 0;
        value += blanks + length;
        if (is_after_word)
            g_string_append_len(text, word->str, (gssize)word->len);
        else if (*value != '\0')
            g_string_append_c(text, *value++);
    }
    return g_string_free(text, FALSE);
}

char *
raw_header_text(const char *head, const char *name)
{
    g_autofree char *value = raw_header_value(head, name);
    g_autofree char *text = NULL;

    if (value == NULL)
        return NULL;
    text = decode_words(value);
    g_strdelimit(text, "\t\r\n", ' ');
    return log_clean(text, TEXT_MAX_CHARS);
}

/* The msg-id between the '<' at `start` and the next '>'; *ret_next is the text after it. */
static char *
msg_id_at(const char *start, const char **ret_next)
{
    const char *end = strchr(start, '>');

    *ret_next = end != NULL ? end + 1 : start + strlen(start);
    if (end == NULL || end == start + 1)
        return NULL;
    for (const char *p = start + 1; p < end; p++) {
        if (!g_ascii_isgraph(*p) || *p == '<')
            return NULL;
    }
    return g_strndup(start + 1, (gsize)(end - start - 1));
}

void
raw_header_add_msg_ids(const char *head, const char *name, GPtrArray *ids)
{
    g_autofree char *value = raw_header_value(head, name);
    const char *next = value;

    while (next != NULL && (next = strchr(next, '<')) != NULL) {
        char *id = msg_id_at(next, &next);
        if (id != NULL)
            g_ptr_array_add(ids, id);
    }
}

char *
raw_header_msg_id(const char *head, const char *name)
{
    g_autofree char *value = raw_header_value(head, name);
    const char *start = value != NULL ? strchr(value, '<') : NULL;
    const char *next = NULL;

    return start != NULL ? msg_id_at(start, &next) : NULL;
}

/* Whether `address` is local-part@domain and has no character with a special meaning. */
static gboolean
is_plain_address(const char *address)
{
    const char *at = strchr(address, '@');

    if (at == NULL || at == address || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
        strlen(address) > ADDRESS_MAX_BYTES || !g_utf8_validate(address, -1, NULL))
        return FALSE;
    for (const char *p = address; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c) || text_is_trick(c) ||
            strchr("<>()[]\\,;:\"", *p) != NULL)
            return FALSE;
    }
    return TRUE;
}

/* The first '<' outside a quoted string. */
static const char *
find_angle(const char *value)
{
    gboolean is_quoted = FALSE;

    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '\\' && is_quoted && p[1] != '\0')
            p++;
        else if (*p == '"')
            is_quoted = !is_quoted;
        else if (*p == '<' && !is_quoted)
            return p;
    }
    return NULL;
}

static char *
display_name(const char *start, const char *end)
{
    g_autofree char *raw = g_strstrip(g_strndup(start, (gsize)(end - start)));
    g_autofree char *text = NULL;
    gsize length = strlen(raw);

    if (length >= 2 && raw[0] == '"' && raw[length - 1] == '"') {
        raw[length - 1] = '\0';
        text = g_strdup(raw + 1);
    } else {
        text = decode_words(raw);
    }
    g_strdelimit(text, "\t\r\n", ' ');
    return *text != '\0' ? log_clean(text, TEXT_MAX_CHARS) : NULL;
}

LetterAddress *
raw_header_address(const char *head, const char *name)
{
    g_autofree char *value = raw_header_value(head, name);
    g_autofree char *spec = NULL;
    const char *angle = NULL;
    const char *end = NULL;
    LetterAddress *address = NULL;
    char *domain = NULL;

    if (value == NULL)
        return NULL;
    angle = find_angle(value);
    end = angle != NULL ? strchr(angle, '>') : NULL;
    spec = end != NULL ? g_strndup(angle + 1, (gsize)(end - angle - 1)) : g_strdup(value);
    if (!is_plain_address(spec))
        return NULL;
    address = g_new0(LetterAddress, 1);
    address->name = angle != NULL ? display_name(value, angle) : NULL;
    address->address = g_steal_pointer(&spec);
    domain = strchr(address->address, '@');
    for (; *domain != '\0'; domain++)
        *domain = g_ascii_tolower(*domain);
    return address;
}

/* confirmation_encode.c - see confirmation_encode.h. Writes RFC 2047 encoded words, reads none. */
#include "gateway/confirmation/confirmation_encode.h"

#include <string.h>

#define LINE_MAX_OCTETS 76
#define FIELD_NAME_OCTETS 9 /* "Subject: " */
#define WORD_MAX_OCTETS 75  /* RFC 2047 section 2 */
#define WORD_START "=?UTF-8?Q?"
#define WORD_END "?="

static gboolean
is_plain_word(const char *word, gsize length)
{
    if (length > LINE_MAX_OCTETS - FIELD_NAME_OCTETS ||
        g_strstr_len(word, (gssize)length, "=?") != NULL)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isprint(word[i]))
            return FALSE;
    }
    return TRUE;
}

/* How many octets one octet needs in the "Q" encoding. */
static gsize
octet_cost(char octet)
{
    return g_ascii_isalnum(octet) || octet == ' ' || strchr("!*+-/", octet) != NULL ? 1 : 3;
}

/* Appends one encoded word of whole characters; returns how many octets of `text` are in it. Uses
 * "Q", not "B": some mail programs join the Base64 of neighbouring words, and then lose what comes
 * after the padding. */
static gsize
append_word(GString *value, const char *text)
{
    gsize used = 0;
    gsize length = 0;

    g_string_append(value, value->len > 0 ? "\n " WORD_START : WORD_START);
    while (text[length] != '\0') {
        gsize next = length + (gsize)g_utf8_skip[(guchar)text[length]];
        gsize cost = 0;
        for (gsize i = length; i < next; i++)
            cost += octet_cost(text[i]);
        if (used + cost > WORD_MAX_OCTETS - strlen(WORD_START WORD_END))
            break;
        for (; length < next; length++) {
            if (octet_cost(text[length]) == 1)
                g_string_append_c(value, text[length] == ' ' ? '_' : text[length]);
            else
                g_string_append_printf(value, "=%02X", (guchar)text[length]);
        }
        used += cost;
    }
    g_string_append(value, WORD_END);
    return length;
}

static void
append_encoded(GString *value, const char *text)
{
    while (*text != '\0')
        text += append_word(value, text);
}

char *
confirmation_encode_subject(const char *line)
{
    GString *value = g_string_new(NULL);
    gsize column = FIELD_NAME_OCTETS;

    while (*line != '\0') {
        gsize length = strcspn(line, " ");
        if (!is_plain_word(line, length)) {
            append_encoded(value, line);
            break;
        }
        gboolean is_fold = value->len > 0 && column + 1 + length > LINE_MAX_OCTETS;
        if (value->len > 0)
            g_string_append(value, is_fold ? "\n " : " ");
        g_string_append_len(value, line, (gssize)length);
        column = (is_fold ? 0 : column) + 1 + length;
        line += length;
        line += strspn(line, " ");
    }
    return g_string_free(value, FALSE);
}

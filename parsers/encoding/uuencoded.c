/* uuencoded.c - see uuencoded.h.
 *
 * A block counts only if every line has the length that its first character says and "end" follows:
 * people also begin lines with "begin". */
#include "parsers/encoding/uuencoded.h"

#include "parsers/encoding/base64_loose.h"

#include <string.h>

#define MAX_FILES 100

static void
file_free(gpointer data)
{
    UuencodedFile *file = data;

    g_free(file->name);
    g_string_free(file->content, TRUE);
    g_free(file);
}

static const char *
line_end(const char *line)
{
    return strchrnul(line, '\n');
}

static const char *
next_line(const char *line)
{
    const char *end = line_end(line);

    return *end == '\0' ? end : end + 1;
}

/* "begin 644 name" or "begin-base64 644 name": the name, or NULL. (transfer full) */
static char *
read_begin(const char *line, gboolean *ret_is_base64)
{
    static const char *const words[] = {"begin ", "begin-base64 "};

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!g_str_has_prefix(line, words[i]))
            continue;
        const char *mode = line + strlen(words[i]);
        gsize digits = strspn(mode, "01234567");
        const char *end = line_end(line);
        if (digits < 3 || digits > 4 || mode[digits] != ' ' || mode + digits + 1 >= end)
            return NULL;
        *ret_is_base64 = i == 1;
        return g_strstrip(g_strndup(mode + digits + 1, (gsize)(end - mode) - digits - 1));
    }
    return NULL;
}

static gsize
trimmed_length(const char *line)
{
    gsize length = (gsize)(line_end(line) - line);

    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' '))
        length--;
    return length;
}

/* The 24 bits of four characters from `at` on; those that are missing are spaces. FALSE: one of
 * them is not valid. */
static gboolean
read_group(const char *line, gsize length, gsize at, guint32 *ret_bits)
{
    guint32 bits = 0;

    for (gsize k = at; k < at + 4; k++) {
        guchar c = k < length ? (guchar)line[k] : ' ';
        if (c < ' ' || c > '`')
            return FALSE;
        bits = bits << 6 | ((c - 32U) & 63);
    }
    *ret_bits = bits;
    return TRUE;
}

/* One line of data; FALSE if it is not one. Spaces at its end may have been lost on the way. */
static gboolean
decode_line(const char *line, GString *content)
{
    gsize length = (gsize)(line_end(line) - line);
    guint n = length == 0 ? 0 : ((guint)(guchar)*line - 32) & 63;
    gsize chars = ((gsize)n + 2) / 3 * 4;

    if (length == 0 || *line < ' ' || *line > '`' || length > chars + 3)
        return FALSE;
    for (gsize i = 0; i < chars; i += 4) {
        guint32 bits;
        if (!read_group(line, length, i + 1, &bits))
            return FALSE;
        for (guint k = 0; k < 3 && n > 0; k++, n--)
            g_string_append_c(content, (char)(bits >> (16 - 8 * k) & 0xff));
    }
    return TRUE;
}

static gboolean
is_line(const char *line, const char *word)
{
    gsize length = trimmed_length(line);

    return length == strlen(word) && memcmp(line, word, length) == 0;
}

/* Reads the lines below "begin"; returns the text after the block, or NULL if it is not a block. */
static const char *
read_uu(const char *line, GString *content)
{
    for (; *line != '\0'; line = next_line(line)) {
        if (is_line(line, "end"))
            return content->len > 0 ? next_line(line) : NULL;
        if (trimmed_length(line) == 0 || is_line(line, "`"))
            continue;
        if (!decode_line(line, content))
            return NULL;
    }
    return NULL;
}

static const char *
read_base64(const char *line, GString *content)
{
    const char *begin = line;

    for (; *line != '\0'; line = next_line(line)) {
        if (is_line(line, "====")) {
            base64_loose_decode(begin, (gsize)(line - begin), content);
            return next_line(line);
        }
        if (strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") <
            trimmed_length(line))
            return NULL;
    }
    return NULL;
}

/* Reads the block at `line`; returns the text after it, or NULL if it is not a block. */
static const char *
take_block(const char *line, GPtrArray *files)
{
    gboolean is_base64 = FALSE;
    g_autofree char *name = read_begin(line, &is_base64);

    if (name == NULL)
        return NULL;
    GString *content = g_string_new(NULL);
    const char *end =
        is_base64 ? read_base64(next_line(line), content) : read_uu(next_line(line), content);
    if (end == NULL) {
        g_string_free(content, TRUE);
        return NULL;
    }
    UuencodedFile *file = g_new0(UuencodedFile, 1);
    file->name = g_steal_pointer(&name);
    file->content = content;
    g_ptr_array_add(files, file);
    return end;
}

GPtrArray *
uuencoded_take(const char *text, char **ret_rest)
{
    if (strstr(text, "begin") == NULL)
        return NULL;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
    g_autoptr(GString) rest = g_string_new(NULL);
    guint n_tries = 0; /* a try may read to the end of the text */

    for (const char *line = text; *line != '\0';) {
        const char *end = NULL;
        if (g_str_has_prefix(line, "begin") && n_tries++ < MAX_FILES)
            end = take_block(line, files);
        if (end == NULL) {
            end = next_line(line);
            g_string_append_len(rest, line, end - line);
        }
        line = end;
    }
    if (files->len == 0)
        return NULL;
    *ret_rest = g_string_free(g_steal_pointer(&rest), FALSE);
    return g_steal_pointer(&files);
}

/* base64_lines.c - removes the line breaks from Base64, and detects Base64 that is not valid.
 *
 * Two loops over memory in the cache. The first moves the lines together. The second checks all
 * characters in blocks of fixed length without branches, which compilers turn into vector code. A
 * 10 MB attachment takes a few milliseconds. */
#include "parsers/encoding/base64_lines.h"

#include <string.h>

#define BLOCK 64

static inline guint8
is_alphabet(guint8 c)
{
    guint8 letter = (guint8)((guint8)((c | 0x20) - 'a') < 26);
    guint8 digit = (guint8)((guint8)(c - '0') < 10);
    return (guint8)(letter | digit | (c == '+') | (c == '/'));
}

static gboolean
is_all_alphabet(const guint8 *text, gsize length)
{
    guint8 good = 1;
    gsize i = 0;

    for (; i + BLOCK <= length; i += BLOCK) {
        guint8 block_good = 1;
        for (gsize j = 0; j < BLOCK; j++)
            block_good &= is_alphabet(text[i + j]);
        good &= block_good;
    }
    for (; i < length; i++)
        good &= is_alphabet(text[i]);
    return good != 0;
}

/* Returns the length of `in` without its line ends. */
static gsize
join_lines(const char *in, gsize length, char *out)
{
    const char *end = in + length;
    gsize written = 0;

    while (in < end) {
        const char *line_end = memchr(in, '\n', (gsize)(end - in));
        const char *next = line_end == NULL ? end : line_end + 1;
        gsize n = (gsize)((line_end == NULL ? end : line_end) - in);
        if (n > 0 && in[n - 1] == '\r')
            n--;
        memmove(out + written, in, n);
        written += n;
        in = next;
    }
    return written;
}

/* Padding may only be followed by padding. */
static gboolean
check(Base64Lines *lines, const char *text, gsize length)
{
    gsize padding = 0;

    while (padding < length && text[length - 1 - padding] == '=')
        padding++;
    gsize run = length - padding;
    if ((lines->n_padding > 0 && run > 0) || lines->n_padding + padding > 2 ||
        !is_all_alphabet((const guint8 *)text, run))
        return FALSE;
    if (run > 0)
        lines->last = text[run - 1];
    lines->n_padding += (guint)padding;
    lines->n_chars += length;
    return TRUE;
}

gboolean
base64_lines_copy(Base64Lines *lines, const char *in, gsize in_length, char *out, gsize *ret_length)
{
    *ret_length = join_lines(in, in_length, out);
    return check(lines, out, *ret_length);
}

static guint
alphabet_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (guint)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (guint)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (guint)(c - '0') + 52;
    return c == '+' ? 62 : 63;
}

gboolean
base64_lines_is_complete(const Base64Lines *lines)
{
    static const guint stray_bits[] = {0x00, 0x03, 0x0f};

    return lines->n_chars % 4 == 0 && lines->n_chars != lines->n_padding &&
           (alphabet_value(lines->last) & stray_bits[lines->n_padding]) == 0;
}

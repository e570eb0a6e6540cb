#include "desk_base64.h"

#include <string.h>

#define BAD 0xFF

static guint8
value_of(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (guint8)(byte - 'A');
    if (byte >= 'a' && byte <= 'z')
        return (guint8)(byte - 'a' + 26);
    if (byte >= '0' && byte <= '9')
        return (guint8)(byte - '0' + 52);
    if (byte == '+')
        return 62;
    return byte == '/' ? 63 : BAD;
}

static void
set_base64_error(const char *what, gsize offset, GError **error)
{
    g_set_error(error, DESK_ERROR, DESK_ERROR_BAD_REQUEST,
                "not Base64 (RFC 4648 section 4): %s at character %" G_GSIZE_FORMAT, what, offset);
}

/* How many bytes the last group of four characters has: 3, 2 or 1. */
static gsize
last_group_size(const char *group)
{
    if (group[3] != '=')
        return 3;
    return group[2] != '=' ? 2 : 1;
}

/* Decodes the last group to size bytes. The bits that are left over because of padding must be
 * zero. */
static gboolean
decode_last(const char *group, gsize size, guint8 *out)
{
    guint32 bits = 0;
    for (gsize i = 0; i < 4; i++) {
        guint8 value = i <= size ? value_of(group[i]) : 0;
        if (value == BAD)
            return FALSE;
        bits = bits << 6 | value;
    }
    for (gsize i = 0; i < 3; i++) {
        guint8 byte = (guint8)(bits >> (16 - 8 * i) & 0xFF);
        if (i < size)
            out[i] = byte;
        else if (byte != 0)
            return FALSE;
    }
    return TRUE;
}

GBytes *
desk_base64_decode(const char *text, GError **error)
{
    guint8 table[256];
    for (int i = 0; i < 256; i++)
        table[i] = value_of((char)i);
    gsize length = strlen(text);
    if (length == 0)
        return g_bytes_new(NULL, 0);
    if (length % 4 != 0) {
        set_base64_error("the length is not a multiple of four, end", length, error);
        return NULL;
    }
    gsize last = length - 4;
    gsize last_size = last_group_size(text + last);
    g_autofree guint8 *out = g_malloc(last / 4 * 3 + 3);
    guint8 *to = out;
    for (const char *from = text; from < text + last; from += 4, to += 3) {
        guint8 a = table[(guint8)from[0]], b = table[(guint8)from[1]];
        guint8 c = table[(guint8)from[2]], d = table[(guint8)from[3]];
        if ((a | b | c | d) == BAD) {
            set_base64_error("wrong character in the group", (gsize)(from - text), error);
            return NULL;
        }
        to[0] = (guint8)(a << 2 | b >> 4);
        to[1] = (guint8)(b << 4 | c >> 2);
        to[2] = (guint8)(c << 6 | d);
    }
    if (!decode_last(text + last, last_size, to)) {
        set_base64_error("wrong character or pad bits in the last group", last, error);
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&out), last / 4 * 3 + last_size);
}

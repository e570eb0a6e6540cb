/* charset.c - see charset.h.
 *
 * UTF-8 and windows-1252, which is nearly all mail, are converted here; loading a converter for
 * them would cost more than reading a small mail. Other charsets go through iconv. Never fails:
 * octets that cannot be decoded become U+FFFD. */
#include "parsers/encoding/charset.h"

#include "parsers/encoding/charset_label.h"
#include "parsers/encoding/iso2022_jp.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\357\277\275"
#define MAX_CARRY 16

typedef enum { KIND_UTF8, KIND_WINDOWS_1252, KIND_ISO_2022_JP, KIND_ICONV } CharsetKind;

struct Charset {
    CharsetKind kind;
    char *name;
    gboolean is_unknown_label;
    GIConv iconv;
    gsize unit; /* octets to skip when iconv cannot say how many */
    Iso2022Jp jp;
    char carry[MAX_CARRY]; /* the first octets of an incomplete character */
    gsize carried;
};

/* 0x80 to 0x9F of windows-1252; the five that it leaves open are U+FFFD. */
static const gunichar windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

/* ---- deciding ---- */

typedef struct {
    gboolean has_8bit;
    gboolean has_nul;
    gboolean is_utf8;       /* no octet that UTF-8 forbids (a cut last character is allowed) */
    gboolean has_utf8_char; /* at least one character of more than one octet */
    gboolean has_jp_escape; /* ESC $ or ESC ( as ISO-2022-JP uses them */
} Sample;

/* `is_whole`: a cut character at the end means that the text is not UTF-8, unless other characters
 * show that it is. */
static Sample
sample_bytes(const char *bytes, gsize length, gboolean is_whole)
{
    Sample sample = {.is_utf8 = TRUE};
    const char *end = bytes + length;

    for (const char *p = bytes; p < end;) {
        guchar c = (guchar)*p;
        if (c < 0x80) {
            sample.has_nul |= c == 0;
            if (c == 0x1b && end - p > 2 && p[1] == '$' && (p[2] == 'B' || p[2] == '@'))
                sample.has_jp_escape = TRUE;
            p++;
            continue;
        }
        sample.has_8bit = TRUE;
        gunichar u = g_utf8_get_char_validated(p, end - p);
        if (u == (gunichar)-2) {
            sample.is_utf8 = !is_whole || sample.has_utf8_char;
            break;
        }
        if (u == (gunichar)-1) {
            sample.is_utf8 = FALSE;
            p++;
            continue;
        }
        sample.has_utf8_char = TRUE;
        p += g_utf8_skip[c];
    }
    return sample;
}

static const char *
byte_order_mark(const char *bytes, gsize length)
{
    if (length >= 4 && memcmp(bytes, "\xff\xfe\0\0", 4) == 0)
        return "UTF-32LE";
    if (length >= 4 && memcmp(bytes, "\0\0\xfe\xff", 4) == 0)
        return "UTF-32BE";
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        return "UTF-8";
    if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

/* UTF-16 or UTF-32 without a byte order mark and without an order in its name: RFC 2781 says big
 * endian, but the position of the zeros is a better guide. */
static const char *
guess_order(const char *name, const char *bytes, gsize length, const Sample *sample)
{
    gsize zeros[2] = {0, 0};

    if (!sample->has_nul)
        return sample->is_utf8 ? "UTF-8" : strcmp(name, "UTF-16") == 0 ? "UTF-16BE" : "UTF-32BE";
    for (gsize i = 0; i < MIN(length, 1024U); i++)
        zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
    if (strcmp(name, "UTF-32") == 0)
        return bytes[0] == '\0' ? "UTF-32BE" : "UTF-32LE";
    return zeros[0] >= zeros[1] ? "UTF-16BE" : "UTF-16LE";
}

/* The charset of text that is not UTF-16 or UTF-32. Certain UTF-8 wins over the name. */
static const char *
decide_narrow(const char *name, const Sample *sample, const char *fallback)
{
    if (name == NULL && sample->has_jp_escape && !sample->has_8bit)
        return "ISO-2022-JP";
    if (name == NULL)
        return sample->is_utf8 ? "UTF-8" : fallback;
    if (strcmp(name, "UTF-8") == 0)
        return sample->is_utf8 || sample->has_utf8_char ? name : fallback;
    if (strcmp(name, "WINDOWS-1252") == 0 && sample->is_utf8 && sample->has_utf8_char)
        return "UTF-8";
    return name;
}

/* The name to convert from, for a declared name (or NULL) and what the octets look like. */
static const char *
decide(const char *name, const char *bytes, gsize length, const char *fallback, gboolean is_whole)
{
    Sample sample = sample_bytes(bytes, length, is_whole);
    const char *mark = byte_order_mark(bytes, length);
    gboolean is_wide = name != NULL && (strcmp(name, "UTF-16") == 0 || strcmp(name, "UTF-32") == 0);

    /* these two octets may also be two letters of Latin-1: a mark only with zeros or a name */
    if (mark != NULL && (mark[4] == '8' || sample.has_nul || is_wide))
        return mark;
    if (is_wide)
        return guess_order(name, bytes, length, &sample);
    return decide_narrow(name, &sample, fallback);
}

static gboolean
open_conversion(Charset *charset, const char *name)
{
    if (strcmp(name, "UTF-8") == 0) {
        charset->kind = KIND_UTF8;
    } else if (strcmp(name, "WINDOWS-1252") == 0) {
        charset->kind = KIND_WINDOWS_1252;
    } else {
        gboolean is_jp = strcmp(name, "ISO-2022-JP") == 0;
        charset->kind = is_jp ? KIND_ISO_2022_JP : KIND_ICONV;
        charset->unit = g_str_has_prefix(name, "UTF-16")   ? 2
                        : g_str_has_prefix(name, "UTF-32") ? 4
                                                           : 1;
        charset->iconv = g_iconv_open("UTF-8", is_jp ? "EUC-JP-MS" : name);
        if (charset->iconv == (GIConv)-1)
            return FALSE;
    }
    charset->name = g_ascii_strdown(name, -1);
    return TRUE;
}

Charset *
charset_choose(const char *declared, const char *bytes, gsize length, gboolean is_whole,
               const char *fallback)
{
    Charset *charset = g_new0(Charset, 1);
    g_autofree char *name = charset_label_resolve(declared);
    g_autofree char *last = charset_label_resolve(fallback);
    const char *sure_fallback = last == NULL ? "WINDOWS-1252" : last;

    if (open_conversion(charset, decide(name, bytes, length, sure_fallback, is_whole)))
        return charset;
    charset->is_unknown_label = name != NULL;
    if (!open_conversion(charset, decide(NULL, bytes, length, sure_fallback, is_whole)))
        open_conversion(charset, "WINDOWS-1252");
    return charset;
}

void
charset_free(Charset *charset)
{
    if (charset == NULL)
        return;
    if (charset->kind >= KIND_ISO_2022_JP && charset->iconv != (GIConv)-1)
        g_iconv_close(charset->iconv);
    g_free(charset->name);
    g_free(charset);
}

const char *
charset_name(const Charset *charset)
{
    return charset->name;
}

gboolean
charset_is_unknown_label(const Charset *charset)
{
    return charset->is_unknown_label;
}

/* ---- decoding: each returns how many octets it has taken ---- */

static gsize
decode_utf8(const char *bytes, gsize length, GString *utf8)
{
    const char *end = bytes + length;
    const char *p = bytes;

    while (p < end) {
        const char *run = p;
        g_utf8_validate_len(run, (gsize)(end - run), &p);
        g_string_append_len(utf8, run, p - run);
        if (p == end)
            break;
        if (*p == '\0') {
            g_string_append_c(utf8, '\0');
            p++;
        } else if (g_utf8_get_char_validated(p, end - p) == (gunichar)-2 &&
                   memchr(p, '\0', (gsize)(end - p)) == NULL) {
            break; /* cut at the end; GLib also reports this before a NUL */
        } else {
            g_string_append(utf8, REPLACEMENT);
            p++;
        }
    }
    return (gsize)(p - bytes);
}

static gsize
decode_windows_1252(const char *bytes, gsize length, GString *utf8)
{
    gsize i = 0;

    while (i < length) {
        gsize run = i;
        while (i < length && (guchar)bytes[i] < 0x80)
            i++;
        g_string_append_len(utf8, bytes + run, (gssize)(i - run));
        if (i < length) {
            guchar c = (guchar)bytes[i++];
            g_string_append_unichar(utf8, c < 0xa0 ? windows_1252[c - 0x80] : c);
        }
    }
    return length;
}

static gsize
decode_iconv(Charset *charset, const char *bytes, gsize length, gboolean is_last, GString *utf8)
{
    g_autofree char *in_copy = g_memdup2(bytes, length);
    char *in = in_copy;
    gsize in_left = length;
    char out[4096];

    while (in_left > 0) {
        char *to = out;
        gsize room = sizeof out;
        gsize result = g_iconv(charset->iconv, &in, &in_left, &to, &room);
        int number = errno;
        g_string_append_len(utf8, out, to - out);
        if (result != (gsize)-1 || number == E2BIG)
            continue;
        if (number == EINVAL && !is_last && in_left < MAX_CARRY)
            break;
        gsize skip = MIN(charset->unit, in_left);
        g_string_append(utf8, REPLACEMENT);
        in += skip;
        in_left -= skip;
    }
    if (is_last) {
        char *to = out;
        gsize room = sizeof out;
        g_iconv(charset->iconv, NULL, NULL, &to, &room);
        g_string_append_len(utf8, out, to - out);
    }
    return length - in_left;
}

static gsize
decode_jp(Charset *charset, const char *bytes, gsize length, gboolean is_last, GString *utf8)
{
    g_autoptr(GString) euc = g_string_sized_new(length + 8);
    gsize taken = iso2022_jp_to_euc(&charset->jp, bytes, length, is_last, euc);

    decode_iconv(charset, euc->str, euc->len, TRUE, utf8);
    return taken;
}

static gsize
decode_some(Charset *charset, const char *bytes, gsize length, gboolean is_last, GString *utf8)
{
    switch (charset->kind) {
    case KIND_UTF8:
        return decode_utf8(bytes, length, utf8);
    case KIND_WINDOWS_1252:
        return decode_windows_1252(bytes, length, utf8);
    case KIND_ISO_2022_JP:
        return decode_jp(charset, bytes, length, is_last, utf8);
    case KIND_ICONV:
        return decode_iconv(charset, bytes, length, is_last, utf8);
    }
    g_assert_not_reached();
}

void
charset_decode(Charset *charset, const char *bytes, gsize length, gboolean is_last, GString *utf8)
{
    g_autofree char *joined = NULL;

    if (charset->carried > 0) {
        joined = g_malloc(charset->carried + length + 1);
        memcpy(joined, charset->carry, charset->carried);
        if (length > 0)
            memcpy(joined + charset->carried, bytes, length);
        bytes = joined;
        length += charset->carried;
        charset->carried = 0;
    }
    if (length == 0)
        return;
    gsize taken = decode_some(charset, bytes, length, is_last, utf8);
    gsize left = length - taken;
    if (left > 0 && is_last) {
        g_string_append(utf8, REPLACEMENT);
    } else if (left > 0) {
        g_assert(left <= MAX_CARRY);
        memcpy(charset->carry, bytes + taken, left);
        charset->carried = left;
    }
}

GString *
charset_to_utf8(const char *declared, const char *bytes, gsize length, const char *fallback)
{
    g_autoptr(Charset) charset = charset_choose(declared, bytes, length, TRUE, fallback);
    GString *utf8 = g_string_sized_new(length + length / 8 + 1);

    charset_decode(charset, bytes, length, TRUE, utf8);
    return utf8;
}

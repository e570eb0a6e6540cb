/* iso2022_jp.c - converts ISO-2022-JP to EUC-JP. For EUC-JP, iconv has a converter that knows the
 * vendor characters (circled digits, ligatures of units) that are frequent in Japanese mail. */
#include "parsers/encoding/iso2022_jp.h"

#include <string.h>

enum { SET_ASCII, SET_KANJI, SET_KANA, SET_SUPPLEMENT };

typedef struct {
    const char *sequence; /* after ESC */
    int set;
} Escape;

static const Escape escapes[] = {
    {"(B", SET_ASCII}, {"(J", SET_ASCII}, {"(I", SET_KANA},        {"$B", SET_KANJI},
    {"$@", SET_KANJI}, {"(H", SET_ASCII}, {"$(D", SET_SUPPLEMENT},
};

/* The escape sequence at `bytes`, which begins after ESC, or NULL. */
static const Escape *
find_escape(const char *bytes, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(escapes); i++) {
        gsize n = strlen(escapes[i].sequence);
        if (length >= n && memcmp(bytes, escapes[i].sequence, n) == 0)
            return &escapes[i];
    }
    return NULL;
}

static gboolean
is_graphic(char c)
{
    return c >= 0x21 && c <= 0x7e;
}

/* One character outside escape sequences; returns its octets, 0 if its second is missing. */
static gsize
convert_char(int set, const char *bytes, gsize length, GString *euc)
{
    gboolean is_double = set == SET_KANJI || set == SET_SUPPLEMENT;

    if (set == SET_ASCII || !is_graphic(bytes[0])) {
        g_string_append_c(euc, bytes[0]);
        return 1;
    }
    if (is_double && length < 2)
        return 0;
    if (is_double && !is_graphic(bytes[1])) {
        g_string_append_c(euc, (char)0xff); /* half a character: never valid in EUC-JP */
        return 1;
    }
    if (set == SET_KANA)
        g_string_append_c(euc, (char)0x8e);
    if (set == SET_SUPPLEMENT)
        g_string_append_c(euc, (char)0x8f);
    g_string_append_c(euc, (char)(bytes[0] | 0x80));
    if (is_double)
        g_string_append_c(euc, (char)(bytes[1] | 0x80));
    return is_double ? 2 : 1;
}

/* The escape at `bytes`, which begin with ESC; returns its octets, 0 if more of it may come. */
static gsize
take_escape(Iso2022Jp *jp, const char *bytes, gsize length, gboolean is_last)
{
    const Escape *escape = find_escape(bytes + 1, length - 1);

    if (escape == NULL)
        return length < 4 && !is_last ? 0 : 1;
    jp->set = escape->set;
    return strlen(escape->sequence) + 1;
}

/* A character; returns its octets, 0 if more of it may come. */
static gsize
take_char(Iso2022Jp *jp, const char *bytes, gsize length, gboolean is_last, GString *euc)
{
    if (bytes[0] == '\n')
        jp->set = SET_ASCII; /* RFC 1468: every line ends in ASCII */
    gsize taken = convert_char(jp->set, bytes, length, euc);
    if (taken > 0 || !is_last)
        return taken;
    g_string_append_c(euc, (char)0xff);
    return 1;
}

gsize
iso2022_jp_to_euc(Iso2022Jp *jp, const char *bytes, gsize length, gboolean is_last, GString *euc)
{
    gsize i = 0;

    while (i < length) {
        gsize taken = bytes[i] == 0x1b ? take_escape(jp, bytes + i, length - i, is_last)
                                       : take_char(jp, bytes + i, length - i, is_last, euc);
        if (taken == 0)
            break;
        i += taken;
    }
    return i;
}

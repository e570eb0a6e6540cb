/* charset_label.c - the names that mail gives to charsets, and what they mean.
 *
 * Has the table of aliases. Converts nothing. */
#include "parsers/encoding/charset_label.h"

#include <string.h>

#define MAX_LABEL_BYTES 64

typedef struct {
    const char *label; /* lower case, only letters and digits */
    const char *name;
} Alias;

/* A declared charset is replaced by its superset: Latin-1 by windows-1252, EUC-KR by CP949, GB2312
 * by GB18030 and so on. */
static const Alias aliases[] = {
    {"utf8", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"unicode20utf8", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"utf7", "UTF-7"},
    {"unicode11utf7", "UTF-7"},
    {"unicode", "UTF-16"},
    {"utf16", "UTF-16"},
    {"ucs2", "UTF-16"},
    {"iso10646ucs2", "UTF-16"},
    {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},
    {"utf32", "UTF-32"},
    {"ucs4", "UTF-32"},
    {"utf32le", "UTF-32LE"},
    {"utf32be", "UTF-32BE"},
    {"iso88591", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"l1", "WINDOWS-1252"},
    {"cp819", "WINDOWS-1252"},
    {"ansi", "WINDOWS-1252"},
    {"ansix31101983", "WINDOWS-1252"},
    {"windowslatin1", "WINDOWS-1252"},
    {"iso88599", "WINDOWS-1254"},
    {"latin5", "WINDOWS-1254"},
    {"iso885911", "CP874"},
    {"tis620", "CP874"},
    {"windows874", "CP874"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88598e", "ISO-8859-8"},
    {"iso88596i", "ISO-8859-6"},
    {"iso88596e", "ISO-8859-6"},
    {"latin2", "ISO-8859-2"},
    {"latin9", "ISO-8859-15"},
    {"gb2312", "GB18030"},
    {"gb231280", "GB18030"},
    {"gbk", "GB18030"},
    {"xgbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ms936", "GB18030"},
    {"windows936", "GB18030"},
    {"euccn", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"xbig5", "BIG5-HKSCS"},
    {"cnbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"ksc5601", "CP949"},
    {"ksc56011987", "CP949"},
    {"ksc56011989", "CP949"},
    {"euckr", "CP949"},
    {"windows949", "CP949"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"xsjis", "CP932"},
    {"mskanji", "CP932"},
    {"windows31j", "CP932"},
    {"eucjp", "EUC-JP-MS"},
    {"xeucjp", "EUC-JP-MS"},
    {"iso2022jp", "ISO-2022-JP"},
    {"iso2022jp1", "ISO-2022-JP"},
    {"iso2022jp2", "ISO-2022-JP"},
    {"iso2022jp3", "ISO-2022-JP"},
    {"cp50220", "ISO-2022-JP"},
    {"cp50221", "ISO-2022-JP"},
    {"csiso2022jp", "ISO-2022-JP"},
    {"macintosh", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"xmaccyrillic", "MAC-CYRILLIC"},
    {"xmacce", "MAC-CENTRALEUROPE"},
    {"koi8", "KOI8-R"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
};

/* Labels that say nothing about the octets. */
static const char *const empty_labels[] = {
    "",          "ascii",    "usascii",  "ansix341968",  "ansix341986", "iso646us",
    "cp367",     "7bit",     "8bit",     "binary",       "unknown",     "unknown8bit",
    "xunknown",  "default",  "none",     "xuserdefined", "userdefined", "xunknown8bit",
    "undefined", "xdefault", "raw8bit",  "ascii8bit",    "null",        "charset",
    "en",        "english",  "encoding", "iso",          "xxx",         "us",
};

/* Letters and digits of the label in lower case; ends at the first character that no label has. */
static char *
squeeze_label(const char *label)
{
    char squeezed[MAX_LABEL_BYTES + 1];
    gsize length = 0;

    while (*label != '\0' && strchr(" \t\"'=", *label) != NULL)
        label++;
    if (g_ascii_strncasecmp(label, "charset=", 8) == 0)
        return squeeze_label(label + 8);
    for (; *label != '\0' && strchr(" \t\r\n\"';,=*", *label) == NULL; label++) {
        if (g_ascii_isalnum(*label) && length < MAX_LABEL_BYTES)
            squeezed[length++] = g_ascii_tolower(*label);
    }
    return g_strndup(squeezed, length);
}

/* "cp1252", "win1252", "windows1252", "ibm850", "iso885915" and other families with a number. */
static char *
resolve_family(const char *label)
{
    static const Alias families[] = {
        {"xwindows", "WINDOWS-125"}, {"windows", "WINDOWS-125"}, {"win", "WINDOWS-125"},
        {"xcp", "WINDOWS-125"},      {"cp", "WINDOWS-125"},      {"ms", "WINDOWS-125"},
        {"iso8859", "ISO-8859-"},    {"xiso8859", "ISO-8859-"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
        const char *number = label + strlen(families[i].label);
        if (!g_str_has_prefix(label, families[i].label) || !g_ascii_isdigit(*number))
            continue;
        if (families[i].name[0] == 'I')
            return g_strdup_printf("ISO-8859-%d", (int)(strtol(number, NULL, 10) % 100));
        if (g_str_has_prefix(number, "125") && g_ascii_isdigit(number[3]))
            return g_strdup_printf("WINDOWS-125%c", number[3]);
        return g_strdup_printf("CP%.5s", number);
    }
    return NULL;
}

/* The label in upper case, safe for iconv_open(). */
static char *
clean_label(const char *label)
{
    GString *clean = g_string_new(NULL);

    while (*label != '\0' && strchr(" \t\"'", *label) != NULL)
        label++;
    for (; g_ascii_isalnum(*label) || (*label != '\0' && strchr("-_.:+()", *label)); label++) {
        if (clean->len < MAX_LABEL_BYTES)
            g_string_append_c(clean, g_ascii_toupper(*label));
    }
    return g_string_free(clean, FALSE);
}

char *
charset_label_resolve(const char *label)
{
    if (label == NULL)
        return NULL;
    g_autofree char *squeezed = squeeze_label(label);
    for (gsize i = 0; i < G_N_ELEMENTS(empty_labels); i++) {
        if (strcmp(squeezed, empty_labels[i]) == 0)
            return NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++) {
        if (strcmp(squeezed, aliases[i].label) == 0)
            return g_strdup(aliases[i].name);
    }
    char *family = resolve_family(squeezed);
    return family != NULL ? family : clean_label(label);
}

/* charset_tables.c - finds and loads the conversion modules of glibc's iconv. */
#include "gateway/sandbox/charset_tables.h"

#include <iconv.h>

#include "parsers/c_library.h"

/* Charsets that are not built into iconv, the usual ones first. GMime reads Japanese mail as
 * EUC-JP-MS and Thai mail as IBM874, whatever their labels. */
static const char *const mail_charsets[] = {
    "WINDOWS-1252", "ISO-8859-15",  "ISO-2022-JP",  "KOI8-R",       "WINDOWS-1251", "GBK",
    "GB18030",      "GB2312",       "BIG5",         "BIG5-HKSCS",   "EUC-KR",       "CP949",
    "EUC-JP",       "EUC-JP-MS",    "IBM874",       "SHIFT_JIS",    "CP932",        "ISO-2022-KR",
    "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",
    "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-14",  "ISO-8859-16",
    "WINDOWS-1250", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257",
    "WINDOWS-1258", "KOI8-U",       "TIS-620",      "UTF-7",        "UTF-16",       "UTF-32",
    "CP437",        "CP850",        "CP866",        "MACINTOSH",
};

char *
charset_tables_find(void)
{
    return c_library_find_beside("gconv");
}

void
charset_tables_load(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mail_charsets); i++) {
        iconv_t kept =
            iconv_open("UTF-8", mail_charsets[i]); /* not closed: a closed one is unloaded */
        (void)kept;
    }
}

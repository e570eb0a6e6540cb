/* charset_tables.c - finds and loads the conversion modules of glibc's iconv. */
#include "gateway/sandbox/charset_tables.h"

#include <dlfcn.h>
#include <iconv.h>

/* What iconv does not have built in, the usual ones first. GMime reads Japanese mail as EUC-JP-MS
 * and Thai mail as IBM874, whatever it calls itself. */
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

static char *
folder_if_there(const char *prefix, const char *library_folder)
{
    g_autofree char *folder = g_strconcat(prefix, library_folder, "/gconv", NULL);

    return g_file_test(folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&folder) : NULL;
}

/* The modules lie beside the C library; where /lib is a folder of its own, below /usr. */
char *
charset_tables_find(void)
{
    Dl_info info;
    void *function = dlsym(RTLD_DEFAULT, "iconv_open");
    g_autofree char *library_folder = NULL;
    char *folder = NULL;

    if (function == NULL || dladdr(function, &info) == 0 || info.dli_fname == NULL ||
        !g_path_is_absolute(info.dli_fname))
        return NULL;
    library_folder = g_path_get_dirname(info.dli_fname);
    folder = folder_if_there("", library_folder);
    return folder != NULL ? folder : folder_if_there("/usr", library_folder);
}

void
charset_tables_load(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mail_charsets); i++)
        (void)iconv_open("UTF-8", mail_charsets[i]); /* never closed: a closed one is unloaded */
}

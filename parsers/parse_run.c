/* parse_run.c - the state of reading one message: options with defaults, notes. */
#include "parsers/parse_run.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_NOTES 100
#define MAX_NOTE_BYTES 400

ParseOptions
parse_run_options(const ParseOptions *options)
{
    ParseOptions filled = *options;

#define DEFAULT(field, value) filled.field = filled.field != 0 ? filled.field : (value)
    DEFAULT(max_header_bytes, (guint64)1024 * 1024);
    DEFAULT(max_headers, 2000);
    DEFAULT(max_parts, 1000);
    DEFAULT(max_depth, 64);
    DEFAULT(max_text_bytes, (guint64)256 * 1024);
    DEFAULT(max_attachments, 500);
    DEFAULT(max_name_bytes, 200);
    DEFAULT(max_recipients, 1000);
    DEFAULT(max_references, 100);
#undef DEFAULT
    if (filled.default_charset == NULL)
        filled.default_charset = "windows-1252";
    return filled;
}

void
parse_run_note(ParseRun *run, const char *format, ...)
{
    GPtrArray *notes = run->letter->notes;
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *line = text_clean_line(text, MAX_NOTE_BYTES);
    if (notes->len >= MAX_NOTES || g_ptr_array_find_with_equal_func(notes, line, g_str_equal, NULL))
        return;
    g_ptr_array_add(notes, g_steal_pointer(&line));
}

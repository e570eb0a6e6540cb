/* fuzz_shown.c - untrusted text in the log, on a terminal and as a file name. */
#include <string.h>

#include "gateway/commands/terminal.h"
#include "gateway/log.h"
#include "parsers/attachment/attachment_name.h"
#include "tests/fuzz/fuzz.h"

#define MAX_NAME_BYTES 60

/* There must be nothing that moves the cursor, ends the line, or reorders or hides text. */
static void
check_line(const char *line)
{
    fuzz_check_text(line);
    for (const char *p = line; *p != '\0'; p = g_utf8_find_next_char(p, NULL)) {
        GUnicodeType type = g_unichar_type(g_utf8_get_char(p));
        g_assert(type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT &&
                 type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR);
    }
}

static void
check_name(const char *given)
{
    g_autoptr(AttachmentNames) names = attachment_names_new();
    g_autofree char *name = attachment_names_add(names, given, "image/png", MAX_NAME_BYTES);
    g_autofree char *second = attachment_names_add(names, given, "image/png", MAX_NAME_BYTES);

    check_line(name);
    g_assert(*name != '\0' && strpbrk(name, "/\\") == NULL && *name != '.');
    g_assert(strlen(name) <= MAX_NAME_BYTES && strlen(second) <= MAX_NAME_BYTES);
    g_assert(strcmp(name, second) != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *logged = log_clean(text, 200);
    g_autofree char *line = terminal_clean(text);
    g_autofree char *fitted = terminal_fit(text, 40);

    check_line(logged);
    check_line(line);
    check_line(fitted);
    g_assert(g_utf8_strlen(logged, -1) <= 203);
    g_assert_cmpuint(terminal_width(fitted), ==, 40);
    check_name(text);
    return 0;
}

/* fuzz_subject.c - ticket references and prefixes in a subject. The text before the first line feed
 * is the pattern for ticket numbers; if it is empty, that of the Incident API is used. */
#include <string.h>

#include "parsers/header/subject.h"
#include "parsers/text/text_clean.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line_end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t pattern_size = line_end != NULL ? (size_t)(line_end - data) : 0;
    size_t begin = line_end != NULL ? pattern_size + 1 : 0;
    g_autofree char *pattern = fuzz_text(data, pattern_size);
    g_autofree char *text = g_strndup((const char *)data + begin, size - begin);
    g_autofree char *subject = text_clean_line(text, 4096);
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(GError) error = NULL;

    /* The pattern comes from the administrator and is trusted, so only short ones are tried. */
    if (strlen(pattern) > 40)
        return 0;
    gboolean is_read =
        subject_read(subject, *pattern != '\0' ? pattern : "INC[0-9]{4,20}", letter, &error);
    g_assert(is_read == (error == NULL));
    fuzz_check_text(letter->thread_topic);
    for (guint i = 0; i < letter->ticket_numbers->len; i++)
        fuzz_check_text(g_ptr_array_index(letter->ticket_numbers, i));
    return 0;
}

/* fuzz_letter_read.c - the parent reads what a child under an attacker's control may write. */
#include <string.h>

#include "parsers/letter_json.h"
#include "tests/fuzz/fuzz.h"

#define MESSAGE_LENGTH 2000
#define ATTACHMENTS_LENGTH 1000

static void
check_attachments(const Letter *letter)
{
    for (guint i = 0; i < letter->attachments->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, i);

        fuzz_check_text(attachment->name);
        guint64 file = attachment->stored_length > 0 ? MESSAGE_LENGTH : ATTACHMENTS_LENGTH;
        guint64 stored = MAX(attachment->stored_length, attachment->length);

        g_assert(attachment->offset <= file);
        g_assert(stored <= file - attachment->offset);
    }
}

static void
check_segments(const Letter *letter)
{
    const char *text = letter->text;

    g_assert(letter->segments->len <= LETTER_MAX_SEGMENTS);
    for (guint i = 0; i < letter->segments->len; i++) {
        const LetterSegment *segment = g_ptr_array_index(letter->segments, i);

        fuzz_check_text(segment->sign);
        g_assert(segment->length <= strlen(text));
        g_assert(g_utf8_validate(text, (gssize)segment->length, NULL));
        text += segment->length;
    }
    g_assert(*text == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) json = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = letter_read(json, MESSAGE_LENGTH, ATTACHMENTS_LENGTH, &error);

    g_assert((letter != NULL) == (error == NULL));
    if (letter == NULL)
        return 0;
    fuzz_check_text(letter->subject);
    fuzz_check_text(letter->text);
    fuzz_check_text(letter->reply_text);
    check_segments(letter);
    check_attachments(letter);
    g_autoptr(GBytes) written = letter_write(letter, TRUE);
    g_autoptr(Letter) again = letter_read(written, MESSAGE_LENGTH, ATTACHMENTS_LENGTH, &error);
    g_assert_no_error(error);
    g_assert(again != NULL);
    return 0;
}

/* fuzz_reply_text.c - the segments of a text must add up to the text. The first octet describes the
 * mail: bit 0 a forward, bit 1 an HTML part that marks the second half as quotation, bit 2 no
 * marker, bit 3 text from HTML, bit 4 a quotation to the end, bit 5 one that is a hint. */
#include <string.h>

#include "parsers/quotation/reply_text.h"
#include "parsers/quotation/segments.h"
#include "tests/fuzz/fuzz.h"

/* Together the segments must be the text, and each must end between characters. */
static void
check_segments(const Letter *letter)
{
    const char *text = letter->text;

    for (guint i = 0; i < letter->segments->len; i++) {
        const LetterSegment *segment = g_ptr_array_index(letter->segments, i);
        g_assert(segment->length > 0 && segment->length <= strlen(text));
        g_assert(g_utf8_validate(text, (gssize)segment->length, NULL));
        g_assert((segment->sign == NULL) == (segment->kind == LETTER_SEGMENT_NEW));
        text += segment->length;
    }
    g_assert(*text == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(GArray) quotes = g_array_new(FALSE, FALSE, sizeof(QuotedRange));
    QuotedRange quote = {.begin = size / 2,
                         .end = size / 2 + size / 4,
                         .is_rest = (data[0] & 16) != 0,
                         .is_hint = (data[0] & 32) != 0};
    if ((data[0] & 2) != 0)
        g_array_append_val(quotes, quote);
    g_autoptr(Letter) letter = letter_new();
    g_free(letter->text);
    letter->text = fuzz_text(data + 1, size - 1);
    const SegmentsInput input = {.text = letter->text,
                                 .quotes = quotes,
                                 .marker = (data[0] & 4) != 0 ? "" : NULL,
                                 .is_html = (data[0] & 8) != 0,
                                 .is_forward = (data[0] & 1) != 0};

    segments_mark(&input, letter);
    check_segments(letter);
    g_autofree char *reply = reply_text_new(letter);
    fuzz_check_text(reply);
    return 0;
}

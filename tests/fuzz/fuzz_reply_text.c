/* fuzz_reply_text.c - quotation and signature off an answer. The first octet says what else the
 * mail holds: bit 0 a forward, bit 1 an HTML part without its quotation, bit 2 no marker. */
#include "parsers/reply/reply_text.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autofree char *text = fuzz_text(data + 1, size - 1);
    g_autofree char *unquoted = fuzz_text(data + 1, (size - 1) / 2);
    ReplyTextInput input = {.text = text,
                            .text_without_quote = (data[0] & 2) != 0 ? unquoted : NULL,
                            .marker = (data[0] & 4) != 0 ? "" : NULL,
                            .is_forward = (data[0] & 1) != 0};
    g_auto(ReplyTextResult) result = {0};

    reply_text_cut(&input, &result);
    g_assert(result.reply_text != NULL);
    fuzz_check_text(result.reply_text);
    fuzz_check_text(result.quoted_text);
    return 0;
}

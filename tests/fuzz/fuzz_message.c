/* fuzz_message.c - a whole mail: any input must give a Letter that the parent accepts. */
#include <sys/stat.h>

#include "gateway/attachment_content.h"
#include "parsers/letter_json.h"
#include "parsers/parse.h"
#include "tests/fuzz/fuzz.h"

/* The content must be valid Base64 of the given length at the given place, whether it was copied or
 * not. */
static void
check_content(const Letter *letter, const LetterFiles *files)
{
    for (guint i = 0; i < letter->attachments->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, i);
        AttachmentReader reader = {.content = attachment_content_of(attachment, files)};
        guint64 length = 0;
        char piece[1000];
        gssize n = 0;

        while ((n = attachment_reader_read(&reader, piece, sizeof piece)) > 0)
            length += (guint64)n;
        g_assert(n == 0 && length == attachment->length);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static gboolean is_ready = FALSE;
    /* Limits that are small enough for a short input to reach. */
    const ParseOptions options = {.max_header_bytes = 4096,
                                  .max_headers = 40,
                                  .max_parts = 20,
                                  .max_depth = 6,
                                  .max_text_bytes = 2048,
                                  .max_attachments = 8,
                                  .max_name_bytes = 40,
                                  .max_recipients = 10,
                                  .max_references = 5,
                                  .own_address = "support@example.org",
                                  .drop_images_below_bytes = 64,
                                  .drop_signature_parts = size % 2 == 0,
                                  .leave_base64 = size % 4 < 2};
    g_autoptr(GError) error = NULL;
    struct stat info;

    if (!is_ready)
        parse_init();
    is_ready = TRUE;
    int message_fd = fuzz_file("message", data, size);
    int attachments_fd = fuzz_file("attachments", NULL, 0);
    g_autoptr(Letter) letter = parse_message(message_fd, attachments_fd, &options, &error);
    g_assert_no_error(error);
    g_assert(letter != NULL);
    g_assert(letter->attachments->len <= options.max_attachments + 3);
    g_assert(fstat(attachments_fd, &info) == 0);
    g_autoptr(GBytes) json = letter_write(letter, FALSE);
    g_autoptr(Letter) again = letter_read(json, size, (guint64)info.st_size, &error);
    g_assert_no_error(error);
    g_assert(again != NULL);
    check_content(again, &(LetterFiles){message_fd, attachments_fd});
    g_assert_cmpstr(again->subject, ==, letter->subject);
    g_assert_cmpstr(again->text, ==, letter->text);
    g_assert_cmpstr(again->reply_text, ==, letter->reply_text);
    g_assert_cmpuint(again->segments->len, ==, letter->segments->len);
    g_assert_cmpuint(again->attachments->len, ==, letter->attachments->len);
    return 0;
}

/* fuzz_raw_letter.c - the plain Letter that the parent makes of a mail that no child could read. */
#include <sys/stat.h>

#include "gateway/intake/raw_letter.h"
#include "parsers/letter_json.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int message_fd = fuzz_file("message", data, size);
    int attachments_fd = fuzz_file("attachments", NULL, 0);
    g_autoptr(GError) error = NULL;
    struct stat info;
    g_autoptr(Letter) letter = raw_letter_read(message_fd, size, NULL, attachments_fd, &error);

    g_assert_no_error(error);
    g_assert(letter != NULL && letter->attachments->len == 1);
    g_assert(fstat(attachments_fd, &info) == 0);
    /* The parent's own Letter must follow the rules for a child's. */
    g_autoptr(GBytes) json = letter_write(letter, FALSE);
    g_autoptr(Letter) again = letter_read(json, 0, (guint64)info.st_size, &error);
    g_assert_no_error(error);
    g_assert(again != NULL);
    return 0;
}

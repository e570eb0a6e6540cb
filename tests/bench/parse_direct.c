/* parse_direct.c - only the parser, without sandbox or child, for callgrind.
 *
 *     parse_direct < MAIL     standard input must be a file
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/letter_json.h"
#include "parsers/parse.h"

int
main(void)
{
    const ParseOptions options = {
        .envelope_sender = "user@customer.example", .max_parts = 2000, .max_attachments = 2000};
    g_autoptr(GError) error = NULL;
    int attachments_fd = memfd_create("attachments", MFD_CLOEXEC);

    parse_init();
    g_autoptr(Letter) letter = parse_message(STDIN_FILENO, attachments_fd, &options, &error);
    if (letter == NULL) {
        fprintf(stderr, "parse_direct: %s\n", error->message);
        return 1;
    }
    g_autoptr(GBytes) json = letter_write(letter, FALSE);
    return g_bytes_get_size(json) > 0 ? 0 : 1;
}

/* fuzz_confirmation.c - no mail can add a header field to the confirmation that we send. Lines of
 * the input: original subject, Message-ID, language, recipient, note (the rest). */
#include <string.h>

#include "gateway/confirmation/confirmation.h"
#include "parsers/parse.h"
#include "tests/fuzz/fuzz.h"

static gboolean
is_expected_field(const char *line)
{
    static const char *const names[] = {"From:",
                                        "To:",
                                        "Subject:",
                                        "Date:",
                                        "Message-Id:",
                                        "Message-ID:",
                                        "In-Reply-To:",
                                        "References:",
                                        "Reply-To:",
                                        "Auto-Submitted:",
                                        "MIME-Version:",
                                        "X-Auto-Response-Suppress:",
                                        "Content-Type:",
                                        "Content-Language:",
                                        "Content-Transfer-Encoding:"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
check_message(GBytes *message)
{
    gsize length = 0;
    const char *octets = g_bytes_get_data(message, &length);
    g_autofree char *text = g_strndup(octets, length);
    char *end = strstr(text, "\r\n\r\n");
    guint n_to = 0;

    g_assert(strlen(text) == length && end != NULL);
    *end = '\0';
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        gboolean is_fold = lines[i][0] == ' ' || lines[i][0] == '\t';
        g_assert(strpbrk(lines[i], "\r\n") == NULL);
        g_assert(is_fold || is_expected_field(lines[i]));
        n_to += g_ascii_strncasecmp(lines[i], "To:", 3) == 0 ? 1 : 0;
    }
    g_assert_cmpuint(n_to, ==, 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static gboolean is_ready = FALSE;
    static char from[] = "Support <support@example.org>", language[] = "en", none[] = "/nowhere";
    const Config config = {.mail_from = from, .language = language, .template_dir = none};
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 5);
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    if (!is_ready)
        parse_init();
    is_ready = TRUE;
    if (g_strv_length(lines) < 5)
        return 0;
    g_ptr_array_add(references, lines[1]);
    const char *const languages[] = {lines[2], NULL};
    const ConfirmationRequest request = {.kind = CONFIRMATION_KIND_CREATED,
                                         .recipient = lines[3],
                                         .ticket_number = "INC0000001",
                                         .original_subject = lines[0],
                                         .message_id = lines[1],
                                         .references = references,
                                         .languages = languages,
                                         .own_message_id = "tg.1@example.org",
                                         .date_s = 1700000000,
                                         .old_ticket_number = lines[4],
                                         .files = lines[4]};
    g_autoptr(Confirmation) reply = confirmation_compose(&config, &request, &error);
    g_assert((reply != NULL) == (error == NULL));
    if (reply != NULL)
        check_message(reply->message);
    return 0;
}

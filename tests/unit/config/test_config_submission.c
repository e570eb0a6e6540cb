/* The mail server for our mails and its login: settings that contradict each other are mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "config/config_submission.h"

#define TEXT(text) ((char[]){text})
#define FAR TEXT("smtp://mail.example.org:25")
#define TLS TEXT("smtp+starttls://mail.example.org:587")
#define PASSWORD .submission_password_file = TEXT("p")
#define OAUTH .oauth_token_url = TEXT("https://a.example"), .oauth_client_id = TEXT("c")

static void
each_mistake_is_named_with_its_key(void **state)
{
    const struct {
        Config config;
        const char *beginning; /* NULL: no mistake */
    } rows[] = {
        {{0}, NULL},
        {{.submission = FAR}, NULL},
        {{.submission = TLS}, NULL},
        {{.submission = TLS, .submission_user = TEXT("u"), PASSWORD}, NULL},
        {{.submission = TEXT("smtps://mail.example.org"), .submission_user = TEXT("u"), PASSWORD},
         NULL},
        {{.submission = TEXT("smtp://127.0.0.1:25"), .submission_user = TEXT("u"), PASSWORD}, NULL},
        {{.submission = TEXT("smtp://[::1]:25"), .submission_user = TEXT("u"), PASSWORD}, NULL},
        {{.submission = FAR, .submission_user = TEXT("u"), PASSWORD},
         "[mail] submission: with submission_user, smtp:// would send the password"},
        {{.submission = TLS, .submission_user = TEXT("u")},
         "[mail] submission_password_file: missing"},
        {{.submission = TLS, PASSWORD}, "[mail] submission_user: missing"},
        {{.submission = TLS,
          .submission_user = TEXT("u"),
          OAUTH,
          .oauth_client_secret_file = TEXT("s")},
         NULL},
        {{OAUTH, .oauth_refresh_token_file = TEXT("r")}, NULL},
        {{OAUTH}, "[oauth] client_secret_file: missing"},
        {{.oauth_token_url = TEXT("https://a.example"), .oauth_refresh_token_file = TEXT("r")},
         "[oauth] client_id: missing"},
        {{.oauth_client_id = TEXT("c")}, "[oauth] token_url: missing"},
        {{.oauth_scope = TEXT("mail")}, "[oauth] token_url: missing"},
        {{.envelope_sender = TEXT("support@example.org")}, NULL},
        {{.envelope_sender = TEXT("Support <support@example.org>")}, "[mail] envelope_sender: "},
        {{.envelope_sender = TEXT("<>")}, "[mail] envelope_sender: "},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        config_submission_check(&rows[i].config, mistakes);
        const char *line = mistakes->len > 0 ? g_ptr_array_index(mistakes, 0) : "nothing";
        if (mistakes->len != (rows[i].beginning != NULL) ||
            (mistakes->len > 0 && !g_str_has_prefix(line, rows[i].beginning)))
            fail_msg("row %u: %u mistakes, first: %s", i, mistakes->len, line);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_named_with_its_key),
    };
    return cmocka_run_group_tests_name("config_submission", tests, NULL, NULL);
}

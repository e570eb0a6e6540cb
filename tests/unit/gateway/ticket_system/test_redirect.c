/* test_redirect.c - a token is never sent to another host, nor without https. */
#include "gateway/ticket_system/redirect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    const char *from, *to;
    gboolean is_allowed;
} cases[] = {
    {"https://api.example/a/b", "https://api.example/c", TRUE},
    {"https://api.example/a", "https://API.example/c?x=1", TRUE},
    {"https://api.example/a", "HTTPS://api.example/c", TRUE},
    {"https://api.example/a", "https://api.example:8443/c", TRUE},
    {"https://api.example/a", "http://api.example/c", FALSE},
    {"https://api.example/a", "https://api.example.evil.example/c", FALSE},
    {"https://api.example/a", "https://evil.example/c", FALSE},
    {"https://api.example/a", "https://api.example@evil.example/c", FALSE},
    {"https://api.example/a", "https://user@api.example/c", FALSE},
    {"https://api.example/a", "ftp://api.example/c", FALSE},
    {"https://api.example/a", "file:///etc/passwd", FALSE},
    {"https://api.example/a", "//api.example/c", FALSE},
    {"https://api.example/a", "", FALSE},
    {"http://api.example/a", "http://api.example/c", FALSE},
    {"http://api.example/a", "https://api.example/c", TRUE},
    {"http://127.0.0.1:80/a", "http://127.0.0.1:80/c", TRUE},
    {"http://127.0.0.1:80/a", "http://127.0.0.2:80/c", FALSE},
    {"http://localhost/a", "http://localhost/c", TRUE},
    {"http://[::1]:99/a", "http://[::1]:99/c", TRUE},
    {"https://127.0.0.1/a", "http://127.0.0.1/c", FALSE},
    {"http://192.0.2.1/a", "http://192.0.2.1/c", FALSE},
    {"http://127.example/a", "http://127.example/c", FALSE},
};

static void
a_redirect_to_another_host_or_to_plain_http_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (redirect_is_allowed(cases[i].from, cases[i].to) != cases[i].is_allowed)
            fail_msg("%s -> %s", cases[i].from, cases[i].to);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_redirect_to_another_host_or_to_plain_http_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

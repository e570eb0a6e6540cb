#include "desk_testing.h"

#include "desk_door.h"

/* The status of the refusal; 0 if the visitor is let in. */
static guint
status_of(DeskAnswer *refusal)
{
    g_autoptr(DeskAnswer) owned = refusal;
    return owned != NULL ? owned->status : 0;
}

static void
knows_its_names_and_numeric_addresses(void **state)
{
    (void)state;
    char name[] = "Desk.Example";
    char *hosts[] = {name, NULL};
    const DeskDoor plain = {0};
    const DeskDoor named = {.hosts = hosts};
    static const char *const good[] = {
        "localhost",  "LOCALHOST:8080", "127.0.0.1:8080", "127.0.0.1",
        "[::1]:8080", "[::1]",          "192.0.2.7:8080", NULL};
    static const char *const bad[] = {
        "evil.example:8080", "localhost.evil.example", "",  "127.0.0.1.evil.example",
        "evil.example]",     "[evil.example]:80",      NULL};
    for (gsize i = 0; good[i] != NULL; i++)
        assert_true(desk_door_knows_host(&plain, good[i]));
    for (gsize i = 0; bad[i] != NULL; i++) {
        if (desk_door_knows_host(&named, bad[i]))
            fail_msg("'%s' is let in", bad[i]);
    }
    assert_true(desk_door_knows_host(&named, "desk.example:443"));
    assert_false(desk_door_knows_host(&plain, "desk.example:443"));
}

static void
lets_in_this_machine_or_who_knows_the_password(void **state)
{
    (void)state;
    char password[] = "open sesame";
    const DeskDoor plain = {0};
    const DeskDoor locked = {.password = password};
    DeskVisitor visitor = {.host = "localhost", .is_loopback = TRUE};
    assert_int_equal(status_of(desk_door_refuse(&plain, &visitor)), 0);
    assert_int_equal(status_of(desk_door_refuse(&locked, &visitor)), 401);
    visitor.is_loopback = FALSE;
    assert_int_equal(status_of(desk_door_refuse(&plain, &visitor)), 403);

    static const struct {
        const char *pair;
        guint status;
    } cases[] = {
        {"desk:open sesame", 0}, {":open sesame", 0},        {"desk:open", 401},
        {"open sesame", 401},    {"desk:open sesame ", 401}, {"", 401},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *code =
            g_base64_encode((const guchar *)cases[i].pair, strlen(cases[i].pair));
        g_autofree char *authorization = g_strconcat("basic ", code, NULL);
        visitor.authorization = authorization;
        assert_int_equal(status_of(desk_door_refuse(&locked, &visitor)), cases[i].status);
    }
    visitor.authorization = "Bearer open sesame";
    g_autoptr(DeskAnswer) refusal = desk_door_refuse(&locked, &visitor);
    assert_true(g_str_has_prefix(refusal->challenge, "Basic realm="));
    visitor.host = "evil.example";
    assert_int_equal(status_of(desk_door_refuse(&locked, &visitor)), 421);
}

static void
takes_forms_from_its_own_pages_only(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        const char *origin;
        const char *fetch_site;
        gboolean is_tls;
        guint status;
    } cases[] = {
        {"127.0.0.1:8080", "http://127.0.0.1:8080", "same-origin", FALSE, 0},
        {"127.0.0.1:8080", NULL, NULL, FALSE, 0}, /* no current browser does this */
        {"127.0.0.1", "https://127.0.0.1", NULL, TRUE, 0},
        {"127.0.0.1", "http://127.0.0.1", NULL, TRUE, 403},
        {"127.0.0.1:8080", "http://127.0.0.1:8081", NULL, FALSE, 403},
        {"127.0.0.1:8080", "http://evil.example", NULL, FALSE, 403},
        {"127.0.0.1:8080", "null", NULL, FALSE, 403},
        {"127.0.0.1:8080", NULL, "cross-site", FALSE, 403},
        {"127.0.0.1:8080", NULL, "same-site", FALSE, 403},
        {"evil.example", "http://evil.example", "same-origin", FALSE, 421},
    };
    const DeskDoor door = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskVisitor visitor = {.host = cases[i].host,
                               .origin = cases[i].origin,
                               .fetch_site = cases[i].fetch_site,
                               .is_tls = cases[i].is_tls,
                               .is_loopback = TRUE};
        guint status = status_of(desk_door_refuse_form(&door, &visitor));
        if (status != cases[i].status)
            fail_msg("case %d: %u", (int)i, status);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_its_names_and_numeric_addresses),
        cmocka_unit_test(lets_in_this_machine_or_who_knows_the_password),
        cmocka_unit_test(takes_forms_from_its_own_pages_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

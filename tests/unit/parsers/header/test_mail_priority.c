/* What a mail says of its own urgency, in each of the fields for it. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/mail_priority.h"

static void
each_field_has_its_words(void **state)
{
    static const struct {
        const char *header;
        const char *priority; /* NULL: it says nothing */
    } rows[] = {
        {"X-Priority: 1\n", "highest"},
        {"X-Priority: 1 (Highest)\n", "highest"},
        {"x-priority:  2 (High)\n", "high"},
        {"X-Priority: 3\n", "normal"},
        {"X-Priority: 4\n", "low"},
        {"X-Priority: 5 (Lowest)\n", "lowest"},
        {"X-Priority: 0\n", NULL},
        {"X-Priority: 10\n", NULL},
        {"X-Priority: high\n", NULL},
        {"X-Priority:\n", NULL},
        {"Importance: High\n", "high"},
        {"Importance: low\n", "low"},
        {"Importance: normal\n", "normal"},
        {"Importance: urgent\n", NULL},
        {"Importance: high@x\n", NULL},
        {"Priority: urgent\n", "high"},
        {"Priority: non-urgent\n", "low"},
        {"Priority: Normal\n", "normal"},
        {"Priority: 1\n", NULL},
        {"X-MSMail-Priority: High\n", "high"},
        {"X-Priority: 3\nImportance: high\n", "normal"},
        {"X-Priority: ?\nImportance: high\n", "high"},
        {"Importance: low\nPriority: urgent\n", "low"},
        {"Subject: X-Priority: 1\n", NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *mail = g_strconcat(rows[i].header, "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autoptr(FixtureRun) fixture = fixture_run_new();
        mail_priority_read(&fixture->run, message);
        if (g_strcmp0(fixture->run.letter->priority, rows[i].priority) != 0)
            fail_msg("%s: %s", rows[i].header, fixture->run.letter->priority);
    }
    assert_null(mail_priority_of("X-Spam", "1"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_has_its_words),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

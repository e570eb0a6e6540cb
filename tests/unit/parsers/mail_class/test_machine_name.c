/* test_machine_name.c - names of machines, and similar names of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/mail_class/machine_name.h"

typedef gboolean (*Test)(const char *local_part);

static void
assert_all(Test test, const char *const *names, gboolean is_one)
{
    for (; *names != NULL; names++)
        if (test(*names) != is_one)
            fail_msg("%s", *names);
}

static void
a_mail_system_is_known_by_its_whole_name(void **state)
{
    static const char *const names[] = {"mailer-daemon", "MAILER-DAEMON", "mailer-daemon+1",
                                        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e", NULL};
    static const char *const people[] = {
        "mailer-daemons",  "daemon.lee", "microsoftexchange", "postmaster", "",
        "x-mailer-daemon", NULL};
    (void)state;
    assert_all(machine_name_is_daemon, names, TRUE);
    assert_all(machine_name_is_daemon, people, FALSE);
}

static void
a_postmaster_is_known_by_the_whole_name(void **state)
{
    static const char *const names[] = {"postmaster", "Postmaster", "dsn", "bounces", NULL};
    static const char *const people[] = {"postmastery", "dsnyder", "bounce-team", "smtpadmin",
                                         "sysadmin",    "",        NULL};
    (void)state;
    assert_all(machine_name_is_postmaster, names, TRUE);
    assert_all(machine_name_is_postmaster, people, FALSE);
}

static void
nobody_reads_no_reply_as_words_of_a_name(void **state)
{
    static const char *const names[] = {
        "noreply",         "No-Reply",     "no_reply",     "no.reply",
        "jira-noreply",    "do-not-reply", "noreply+a.b",  "notify.no-reply",
        "ne-pas-repondre", "dont-reply-2", "autoreply",    "team-auto-reply",
        "geen-antwoord",   "noresponder",  "list-bounces", NULL};
    static const char *const people[] = {"noreplying",  "no",         "reply",
                                         "norep-ly",    "anno-reply", "autoreplay",
                                         "bounce-team", "",           NULL};
    (void)state;
    assert_all(machine_name_is_unread, names, TRUE);
    assert_all(machine_name_is_unread, people, FALSE);
    assert_all(machine_name_is_sender, names, TRUE);
}

static void
programs_and_senders_are_known_by_their_whole_names(void **state)
{
    static const char *const programs[] = {"nagios", "cron", "alerts", "Notifications", NULL};
    static const char *const senders[] = {"root", "daemon", "majordomo", NULL};
    static const char *const people[] = {"cronje",  "rootsman",   "nagiosa",
                                         "icingam", "owner-team", NULL};
    (void)state;
    assert_all(machine_name_is_program, programs, TRUE);
    assert_all(machine_name_is_sender, senders, TRUE);
    assert_all(machine_name_is_program, people, FALSE);
    assert_all(machine_name_is_sender, people, FALSE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_system_is_known_by_its_whole_name),
        cmocka_unit_test(a_postmaster_is_known_by_the_whole_name),
        cmocka_unit_test(nobody_reads_no_reply_as_words_of_a_name),
        cmocka_unit_test(programs_and_senders_are_known_by_their_whole_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

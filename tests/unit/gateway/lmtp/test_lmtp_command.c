/* The syntax of LMTP commands, as tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/lmtp/lmtp_command.h"

typedef struct {
    const char *line;
    LmtpVerb verb;
    const char *address;
    guint64 size;
    gboolean is_last;
} Good;

static const Good good[] = {
    {"LHLO mta.example", LMTP_VERB_LHLO, NULL, 0, FALSE},
    {"lhlo mta.example", LMTP_VERB_LHLO, NULL, 0, FALSE},
    {"MAIL FROM:<a@b.example>", LMTP_VERB_MAIL, "a@b.example", 0, FALSE},
    {"MAIL FROM:<>", LMTP_VERB_MAIL, "", 0, FALSE},
    {"mail from: <a@b.example> ", LMTP_VERB_MAIL, "a@b.example", 0, FALSE},
    {"MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME SMTPUTF8", LMTP_VERB_MAIL, "a@b.example",
     1000, FALSE},
    {"MAIL FROM:<a@b.example> body=7bit", LMTP_VERB_MAIL, "a@b.example", 0, FALSE},
    {"MAIL FROM:<@relay.example,@other.example:a@b.example>", LMTP_VERB_MAIL, "a@b.example", 0,
     FALSE},
    {"MAIL FROM:<\"a > b\"@c.example>", LMTP_VERB_MAIL, "a > b@c.example", 0, FALSE},
    {"MAIL FROM:<\"a\\\"b\"@c.example>", LMTP_VERB_MAIL, "a\"b@c.example", 0, FALSE},
    {"RCPT TO:<j\xc3\xb6rg@b.example>", LMTP_VERB_RCPT, "j\xc3\xb6rg@b.example", 0, FALSE},
    {"DATA", LMTP_VERB_DATA, NULL, 0, FALSE},
    {"DATA  ", LMTP_VERB_DATA, NULL, 0, FALSE},
    {"BDAT 86", LMTP_VERB_BDAT, NULL, 86, FALSE},
    {"BDAT 0 LAST", LMTP_VERB_BDAT, NULL, 0, TRUE},
    {"RSET", LMTP_VERB_RSET, NULL, 0, FALSE},
    {"NOOP whatever", LMTP_VERB_NOOP, NULL, 0, FALSE},
    {"VRFY someone", LMTP_VERB_VRFY, NULL, 0, FALSE},
    {"QUIT", LMTP_VERB_QUIT, NULL, 0, FALSE},
};

static const struct {
    const char *line;
    const char *code; /* the beginning of the reply */
} bad[] = {
    {"", "500 5.5.2"},
    {"HELO mta.example", "500 5.5.2"},
    {"EHLO mta.example", "500 5.5.2"},
    {"MAILFROM:<a@b>", "500 5.5.2"},
    {"LHLO", "501 5.5.4"},
    {"MAIL <a@b>", "501 5.5.4"},
    {"MAIL FROM:a@b", "501 5.1.3"},
    {"MAIL FROM:<a@b", "501 5.1.3"},
    {"MAIL FROM:<@relay.example>", "501 5.1.3"},
    {"MAIL FROM:<a\x01@b>", "501 5.1.3"},
    {"MAIL FROM:<a\xff@b>", "501 5.1.3"},
    {"MAIL FROM:<a@b> SIZE=", "555 5.5.4"},
    {"MAIL FROM:<a@b> SIZE=-1", "555 5.5.4"},
    {"MAIL FROM:<a@b> SIZE=99999999999999999999", "555 5.5.4"},
    {"MAIL FROM:<a@b> BODY=BINARYMIME", "555 5.5.4"},
    {"MAIL FROM:<a@b> SMTPUTF8=1", "555 5.5.4"},
    {"MAIL FROM:<a@b> AUTH=<>", "555 5.5.4"},
    {"RCPT TO:<>", "501 5.1.3"},
    {"RCPT FROM:<a@b>", "501 5.5.4"},
    {"RCPT TO:<a@b> NOTIFY=NEVER", "555 5.5.4"},
    {"DATA now", "501 5.5.4"},
    {"XFORWARD IDENT", "501 5.5.4"},
    {"BDAT", "501 5.5.4"},
    {"BDAT x", "501 5.5.4"},
    {"BDAT 1 FIRST", "555 5.5.4"},
};

static void
good_commands_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_auto(LmtpCommand) command = {0};
        assert_null(lmtp_command_read(good[i].line, &command));
        assert_int_equal(command.verb, good[i].verb);
        assert_true(g_strcmp0(command.address, good[i].address) == 0);
        assert_int_equal(command.size, good[i].size);
        assert_int_equal(command.is_last, good[i].is_last);
    }
}

static void
xforward_and_lhlo_have_a_name(void **state)
{
    static const struct {
        const char *line, *name;
    } named[] = {
        {"LHLO mta.example", "mta.example"},
        {"XFORWARD IDENT=4XYZ", "4XYZ"},
        {"xforward NAME=x ADDR=1.2.3.4 IDENT=4c9Xy13zqJz SOURCE=REMOTE", "4c9Xy13zqJz"},
        {"XFORWARD IDENT=[UNAVAILABLE]", NULL},
        {"XFORWARD IDENT=a\"b", NULL},
        {"XFORWARD IDENT=", NULL},
        {"XFORWARD", NULL},
        {"NOOP", NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        g_auto(LmtpCommand) command = {0};
        assert_null(lmtp_command_read(named[i].line, &command));
        assert_true(g_strcmp0(command.name, named[i].name) == 0);
    }
}

static void
bad_commands_get_their_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_auto(LmtpCommand) command = {0};
        const char *reply = lmtp_command_read(bad[i].line, &command);
        assert_non_null(reply);
        assert_memory_equal(reply, bad[i].code, 9);
    }
}

static void
an_endless_address_is_refused(void **state)
{
    (void)state;
    g_autofree char *name = g_strnfill(1001, 'a');
    g_autofree char *line = g_strdup_printf("RCPT TO:<%s>", name);
    g_auto(LmtpCommand) command = {0};
    assert_memory_equal(lmtp_command_read(line, &command), "501 5.1.3", 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_commands_are_read),
        cmocka_unit_test(xforward_and_lhlo_have_a_name),
        cmocka_unit_test(bad_commands_get_their_code),
        cmocka_unit_test(an_endless_address_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

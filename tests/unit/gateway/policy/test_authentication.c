/* Which Authentication-Results prove From, and which may be written by anybody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/authentication.h"

#define TRUSTED "mx.desk.example; "
#define FROM "user@mail.customer.org"

static char *trusted[] = {(char *)"mx.desk.example", (char *)"filter.desk.example", NULL};
static const Config config = {.authserv_ids = trusted};

static Letter *
letter_with(const char *from, const char *const *fields)
{
    Letter *letter = letter_new();
    g_auto(GStrv) addresses = g_strsplit(from, ",", -1);
    for (guint i = 0; addresses[i] != NULL; i++) {
        LetterAddress *entry = g_new0(LetterAddress, 1);
        entry->address = g_strdup(addresses[i]);
        g_ptr_array_add(letter->from, entry);
    }
    for (; *fields != NULL; fields++)
        g_ptr_array_add(letter->authentication_results, g_strdup(*fields));
    return letter;
}

static void
passes_by_what_trusted_servers_say(void **state)
{
    (void)state;
    static const struct {
        gboolean is_passed;
        const char *fields[4]; /* topmost first */
    } rows[] = {
        /* each method, for the organisation in From */
        {TRUE, {TRUSTED "dmarc=pass (p=none dis=none) header.from=customer.org"}},
        {TRUE, {TRUSTED "dkim=pass header.d=customer.org header.s=s1"}},
        {TRUE, {TRUSTED "dkim=pass (2048-bit key) header.i=@other.customer.org"}},
        {TRUE, {TRUSTED "spf=pass (1.2.3.4 is allowed) smtp.mailfrom=bounce@customer.org"}},
        {TRUE, {TRUSTED "spf=pass smtp.mailfrom=customer.org"}},
        {TRUE, {TRUSTED "SPF=Pass SMTP.MailFrom=customer.org"}},
        {TRUE, {"filter.desk.example 1; dkim=pass header.d=customer.org"}},
        {TRUE, {"MX.DESK.EXAMPLE;dkim=pass header.d=customer.org"}},
        {TRUE, {TRUSTED "spf=fail smtp.mailfrom=lists.org; dkim=pass header.d=customer.org"}},
        {TRUE, {TRUSTED "dmarc=none header.from=customer.org; dkim=pass header.d=customer.org"}},
        {TRUE, {TRUSTED "dkim=fail header.d=customer.org; dkim=pass header.d=customer.org"}},
        {TRUE, {TRUSTED "dkim=pass header.d=lists.org; dkim=pass header.d=customer.org"}},
        {TRUE, {TRUSTED "spf=none", TRUSTED "dkim=pass header.d=customer.org"}},
        {TRUE, {"elsewhere.example; dmarc=fail", TRUSTED "dmarc=pass header.from=customer.org"}},
        /* no server that we trust says so */
        {FALSE, {NULL}},
        {FALSE, {TRUSTED "none"}},
        {FALSE, {""}},
        {FALSE, {"mx.desk.example"}},
        {FALSE, {"dkim=pass header.d=customer.org"}},
        {FALSE, {"elsewhere.example; dmarc=pass header.from=customer.org"}},
        {FALSE, {"mx.desk.example.evil.example; dmarc=pass header.from=customer.org"}},
        {FALSE, {"evil.example mx.desk.example; dmarc=pass header.from=customer.org"}},
        {FALSE, {"(mx.desk.example;) evil.example; dmarc=pass header.from=customer.org"}},
        /* other results and other organisations */
        {FALSE, {TRUSTED "dmarc=fail header.from=customer.org; dkim=pass header.d=customer.org"}},
        {FALSE, {TRUSTED "dmarc=temperror; spf=pass smtp.mailfrom=customer.org"}},
        {FALSE, {TRUSTED "dkim=pass header.d=evil.org"}},
        {FALSE, {TRUSTED "dkim=pass"}},
        {FALSE, {TRUSTED "spf=pass smtp.mailfrom=evil.org"}},
        {FALSE, {TRUSTED "spf=pass smtp.helo=customer.org"}},
        {FALSE, {TRUSTED "spf=softfail smtp.mailfrom=customer.org"}},
        {FALSE, {TRUSTED "dmarc=pass header.from=evil.org"}},
        {FALSE, {TRUSTED "xdmarc=pass header.from=customer.org"}},
        /* fields below the first result may have been there before */
        {FALSE,
         {TRUSTED "dmarc=fail header.from=customer.org",
          TRUSTED "dmarc=pass header.from=customer.org"}},
        {FALSE,
         {TRUSTED "spf=fail smtp.mailfrom=customer.org",
          TRUSTED "spf=pass smtp.mailfrom=customer.org"}},
        {FALSE,
         {TRUSTED "dkim=fail header.d=customer.org", TRUSTED "dkim=pass header.d=customer.org"}},
        /* header.from and dmarc= must be in the same result */
        {FALSE, {TRUSTED "spf=pass smtp.mailfrom=evil.org dmarc=pass header.from=customer.org"}},
        {FALSE, {TRUSTED "dmarc=pass; spf=none header.from=customer.org"}},
        {FALSE, {TRUSTED "dmarc=pass header.from=evil.org; spf=none header.from=customer.org"}},
        {FALSE, {TRUSTED "dmarc=pass header.from=customer.org header.from=evil.org"}},
        {FALSE, {TRUSTED "arc=pass (dmarc=pass header.from=customer.org)"}},
        /* the name of the server is the whole first value of the field */
        {TRUE, {"\"mx.desk.example\"; dmarc=pass header.from=customer.org"}},
        {TRUE, {"(evil.example) mx.desk.example (x) 1; dmarc=pass header.from=customer.org"}},
        {FALSE, {"mx.desk(x).example; dmarc=pass header.from=customer.org"}},
        {FALSE, {"mx.desk.example evil.example; dmarc=pass header.from=customer.org"}},
        {FALSE, {"\"mx.desk.example \"; dmarc=pass header.from=customer.org"}},
        {FALSE, {"mx.desk.example 2; dmarc=pass header.from=customer.org"}},
        {FALSE, {"m\xe2\x93\xa7.desk.example; dmarc=pass header.from=customer.org"}},
        /* comments and quotation marks hide nothing and add nothing */
        {FALSE, {TRUSTED "spf=fail (dkim=pass header.d=customer.org; dmarc=pass) smtp.helo=x"}},
        {FALSE, {TRUSTED "spf=fail (a (nested; dkim=pass header.d=customer.org) \\) ; dmarc=pass"}},
        {FALSE, {TRUSTED "dkim=fail reason=\"; dmarc=pass header.from=customer.org\""}},
        {TRUE, {TRUSTED "dkim=pass reason=\"a \\\" ; (b\" header.d=customer.org"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_with(FROM, rows[i].fields);
        g_autofree char *reason = NULL;
        if (authentication_is_passed(&config, letter, &reason) != rows[i].is_passed)
            fail_msg("row %u: %s", i, reason);
        assert_non_null(reason);
    }
}

static void
one_author_only(void **state)
{
    (void)state;
    static const char *const fields[] = {TRUSTED "dmarc=pass header.from=customer.org", NULL};
    static const char *const from[] = {"", "user@customer.org,eve@evil.org"};
    for (guint i = 0; i < G_N_ELEMENTS(from); i++) {
        g_autoptr(Letter) letter = letter_with(from[i], fields);
        g_autofree char *reason = NULL;
        assert_false(authentication_is_passed(&config, letter, &reason));
    }
}

static void
fails_dmarc_by_the_word_of_trusted_servers_alone(void **state)
{
    (void)state;
    static const struct {
        gboolean is_forged;
        const char *from;
        const char *fields[3];
    } rows[] = {
        {TRUE, FROM, {TRUSTED "dmarc=fail (p=reject) header.from=customer.org"}},
        {TRUE, FROM, {TRUSTED "dmarc=fail"}},
        {TRUE, FROM, {TRUSTED "dkim=pass header.d=evil.org; DMARC=Fail header.from=CUSTOMER.org"}},
        {TRUE, FROM, {TRUSTED "spf=none", "filter.desk.example; dmarc=fail"}},
        {TRUE, "eve@evil.org,user@customer.org", {TRUSTED "dmarc=fail header.from=customer.org"}},
        {FALSE, FROM, {NULL}},
        {FALSE, "", {TRUSTED "dmarc=fail header.from=customer.org"}},
        {FALSE, FROM, {"elsewhere.example; dmarc=fail header.from=customer.org"}},
        {FALSE, FROM, {TRUSTED "dmarc=fail header.from=other.org"}},
        {FALSE, FROM, {TRUSTED "dmarc=none header.from=customer.org"}},
        {FALSE, FROM, {TRUSTED "dmarc=temperror header.from=customer.org"}},
        {FALSE, FROM, {TRUSTED "spf=fail; dkim=fail"}},
        {FALSE, FROM, {TRUSTED "spf=none (dmarc=fail)"}},
        {FALSE, FROM, {TRUSTED "dmarc=pass header.from=customer.org", TRUSTED "dmarc=fail"}},
        {TRUE, FROM, {TRUSTED "dmarc=fail", TRUSTED "dmarc=pass header.from=customer.org"}},
        /* two in one field: the failure counts, whatever the server meant */
        {TRUE, FROM, {TRUSTED "dmarc=pass header.from=customer.org; dmarc=fail"}},
        {TRUE, FROM, {TRUSTED "dmarc=none; dmarc=fail", TRUSTED "dmarc=pass"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_with(rows[i].from, rows[i].fields);
        if (*rows[i].from == '\0')
            g_ptr_array_set_size(letter->from, 0);
        if (authentication_is_forged(&config, letter) != rows[i].is_forged)
            fail_msg("row %u", i);
        g_autofree char *reason = NULL;
        assert_false(rows[i].is_forged && authentication_is_passed(&config, letter, &reason));
    }
}

static void
without_trusted_servers_nothing_passes(void **state)
{
    (void)state;
    static const char *const fields[] = {TRUSTED "dmarc=pass header.from=customer.org",
                                         "; dmarc=pass header.from=customer.org", NULL};
    const Config none = {0};
    g_autoptr(Letter) letter = letter_with(FROM, fields);
    g_autofree char *reason = NULL;
    assert_false(authentication_is_passed(&none, letter, &reason));
    assert_string_equal(reason, "no Authentication-Results of a trusted server");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_by_what_trusted_servers_say),
        cmocka_unit_test(one_author_only),
        cmocka_unit_test(fails_dmarc_by_the_word_of_trusted_servers_alone),
        cmocka_unit_test(without_trusted_servers_nothing_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

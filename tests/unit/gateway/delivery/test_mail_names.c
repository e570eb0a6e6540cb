/* The names of a mail, in the form for the journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/mail_names.h"

/* Two digests of mail_digest.h: From, Date and Subject are the same, the bodies are not. */
#define ONE "1 HEAD COMMON BODY wd FILES TEXT"
#define OTHER "1 HEAD COMMON OTHER wd FILES WORDS"

static void
the_first_name_is_the_message_id_alone(void **state)
{
    (void)state;
    MailIdentity identity = {.message_id = g_strdup("a@mail.example"), .digest = g_strdup(ONE)};
    g_auto(MailNames) names;
    mail_names_init(&names, &identity, "noc");
    g_autoptr(MailKey) key = mail_key_new("a@mail.example", NULL, "noc");
    assert_string_equal(names.wanted.key, key->key);
    assert_string_equal(names.wanted.reference_number, key->reference_number);
    assert_string_equal(names.wanted.digest, ONE);
    assert_true(names.other.is_same(NULL, ONE));
    assert_false(names.other.is_same(OTHER, ONE));
    mail_identity_clear(&identity);
}

static void
the_others_hold_more_and_more_of_what_it_says(void **state)
{
    (void)state;
    MailIdentity one = {.message_id = g_strdup("a@mail.example"), .digest = g_strdup(ONE)};
    MailIdentity other = {.message_id = g_strdup("a@mail.example"), .digest = g_strdup(OTHER)};
    g_auto(MailNames) names;
    g_auto(MailNames) others;
    mail_names_init(&names, &one, NULL);
    mail_names_init(&others, &other, NULL);
    assert_string_not_equal(names.other.keys[0], names.wanted.key);
    assert_string_not_equal(names.other.keys[1], names.other.keys[0]);
    assert_string_not_equal(names.other.reference_numbers[0], names.wanted.reference_number);
    assert_string_equal(names.other.keys[0], others.other.keys[0]);
    assert_string_not_equal(names.other.keys[1], others.other.keys[1]);

    g_autofree char *last = g_strdup(names.other.keys[1]);
    g_autoptr(MailKey) key = mail_names_steal(&names, last);
    assert_string_equal(key->key, last);
    assert_null(names.keys[2]);
    mail_identity_clear(&one);
    mail_identity_clear(&other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_name_is_the_message_id_alone),
        cmocka_unit_test(the_others_hold_more_and_more_of_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

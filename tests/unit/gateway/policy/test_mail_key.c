/* Which mails count as the same mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/policy/mail_key.h"

static void
same_mail_and_route_give_the_same_names(void **state)
{
    (void)state;
    g_autoptr(MailKey) one = mail_key_new("a@mail.example", NULL, "noc");
    g_autoptr(MailKey) other = mail_key_new("a@mail.example", "ignored", "noc");
    assert_string_equal(one->key, other->key);
    assert_string_equal(one->reference_number, other->reference_number);
}

static void
names_have_their_documented_shape(void **state)
{
    (void)state;
    g_autoptr(MailKey) key = mail_key_new("a@mail.example", NULL, NULL);
    assert_int_equal(strlen(key->key), 32);
    assert_int_equal(strspn(key->key, "0123456789abcdef"), 32);
    assert_int_equal(strlen(key->reference_number), 18);
    assert_memory_equal(key->reference_number, "TG", 2);
    assert_int_equal(strspn(key->reference_number + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 16);
    assert_int_equal(strlen(key->short_reference), 4);
    assert_memory_equal(key->reference_number + 2, key->short_reference, 4);
}

/* The names are an interface: with a new version, old mails must not become second tickets. */
static void
names_stay_the_same_in_every_version(void **state)
{
    (void)state;
    g_autoptr(MailKey) key = mail_key_new("a@mail.example", NULL, NULL);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    static const char identity[] = "message-id\0a@mail.example\0default\0";
    g_checksum_update(checksum, (const guchar *)identity, sizeof identity);
    assert_memory_equal(g_checksum_get_string(checksum), key->key, 32);
}

static void
each_part_makes_a_difference(void **state)
{
    (void)state;
    static const struct {
        const char *message_id, *content_id, *route;
    } rows[] = {
        {"a@mail.example", NULL, NULL},    {"b@mail.example", NULL, NULL},
        {"a@mail.example", NULL, "noc"},   {"a@mail.example", NULL, ""},
        {NULL, "a@mail.example", NULL},    {NULL, NULL, NULL},
        {"a@mail.examplenoc", NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        for (guint j = i + 1; j < G_N_ELEMENTS(rows); j++) {
            g_autoptr(MailKey) one =
                mail_key_new(rows[i].message_id, rows[i].content_id, rows[i].route);
            g_autoptr(MailKey) other =
                mail_key_new(rows[j].message_id, rows[j].content_id, rows[j].route);
            assert_string_not_equal(one->key, other->key);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_mail_and_route_give_the_same_names),
        cmocka_unit_test(names_have_their_documented_shape),
        cmocka_unit_test(names_stay_the_same_in_every_version),
        cmocka_unit_test(each_part_makes_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

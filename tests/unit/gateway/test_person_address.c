/* One person's address: the same in any case and both forms of its domain, and no other's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/person_address.h"

static void
an_address_is_read_with_and_without_its_name(void **state)
{
    static const struct {
        const char *text, *address;
    } rows[] = {
        {"jane@customer.example", "jane@customer.example"},
        {" <Jane@customer.example> ", NULL},
        {"<Jane@customer.example>", "Jane@customer.example"},
        {"Jane Doe <jane@customer.example>", "jane@customer.example"},
        {"jane", NULL},
        {"@customer.example", NULL},
        {"jane@", NULL},
        {"jane@a.example, joe@a.example", NULL},
        {"", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PersonAddress) person = person_address_new(rows[i].text);
        if (rows[i].address == NULL)
            assert_null(person);
        else
            assert_string_equal(person_address_text(person), rows[i].address);
    }
}

static void
one_address_has_several_spellings(void **state)
{
    static const struct {
        const char *wanted, *other;
        gboolean is_same;
    } rows[] = {
        {"jane@customer.example", "JANE@Customer.EXAMPLE", TRUE},
        {"jane@customer.example", "jane@customer.example.", TRUE},
        {"jane@b\xc3\xbc"
         "cher.example",
         "Jane@xn--bcher-kva.example", TRUE},
        {"jane@xn--bcher-kva.example",
         "jane@B\xc3\x9c"
         "CHER.example",
         TRUE},
        {"j\xc3\xb6rg@customer.example", "J\xc3\x96RG@customer.example", TRUE},
        {"j\xc3\xb6rg@customer.example", "jo\xcc\x88rg@customer.example", TRUE},
        {"jane.doe@customer.example", "\"Jane.Doe\"@customer.example", TRUE},
        {"\"jane.doe\"@customer.example", "jane.doe@customer.example", TRUE},
        {"\"jane:doe\"@customer.example", "\"jane:doe\"@customer.example", TRUE},
        {"jane@customer.example", "\"jane:doe\"@customer.example", FALSE},
        {"jane@customer.example", "maryjane@customer.example", FALSE},
        {"jane@customer.example", "jane@customer.example.org", FALSE},
        {"jane@customer.example", "jane+tag@customer.example", FALSE},
        {"jane+tag@customer.example", "jane@customer.example", FALSE},
        {"jane@customer.example", "", FALSE},
        {"jane@customer.example", NULL, FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PersonAddress) person = person_address_new(rows[i].wanted);
        assert_int_equal(person_address_is(person, rows[i].other), rows[i].is_same);
    }
}

static void
an_address_in_a_text_is_taken_out_and_no_others(void **state)
{
    static const struct {
        const char *text, *clean; /* NULL: it is not in it */
    } rows[] = {
        {"jane@customer.example", "(erased)"},
        {"<Jane@Customer.example>: 550 no", "<(erased)>: 550 no"},
        {"ask jane@customer.example. Now", "ask (erased). Now"},
        {"mailto:jane@customer.example?x", "mailto:(erased)?x"},
        {"'jane@customer.example'", "'(erased)'"},
        {"a@b jane@customer.example\tjane@customer.example,c@d", "a@b (erased)\t(erased),c@d"},
        {"\xe3\x80\x8cjane@customer.example\xe3\x80\x8d", "\xe3\x80\x8c(erased)\xe3\x80\x8d"},
        {"to \"jane\"@customer.example", "to (erased)"},
        {"\"mary\"@customer.example", NULL},
        {"maryjane@customer.example", NULL},
        {"x.jane@customer.example", NULL},
        {"jane+tag@customer.example", NULL},
        {"jane@customer.example.org", NULL},
        {"jane@customer.example-2", NULL},
        {"j\xc3\xa4jane@customer.example", NULL},
        {"jane at customer.example", NULL},
        {"@@jane@@customer.example@", NULL},
    };
    g_autoptr(PersonAddress) person = person_address_new("jane@customer.example");
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *clean = person_address_erase(person, rows[i].text);
        assert_int_equal(clean != NULL, rows[i].clean != NULL);
        if (clean != NULL)
            assert_string_equal(clean, rows[i].clean);
        assert_int_equal(person_address_is_in(person, rows[i].text, strlen(rows[i].text)),
                         rows[i].clean != NULL);
    }
    assert_null(person_address_erase(person, NULL));
    assert_false(person_address_is_in(person, NULL, 0));
}

static void
an_address_is_found_among_any_bytes(void **state)
{
    static const char bytes[] = "\0\xff@\xfe@jane\0jane@customer.example\0\x80";
    g_autoptr(PersonAddress) person = person_address_new("jane@customer.example");
    (void)state;
    assert_true(person_address_is_in(person, bytes, sizeof bytes - 1));
    assert_false(person_address_is_in(person, bytes, 14));
}

static void
a_message_id_made_from_the_address_is_known(void **state)
{
    static const struct {
        const char *id;
        gboolean is_in;
    } rows[] = {
        {"jane@customer.example", TRUE},
        {"20261128.1234.jane@customer.example", TRUE},
        {"20261128-JANE@customer.example", TRUE},
        {"maryjane@customer.example", FALSE},
        {"20261128.1234@customer.example", FALSE},
        {"jane.20261128@customer.example", FALSE},
        {NULL, FALSE},
    };
    g_autoptr(PersonAddress) person = person_address_new("jane@customer.example");
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(person_address_is_in_id(person, rows[i].id), rows[i].is_in);
}

static void
tags_are_told_apart_and_found(void **state)
{
    g_autoptr(PersonAddress) tagged = person_address_new("jane+shop@customer.example");
    g_autoptr(PersonAddress) plain = person_address_without_tag(tagged);
    (void)state;
    assert_string_equal(person_address_text(plain), "jane@customer.example");
    g_autoptr(PersonAddress) none = person_address_without_tag(plain);
    assert_null(none);
    assert_true(person_address_is_tagged(plain, "Jane+Shop@customer.example"));
    assert_false(person_address_is_tagged(plain, "jane@customer.example"));
    assert_false(person_address_is_tagged(plain, "janet+x@customer.example"));
}

static void
an_unusual_local_part_is_found_too(void **state)
{
    static const struct {
        const char *address, *text;
    } rows[] = {
        {"o'neil/x=y@a.example", "to o'neil/x=y@a.example, and"},
        {"\"jane.doe\"@a.example", "to <\"jane.doe\"@a.example>"},
        {"jane@[192.0.2.1]", "to jane@[192.0.2.1]:"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PersonAddress) person = person_address_new(rows[i].address);
        assert_non_null(person);
        assert_true(person_address_is_in(person, rows[i].text, strlen(rows[i].text)));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_with_and_without_its_name),
        cmocka_unit_test(one_address_has_several_spellings),
        cmocka_unit_test(an_address_in_a_text_is_taken_out_and_no_others),
        cmocka_unit_test(an_address_is_found_among_any_bytes),
        cmocka_unit_test(a_message_id_made_from_the_address_is_known),
        cmocka_unit_test(tags_are_told_apart_and_found),
        cmocka_unit_test(an_unusual_local_part_is_found_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

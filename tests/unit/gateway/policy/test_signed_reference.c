/* Signed references: which count as ours, and for whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/signed_reference.h"
#include "tests/unit/address_tricks.h"

#define USER "user@customer.example"

static SigningKeys
keys_of(guint8 first, guint8 second)
{
    SigningKeys keys = {.n_keys = second != 0 ? 2 : 1};
    memset(keys.keys[0], first, SIGNING_KEY_BYTES);
    memset(keys.keys[1], second, SIGNING_KEY_BYTES);
    return keys;
}

static char *
id_for(const SigningKeys *keys, const char *person)
{
    return signed_reference_message_id(keys, "INC0012345", person, "0a1b-created", "desk.example");
}

static void
has_the_documented_form(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *id = id_for(&keys, USER);
    g_autofree char *address =
        signed_reference_address(&keys, "INC0012345", USER, "support@desk.example", '+');
    assert_true(g_regex_match_simple("^ticketgate\\.INC0012345\\.0a1b-created\\.[a-z2-7]{16}\\."
                                     "[a-z2-7]{16}@desk\\.example$",
                                     id, 0, 0));
    assert_true(g_regex_match_simple("^support\\+inc0012345\\.[a-z2-7]{16}@desk\\.example$",
                                     address, 0, 0));
}

/* '#' may not stand in every address; a full stop may, and numbers have none. */
static void
a_hash_in_a_number_is_a_full_stop_in_a_reference(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *id =
        signed_reference_message_id(&keys, "INC#34567890", USER, "0a1b-created", "desk.example");
    g_autofree char *number = NULL;
    assert_true(g_str_has_prefix(id, "ticketgate.INC.34567890.0a1b-created."));
    assert_int_equal(signed_reference_read_message_id(&keys, id, USER, &number),
                     SIGNED_REFERENCE_VALID);
    assert_string_equal(number, "INC#34567890");
    static const char delimiters[] = "+-=";
    for (const char *delimiter = delimiters; *delimiter != '\0'; delimiter++) {
        g_autofree char *address = signed_reference_address(&keys, "INC#34567890", USER,
                                                            "support@desk.example", *delimiter);
        g_autofree char *upper = g_ascii_strup(address, -1);
        g_autofree char *same = NULL;
        assert_non_null(strstr(address, "inc.34567890."));
        assert_int_equal(signed_reference_read_address(&keys, upper, *delimiter, USER, &same),
                         SIGNED_REFERENCE_VALID);
        assert_string_equal(same, "INC#34567890");
    }
    assert_false(signed_reference_is_usable_number("#1"));
    assert_false(signed_reference_is_usable_number("INC#"));
    assert_false(signed_reference_is_usable_number("INC##1"));
    assert_false(signed_reference_is_usable_number("INC.1"));
}

/* The code is of the number, not of how it is written. */
static void
a_reference_is_not_one_of_the_other_dialect(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    static const char *const forged[] = {"ticketgate.INC34567890.",  "ticketgate.INC#34567890.",
                                         "ticketgate.INC-34567890.", "ticketgate..INC.34567890.",
                                         "ticketgate.INC.34567891.", "ticketgate.INC..34567890."};
    g_autofree char *id =
        signed_reference_message_id(&keys, "INC#34567890", USER, "0a1b-created", "desk.example");
    const char *rest = strstr(id, "0a1b");
    for (gsize i = 0; i < G_N_ELEMENTS(forged); i++) {
        g_autofree char *other = g_strconcat(forged[i], rest, NULL);
        g_autofree char *number = NULL;
        if (i == 1) { /* somebody wrote the number as people read it: it is the same */
            assert_int_equal(signed_reference_read_message_id(&keys, other, USER, &number),
                             SIGNED_REFERENCE_VALID);
            continue;
        }
        SignedReference found = signed_reference_read_message_id(&keys, other, USER, &number);
        assert_true(found == SIGNED_REFERENCE_FORGED || found == SIGNED_REFERENCE_NONE);
        assert_null(number);
    }
}

/* Computed with Python's hmac: the code is exactly an HMAC-SHA-256. */
static void
the_code_is_an_hmac(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *address =
        signed_reference_address(&keys, "INC0012345", USER, "support@desk.example", '+');
    assert_string_equal(address, "support+inc0012345.yf5oar2gwutdjigv@desk.example");
}

static void
message_ids_are_for_one_ticket_and_one_person(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    const SigningKeys others = keys_of(2, 0);
    const SigningKeys rotated = keys_of(2, 1);
    const SigningKeys rotated_twice = keys_of(3, 2);
    g_autofree char *id = id_for(&keys, USER);
    g_autofree char *other_ticket = g_strdup(id);
    memcpy(strstr(other_ticket, "12345"), "12346", 5);
    g_autofree char *other_person = id_for(&keys, "eve@customer.example");
    const struct {
        const SigningKeys *keys;
        const char *id, *person;
        SignedReference result;
    } rows[] = {
        {&keys, id, USER, SIGNED_REFERENCE_VALID},
        {&keys, id, "User@Customer.example", SIGNED_REFERENCE_VALID},
        {&rotated, id, USER, SIGNED_REFERENCE_VALID},
        {&rotated_twice, id, USER, SIGNED_REFERENCE_FORGED},
        {&others, id, USER, SIGNED_REFERENCE_FORGED},
        {&keys, id, "eve@customer.example", SIGNED_REFERENCE_OTHERS},
        {&keys, other_person, USER, SIGNED_REFERENCE_OTHERS},
        {&keys, other_ticket, USER, SIGNED_REFERENCE_FORGED},
        {&keys, "ticketgate.INC0012345.x.y.z@desk.example", USER, SIGNED_REFERENCE_FORGED},
        {&keys, "ticketgate.INC0012345.x.y@desk.example", USER, SIGNED_REFERENCE_NONE},
        {&keys, "ticketgate.I C.x.y.z@desk.example", USER, SIGNED_REFERENCE_NONE},
        {&keys, "ticketgate.....@desk.example", USER, SIGNED_REFERENCE_NONE},
        {&keys, "abc@customer.example", USER, SIGNED_REFERENCE_NONE},
        {&keys, "no-domain", USER, SIGNED_REFERENCE_NONE},
        {&keys, "", USER, SIGNED_REFERENCE_NONE},
        {NULL, id, USER, SIGNED_REFERENCE_NONE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *ticket = NULL;
        SignedReference result =
            signed_reference_read_message_id(rows[i].keys, rows[i].id, rows[i].person, &ticket);
        if (result != rows[i].result)
            fail_msg("row %u: %d", i, (int)result);
        gboolean is_ours = result == SIGNED_REFERENCE_VALID || result == SIGNED_REFERENCE_OTHERS;
        assert_int_equal(g_strcmp0(ticket, is_ours ? "INC0012345" : NULL), 0);
    }
}

static void
every_changed_character_is_noticed(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *id = id_for(&keys, USER);
    const char *at = strchr(id, '@');
    for (char *p = id; p < at; p++) {
        char kept = *p;
        *p = kept == 'q' ? 'r' : 'q';
        g_autofree char *ticket = NULL;
        assert_int_not_equal(signed_reference_read_message_id(&keys, id, USER, &ticket),
                             SIGNED_REFERENCE_VALID);
        *p = kept;
    }
}

static void
addresses_are_for_one_ticket_and_one_person(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    const SigningKeys rotated = keys_of(2, 1);
    g_autofree char *address =
        signed_reference_address(&keys, "INC0012345", USER, "support@desk.example", '+');
    g_autofree char *upper = g_ascii_strup(address, -1);
    g_autofree char *other_ticket = g_strdup(address);
    memcpy(strstr(other_ticket, "12345"), "12346", 5);
    const struct {
        const SigningKeys *keys;
        const char *address, *person;
        char delimiter;
        SignedReference result;
    } rows[] = {
        {&keys, address, USER, '+', SIGNED_REFERENCE_VALID},
        {&keys, upper, "USER@customer.example", '+', SIGNED_REFERENCE_VALID},
        {&rotated, address, USER, '+', SIGNED_REFERENCE_VALID},
        {&keys, address, "eve@customer.example", '+', SIGNED_REFERENCE_FORGED},
        {&keys, other_ticket, USER, '+', SIGNED_REFERENCE_FORGED},
        {&keys, address, USER, '-', SIGNED_REFERENCE_NONE},
        {&keys, "support@desk.example", USER, '+', SIGNED_REFERENCE_NONE},
        {&keys, "support+news@desk.example", USER, '+', SIGNED_REFERENCE_NONE},
        {&keys, "support+a.b@desk.example", USER, '+', SIGNED_REFERENCE_NONE},
        {&keys, "support+", USER, '+', SIGNED_REFERENCE_NONE},
        {NULL, address, USER, '+', SIGNED_REFERENCE_NONE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *ticket = NULL;
        SignedReference result = signed_reference_read_address(
            rows[i].keys, rows[i].address, rows[i].delimiter, rows[i].person, &ticket);
        if (result != rows[i].result)
            fail_msg("row %u: %d", i, (int)result);
        assert_int_equal(g_strcmp0(ticket, result == SIGNED_REFERENCE_VALID ? "INC0012345" : NULL),
                         0);
    }
}

static void
an_own_address_with_the_delimiter_in_it_works(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *address =
        signed_reference_address(&keys, "INC1", USER, "help-desk@desk.example", '-');
    g_autofree char *ticket = NULL;
    assert_int_equal(signed_reference_read_address(&keys, address, '-', USER, &ticket),
                     SIGNED_REFERENCE_VALID);
}

static void
what_cannot_stand_in_a_reference_is_not_signed(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    static const char *const numbers[] = {
        "",    "inc1",  "INC 1",    "INC\r\nBcc: x",
        "I.1", "INC@1", "\xc3\x89", "INC4567890123456789012345678901",
        NULL};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        assert_null(signed_reference_message_id(&keys, numbers[i], USER, "u", "desk.example"));
        assert_null(signed_reference_address(&keys, numbers[i], USER, "s@desk.example", '+'));
    }
    assert_null(signed_reference_address(&keys, "INC1", USER, "no-domain", '+'));
    g_autofree char *local = g_strnfill(43, 'x');
    g_autofree char *fits = g_strconcat(local, "@desk.example", NULL);
    g_autofree char *is_long = g_strconcat(local, "x@desk.example", NULL);
    g_autofree char *signed_address = signed_reference_address(&keys, "INC", USER, fits, '+');
    assert_non_null(signed_address);
    assert_int_equal(strchr(signed_address, '@') - signed_address, 64);
    assert_null(signed_reference_address(&keys, "INC", USER, is_long, '+'));
}

/* A code counts only as a whole, neither shorter nor longer. */
static void
a_code_with_something_before_or_behind_it_is_forged(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *id = id_for(&keys, USER);
    g_autofree char *address =
        signed_reference_address(&keys, "INC0012345", USER, "support@desk.example", '+');
    static const char *const additions[] = {"x", "q", "=", " ", "\xc3\xa9", "aaaaaaaaaaaaaaaa"};
    for (guint i = 0; i < G_N_ELEMENTS(additions); i++) {
        g_autofree char *ticket = NULL;
        gsize length = (gsize)(strchr(id, '@') - id);
        g_autofree char *longer =
            g_strdup_printf("%.*s%s%s", (int)length, id, additions[i], id + length);
        assert_int_equal(signed_reference_read_message_id(&keys, longer, USER, &ticket),
                         SIGNED_REFERENCE_FORGED);
        length = (gsize)(strchr(address, '@') - address);
        g_autofree char *longer_address =
            g_strdup_printf("%.*s%s%s", (int)length, address, additions[i], address + length);
        assert_int_not_equal(
            signed_reference_read_address(&keys, longer_address, '+', USER, &ticket),
            SIGNED_REFERENCE_VALID);
        assert_null(ticket);
    }
    char *end = strchr(id, '@');
    memmove(end - 1, end, strlen(end) + 1);
    g_autofree char *ticket = NULL;
    assert_int_equal(signed_reference_read_message_id(&keys, id, USER, &ticket),
                     SIGNED_REFERENCE_FORGED);
}

static void
nobody_is_signed_for_by_an_address_that_only_looks_alike(void **state)
{
    (void)state;
    const SigningKeys keys = keys_of(1, 0);
    g_autofree char *id = id_for(&keys, address_tricks_person);
    g_autofree char *address = signed_reference_address(&keys, "INC0012345", address_tricks_person,
                                                        "support@desk.example", '+');
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_same); i++) {
        const char *person = address_tricks_same[i];
        g_autofree char *one = NULL;
        g_autofree char *other = NULL;
        assert_int_equal(signed_reference_read_message_id(&keys, id, person, &one),
                         SIGNED_REFERENCE_VALID);
        assert_int_equal(signed_reference_read_address(&keys, address, '+', person, &other),
                         SIGNED_REFERENCE_VALID);
    }
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_others); i++) {
        const char *person = address_tricks_others[i];
        g_autofree char *one = NULL;
        g_autofree char *other = NULL;
        if (signed_reference_read_message_id(&keys, id, person, &one) != SIGNED_REFERENCE_OTHERS ||
            signed_reference_read_address(&keys, address, '+', person, &other) !=
                SIGNED_REFERENCE_FORGED)
            fail_msg("%s", person);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_documented_form),
        cmocka_unit_test(the_code_is_an_hmac),
        cmocka_unit_test(a_hash_in_a_number_is_a_full_stop_in_a_reference),
        cmocka_unit_test(a_reference_is_not_one_of_the_other_dialect),
        cmocka_unit_test(message_ids_are_for_one_ticket_and_one_person),
        cmocka_unit_test(every_changed_character_is_noticed),
        cmocka_unit_test(addresses_are_for_one_ticket_and_one_person),
        cmocka_unit_test(an_own_address_with_the_delimiter_in_it_works),
        cmocka_unit_test(what_cannot_stand_in_a_reference_is_not_signed),
        cmocka_unit_test(a_code_with_something_before_or_behind_it_is_forged),
        cmocka_unit_test(nobody_is_signed_for_by_an_address_that_only_looks_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

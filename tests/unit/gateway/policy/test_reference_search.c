/* Which tickets a mail refers to, and how strongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/reference_search.h"
#include "gateway/policy/signed_reference.h"

#define USER "user@customer.example"
#define EVE "eve@elsewhere.example"
#define OWN "support@desk.example"

static SigningKeys keys;
static char *address_of_one, *address_for_eve, *id_of_two, *id_for_eve, *id_of_one;

static int
make_references(void **state)
{
    (void)state;
    keys.n_keys = 1;
    memset(keys.keys[0], 7, SIGNING_KEY_BYTES);
    address_of_one = signed_reference_address(&keys, "INC0000001", USER, OWN, '+');
    address_for_eve = signed_reference_address(&keys, "INC0000001", EVE, OWN, '+');
    id_of_one = signed_reference_message_id(&keys, "INC0000001", USER, "u", "desk.example");
    id_of_two = signed_reference_message_id(&keys, "INC0000002", USER, "u", "desk.example");
    id_for_eve = signed_reference_message_id(&keys, "INC0000003", EVE, "u", "desk.example");
    return 0;
}

static int
free_references(void **state)
{
    char *all[] = {address_of_one, address_for_eve, id_of_one, id_of_two, id_for_eve};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        g_free(all[i]);
    return 0;
}

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

/* A mail from `from`; each other string may be NULL. */
static Letter *
letter_with(const char *from, const char *to, const char *in_reply_to, const char *subject,
            const char *number)
{
    Letter *letter = letter_new();
    if (from != NULL)
        add_address(letter->from, from);
    if (to != NULL)
        add_address(letter->to, to);
    if (in_reply_to != NULL)
        g_ptr_array_add(letter->in_reply_to, g_strdup(in_reply_to));
    g_free(letter->subject);
    letter->subject = g_strdup(subject != NULL ? subject : "");
    letter->is_forward = subject != NULL;
    if (number != NULL)
        g_ptr_array_add(letter->ticket_numbers, g_strdup(number));
    return letter;
}

static char *
found_in(const ReferenceSearch *search)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < search->references->len; i++) {
        const TicketReference *one = g_ptr_array_index(search->references, i);
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "",
                               decision_evidence_name(one->evidence), one->ticket_number);
    }
    return g_string_free(text, FALSE);
}

static void
evidence_comes_strongest_first(void **state)
{
    (void)state;
    const struct {
        const char *from, *to, *in_reply_to, *thread, *number, *found;
    } rows[] = {
        {USER, NULL, NULL, NULL, NULL, ""},
        {USER, NULL, NULL, NULL, "INC0000009", "subject INC0000009"},
        {USER, NULL, "x@customer.example", "INC0000005", NULL, "thread INC0000005"},
        {USER, NULL, NULL, "INC0000005", "INC0000009", "thread INC0000005, subject INC0000009"},
        {USER, address_of_one, NULL, NULL, NULL, "signed INC0000001"},
        {USER, address_of_one, NULL, "INC0000001", "INC0000001", "signed INC0000001"},
        {USER, NULL, id_of_two, NULL, NULL, "signed INC0000002"},
        {USER, address_of_one, id_of_two, "INC0000005", "INC0000009",
         "signed INC0000001, signed INC0000002, thread INC0000005, subject INC0000009"},
        /* for other people */
        {USER, address_for_eve, NULL, NULL, NULL, ""},
        {USER, NULL, id_for_eve, NULL, NULL, "thread INC0000003"},
        {EVE, address_of_one, id_of_two, NULL, NULL, "thread INC0000002"},
        {NULL, address_of_one, id_of_two, NULL, NULL, "thread INC0000002"},
        /* anybody can write that */
        {USER, "support+inc0000001.aaaaaaaaaaaaaaaa@desk.example", NULL, NULL, NULL, ""},
        {USER, NULL, "ticketgate.INC0000001.u.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa@desk.example", NULL,
         NULL, ""},
    };
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = {.recipient_delimiter = CONFIG_DELIMITER_PLUS, .routes = routes};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter =
            letter_with(rows[i].from, rows[i].to, rows[i].in_reply_to, NULL, rows[i].number);
        g_autoptr(ReferenceSearch) search =
            reference_search_new(&config, letter, NULL, &keys, rows[i].thread);
        g_autofree char *found = found_in(search);
        if (strcmp(found, rows[i].found) != 0)
            fail_msg("row %u: %s", i, found);
        assert_true(search->steps->len > 0);
        assert_false(search->is_own_mail);
    }
}

static void
a_forward_with_no_thread_only_mentions(void **state)
{
    (void)state;
    const struct {
        const char *subject, *in_reply_to, *reference, *found;
    } rows[] = {
        {"Fwd: [INC0000009] x", NULL, NULL, "mention INC0000009"},
        {"[EXTERN] WG: INC0000009", NULL, NULL, "mention INC0000009"},
        {"[INC0000009] Fwd: x", NULL, NULL, "subject INC0000009"},
        {"Re: Fwd: INC0000009", NULL, NULL, "subject INC0000009"},
        {"Fwd: [INC0000009] x", "unknown@customer.example", NULL, "subject INC0000009"},
        {"Fwd: [INC0000009] x", id_of_two, NULL, "signed INC0000002, subject INC0000009"},
        {"Fwd: [INC0000009] x", NULL, "unknown@customer.example", "subject INC0000009"},
    };
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = {.recipient_delimiter = CONFIG_DELIMITER_PLUS, .routes = routes};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter =
            letter_with(USER, NULL, rows[i].in_reply_to, rows[i].subject, "INC0000009");
        if (rows[i].reference != NULL)
            g_ptr_array_add(letter->references, g_strdup(rows[i].reference));
        g_autoptr(ReferenceSearch) search =
            reference_search_new(&config, letter, NULL, &keys, NULL);
        g_autofree char *found = found_in(search);
        if (strcmp(found, rows[i].found) != 0)
            fail_msg("row %u: %s", i, found);
    }
}

static void
the_recipient_of_the_envelope_counts(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Route route = {.recipient = address_of_one};
    const struct {
        ConfigDelimiter delimiter;
        const char *found;
    } rows[] = {{CONFIG_DELIMITER_PLUS, "signed INC0000001"},
                {CONFIG_DELIMITER_MINUS, ""},
                {CONFIG_DELIMITER_NONE, ""}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Config config = {.recipient_delimiter = rows[i].delimiter, .routes = routes};
        g_autoptr(Letter) letter = letter_with(USER, OWN, NULL, NULL, NULL);
        g_autoptr(ReferenceSearch) search =
            reference_search_new(&config, letter, &route, &keys, NULL);
        g_autofree char *found = found_in(search);
        assert_string_equal(found, rows[i].found);
    }
}

/* The other addresses are checked, too, but that of the envelope is not checked twice. */
static void
the_header_counts_beside_the_envelope(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = {.recipient_delimiter = CONFIG_DELIMITER_PLUS, .routes = routes};
    const Route elsewhere = {.recipient = OWN};
    const Route same = {.recipient = address_for_eve};
    g_autoptr(Letter) letter = letter_with(USER, address_of_one, NULL, NULL, NULL);
    g_autoptr(ReferenceSearch) beside =
        reference_search_new(&config, letter, &elsewhere, &keys, NULL);
    g_autofree char *found = found_in(beside);
    assert_string_equal(found, "signed INC0000001");

    g_autoptr(Letter) for_eve = letter_with(USER, address_for_eve, NULL, NULL, NULL);
    g_autoptr(ReferenceSearch) once = reference_search_new(&config, for_eve, &same, &keys, NULL);
    guint n_told = 0;
    for (guint i = 0; i < once->steps->len; i++)
        n_told +=
            strstr(g_ptr_array_index(once->steps, i), "was not made by us for this sender") != NULL;
    assert_int_equal(n_told, 1);
}

static void
our_own_mail_is_known_whoever_it_is_from(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = {.recipient_delimiter = CONFIG_DELIMITER_PLUS, .routes = routes};
    const struct {
        const char *message_id;
        const SigningKeys *keys;
        gboolean is_own;
    } rows[] = {
        {id_of_one, &keys, TRUE},
        {id_for_eve, &keys, TRUE},
        {"a@customer.example", &keys, FALSE},
        {"ticketgate.INC0000001.u.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa@desk.example", &keys, FALSE},
        {id_of_one, NULL, FALSE},
        {NULL, &keys, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_with(EVE, NULL, NULL, NULL, NULL);
        letter->message_id = g_strdup(rows[i].message_id);
        g_autoptr(ReferenceSearch) search =
            reference_search_new(&config, letter, NULL, rows[i].keys, NULL);
        if (search->is_own_mail != rows[i].is_own)
            fail_msg("row %u", i);
    }
}

static void
the_newest_mail_of_a_thread_comes_first(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_with(USER, NULL, "d@x.example", NULL, NULL);
    static const char *const references[] = {"a@x.example", "b@x.example", "c@x.example"};
    for (guint i = 0; i < G_N_ELEMENTS(references); i++)
        g_ptr_array_add(letter->references, g_strdup(references[i]));
    g_autoptr(GPtrArray) ids = reference_search_message_ids(letter);
    assert_int_equal(ids->len, 4);
    assert_string_equal(g_ptr_array_index(ids, 0), "d@x.example");
    assert_string_equal(g_ptr_array_index(ids, 1), "c@x.example");
    assert_string_equal(g_ptr_array_index(ids, 3), "a@x.example");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_comes_strongest_first),
        cmocka_unit_test(a_forward_with_no_thread_only_mentions),
        cmocka_unit_test(the_recipient_of_the_envelope_counts),
        cmocka_unit_test(the_header_counts_beside_the_envelope),
        cmocka_unit_test(our_own_mail_is_known_whoever_it_is_from),
        cmocka_unit_test(the_newest_mail_of_a_thread_comes_first),
    };
    return cmocka_run_group_tests(tests, make_references, free_references);
}

/* test_key_check.c - a host whose keys are not those of the others delivers nothing. */
#include "tests/unit/journal_fixture.h"

#include "gateway/delivery/key_check.h"
#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_owner_lease.h"

/* A handle as if several hosts used its store. */
static Journal *
open_shared(const Fixture *fixture)
{
    Journal *journal = fixture_open(fixture);

    journal_owner_clear(&journal->owner);
    journal_owner_init(&journal->owner, &journal_owner_lease);
    return journal;
}

static SigningKeys
keys_of(guint8 signing, guint8 before)
{
    SigningKeys keys = {.n_keys = before != 0 ? 2 : 1};

    keys.keys[0][0] = signing;
    keys.keys[1][0] = before;
    return keys;
}

static const Config config = {.key_file = (char *)"/there/reference-key"};

static void
assert_refused(Journal *journal, const SigningKeys *keys, const char *why)
{
    g_autoptr(GError) error = NULL;

    assert_false(key_check_run(&config, journal, keys, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    if (strstr(error->message, why) == NULL || strstr(error->message, config.key_file) == NULL ||
        strstr(error->message, "init --import") == NULL)
        fail_msg("%s", error->message);
}

static void
a_host_with_other_keys_is_refused(void **state)
{
    g_autoptr(Journal) journal = open_shared(*state);
    const SigningKeys first = keys_of(1, 0), other = keys_of(9, 0), rotated = keys_of(2, 1);

    assert_true(key_check_run(&config, journal, NULL, NULL));
    assert_true(key_check_run(&config, journal, &first, NULL));
    assert_true(key_check_run(&config, journal, &first, NULL));
    assert_refused(journal, &other, "not those of the other hosts");
    assert_refused(journal, NULL, "are missing");
    assert_true(key_check_run(&config, journal, &rotated, NULL));
    assert_refused(journal, &first, "before the last rotation");
    assert_true(key_check_announce(journal, &other, NULL));
    assert_refused(journal, &rotated, "not those of the other hosts");
    assert_true(key_check_run(&config, journal, &other, NULL));
}

static void
a_journal_of_one_host_records_no_keys(void **state)
{
    fixture_only_sqlite();
    g_autoptr(Journal) journal = fixture_open(*state);
    const SigningKeys first = keys_of(1, 0), other = keys_of(9, 0);

    assert_true(key_check_run(&config, journal, &first, NULL));
    assert_true(key_check_run(&config, journal, &other, NULL));
    g_autoptr(GPtrArray) prints = fixture_column(*state, "SELECT print FROM key_print");
    assert_int_equal(prints->len, 0);
}

static void
the_journal_says_nothing_of_the_key(void **state)
{
    g_autoptr(Journal) journal = open_shared(*state);
    const SigningKeys first = keys_of(0xab, 0);

    assert_true(key_check_run(&config, journal, &first, NULL));
    g_autoptr(GPtrArray) prints = fixture_column(*state, "SELECT print FROM key_print");
    assert_int_equal(prints->len, 1);
    assert_int_equal(strlen(g_ptr_array_index(prints, 0)), 32);
    assert_null(strstr(g_ptr_array_index(prints, 0), "ab000000"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_host_with_other_keys_is_refused),
        fixture_test(a_journal_of_one_host_records_no_keys),
        fixture_test(the_journal_says_nothing_of_the_key),
    };
    return cmocka_run_group_tests_name("key_check", tests, NULL, NULL);
}

/* The file with the keys that sign references. */
#include "tests/unit/private_file_fixture.h"

#include "config/signing_keys.h"

#define A "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define B "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static int
setup(void **state)
{
    PrivateFile *fixture = private_file_new();
    fixture->config.key_file = fixture->path;
    *state = fixture;
    return 0;
}

static void
reads_one_key_or_two(void **state)
{
    PrivateFile *fixture = *state;
    static const struct {
        const char *text;
        guint n_keys; /* 0: a mistake */
    } rows[] = {
        {A "\n", 1},
        {A, 1},
        {A "\n" B "\n", 2},
        {"# ours\n" A "\r\n\r\n# old\r\n" B "\r\n", 2},
        {"", 0},
        {"# nothing\n", 0},
        {A "0\n", 0},
        {"0123\n", 0},
        {" " A "\n", 0},
        {A "\n" B "\n" A "\n", 0},
        {"g" A "\n", 0},
        {"zz23456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        private_file_write(fixture, rows[i].text, 0600);
        g_autoptr(SigningKeys) keys = signing_keys_read(&fixture->config, &error);
        if ((keys != NULL ? keys->n_keys : 0) != rows[i].n_keys)
            fail_msg("row %u", i);
        if (keys == NULL) {
            assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
            assert_null(strstr(error->message, "0123456789abcdef"));
        } else {
            assert_int_equal(keys->keys[0][0], 0x01);
            assert_int_equal(keys->keys[0][15], 0xef);
            assert_int_equal(keys->keys[1][31], rows[i].n_keys == 2 ? 0xff : 0);
        }
    }
}

static void
no_file_is_no_mistake(void **state)
{
    PrivateFile *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(signing_keys_read(&fixture->config, &error));
    assert_null(error);
    fixture->config.key_file = NULL;
    assert_null(signing_keys_read(&fixture->config, &error));
    assert_null(error);
}

static void
what_others_can_read_is_refused(void **state)
{
    PrivateFile *fixture = *state;
    static const mode_t modes[] = {0640, 0604, 0660, 0644};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autoptr(GError) error = NULL;
        private_file_write(fixture, A "\n", modes[i]);
        assert_null(signing_keys_read(&fixture->config, &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
        assert_non_null(strstr(error->message, "chmod 600"));
    }
}

static void
what_is_no_file_is_refused(void **state)
{
    PrivateFile *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->config.key_file = fixture->directory;
    assert_null(signing_keys_read(&fixture->config, &error));
    assert_non_null(strstr(error->message, "is not a file"));
}

static void
new_keys_are_read_back_and_differ(void **state)
{
    PrivateFile *fixture = *state;
    g_autofree char *one = signing_keys_new_line();
    g_autofree char *other = signing_keys_new_line();
    assert_string_not_equal(one, other);
    g_autofree char *text = g_strdup_printf("%s\n%s\n", one, other);
    private_file_write(fixture, text, 0600);
    g_autoptr(SigningKeys) keys = signing_keys_read(&fixture->config, NULL);
    assert_int_equal(keys->n_keys, 2);
    assert_memory_not_equal(keys->keys[0], keys->keys[1], SIGNING_KEY_BYTES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_one_key_or_two, setup, private_file_teardown),
        cmocka_unit_test_setup_teardown(no_file_is_no_mistake, setup, private_file_teardown),
        cmocka_unit_test_setup_teardown(what_others_can_read_is_refused, setup,
                                        private_file_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, setup, private_file_teardown),
        cmocka_unit_test_setup_teardown(new_keys_are_read_back_and_differ, setup,
                                        private_file_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

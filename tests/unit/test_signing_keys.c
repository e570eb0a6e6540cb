/* The file of the keys that references are signed with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config/signing_keys.h"

#define A "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define B "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

typedef struct {
    char *directory;
    char *path;
    Config config;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->directory = g_dir_make_tmp("keys-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->directory, "reference-key", NULL);
    fixture->config.key_file = fixture->path;
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    g_unlink(fixture->path);
    g_rmdir(fixture->directory);
    g_free(fixture->path);
    g_free(fixture->directory);
    g_free(fixture);
    return 0;
}

static void
write_keys(const Fixture *fixture, const char *text, guint mode)
{
    assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
    assert_int_equal(g_chmod(fixture->path, mode), 0);
}

static void
reads_one_key_or_two(void **state)
{
    Fixture *fixture = *state;
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
        write_keys(fixture, rows[i].text, 0600);
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
    Fixture *fixture = *state;
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
    Fixture *fixture = *state;
    static const guint modes[] = {0640, 0604, 0660, 0644};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autoptr(GError) error = NULL;
        write_keys(fixture, A "\n", modes[i]);
        assert_null(signing_keys_read(&fixture->config, &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
        assert_non_null(strstr(error->message, "chmod 600"));
    }
}

static void
what_is_no_file_is_refused(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->config.key_file = fixture->directory;
    assert_null(signing_keys_read(&fixture->config, &error));
    assert_non_null(error);
}

static void
new_keys_are_read_back_and_differ(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *one = signing_keys_new_line();
    g_autofree char *other = signing_keys_new_line();
    assert_string_not_equal(one, other);
    g_autofree char *text = g_strdup_printf("%s\n%s\n", one, other);
    write_keys(fixture, text, 0600);
    g_autoptr(SigningKeys) keys = signing_keys_read(&fixture->config, NULL);
    assert_int_equal(keys->n_keys, 2);
    assert_memory_not_equal(keys->keys[0], keys->keys[1], SIGNING_KEY_BYTES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_one_key_or_two, setup, teardown),
        cmocka_unit_test_setup_teardown(no_file_is_no_mistake, setup, teardown),
        cmocka_unit_test_setup_teardown(what_others_can_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(new_keys_are_read_back_and_differ, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

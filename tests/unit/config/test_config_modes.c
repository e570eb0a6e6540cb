/* test_config_modes.c - files that others can write are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config_modes.h"

typedef struct {
    char *folder, *file;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->folder = g_dir_make_tmp("modes-XXXXXX", NULL);
    fixture->file = g_build_filename(fixture->folder, "file", NULL);
    *state = fixture;
    return g_file_set_contents(fixture->file, "", 0, NULL) ? 0 : 1;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;

    (void)unlink(fixture->file);
    (void)rmdir(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->file);
    g_free(fixture);
    return 0;
}

/* The mistakes of a configuration, one line each. (transfer full) */
static char *
mistakes_of(const Config *config)
{
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);

    config_modes_check(config, mistakes);
    g_ptr_array_add(mistakes, NULL);
    return g_strjoinv("\n", (char **)mistakes->pdata);
}

static void
assert_named(const Config *config, const char *words)
{
    g_autofree char *text = mistakes_of(config);

    if (words == NULL)
        assert_string_equal(text, "");
    else if (strstr(text, words) == NULL)
        fail_msg("no \"%s\" in \"%s\"", words, text);
}

static void
a_configuration_that_others_can_write_is_named(void **state)
{
    const Fixture *fixture = *state;
    const Config config = {.path = fixture->file};

    assert_int_equal(chmod(fixture->file, 0644), 0);
    assert_named(&config, NULL);
    assert_int_equal(chmod(fixture->file, 0664), 0);
    assert_named(&config, "configuration: others can write ");
    assert_int_equal(chmod(fixture->file, 0646), 0);
    assert_named(&config, "run chmod go-w on it");
}

static void
a_folder_that_others_can_write_is_named_with_its_key(void **state)
{
    const Fixture *fixture = *state;
    const Config configs[] = {{.journal_path = fixture->file},
                              {.token_cache = fixture->file},
                              {.quarantine_path = fixture->folder},
                              {.template_dir = fixture->folder},
                              {.ca_path = fixture->folder}};
    static const char *const words[] = {
        "[journal] path: others can write ",
        "[api] token_cache: ", "[quarantine] path: ", "[mail] templates: ", "[api] ca_path: "};

    for (gsize i = 0; i < G_N_ELEMENTS(configs); i++) {
        assert_int_equal(chmod(fixture->folder, 0775), 0);
        assert_named(&configs[i], NULL);
        assert_int_equal(chmod(fixture->folder, 01777), 0);
        assert_named(&configs[i], words[i]);
    }
}

static void
a_path_that_does_not_exist_is_not_named(void **state)
{
    static char nowhere[] = "/nonexistent/file";
    const Config config = {.path = nowhere, .journal_path = nowhere, .ca_file = nowhere};

    (void)state;
    assert_named(&config, NULL);
}

static void
root_and_our_own_user_are_trusted_owners(void **state)
{
    const struct stat root = {.st_uid = 0}, own = {.st_uid = geteuid()},
                      other = {.st_uid = geteuid() + 1};

    (void)state;
    assert_true(config_modes_is_own(&root));
    assert_true(config_modes_is_own(&own));
    assert_false(config_modes_is_own(&other));
}

/* Advice for each user: root is told which user to be, and not to change the owner of the files. */
static void
advice_is_right_for_who_reads_it(void **state)
{
    static const struct {
        uid_t self, owner;
        const char *advice;
    } rows[] = {
        {0, 1, "it belongs to user daemon; run this as daemon (sudo -u daemon ticketgate ...)"},
        {7777, 1, "it belongs to user daemon; run this as daemon (sudo -u daemon ticketgate ...)"},
        {1, 0, "it belongs to user root; as root, run chown daemon on it"},
        {1, 7777, "it belongs to user #7777; as root, run chown daemon on it"},
        {0, 7777, "it belongs to user #7777; as root, run chown root on it"},
        {7777, 0,
         "it belongs to user root; run this as the user that deliveries run as (sudo -u ticketgate "
         "ticketgate ...)"},
        {1, 1, "look at its modes, and at those of the folders above it"},
    };

    (void)state;
    if (geteuid() != 0)
        skip();
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct stat status = {.st_uid = rows[i].owner};
        assert_int_equal(seteuid(rows[i].self), 0);
        g_autofree char *advice = config_modes_advice(&status);
        assert_int_equal(seteuid(0), 0);
        assert_string_equal(advice, rows[i].advice);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_configuration_that_others_can_write_is_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_others_can_write_is_named_with_its_key, setup,
                                        teardown),
        cmocka_unit_test(a_path_that_does_not_exist_is_not_named),
        cmocka_unit_test(root_and_our_own_user_are_trusted_owners),
        cmocka_unit_test(advice_is_right_for_who_reads_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_init_keys.c - keys go from host to host in private files, and none is lost by that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"

static CommandResult *
init(const DeliveryFixture *fixture, const char *options, const char *input)
{
    g_autofree char *line = g_strdup_printf("--user=%s %s", g_get_user_name(), options);
    return command_fixture_run(command_init, fixture, line, input);
}

static char *
read_text(const char *path)
{
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* "--export=FILE" or "--import=FILE", with a file of the fixture's directory. */
static char *
option(const DeliveryFixture *fixture, const char *what, char **ret_path)
{
    g_autofree char *path = g_build_filename(fixture->directory, "exported", NULL);
    char *words = g_strdup_printf("--%s='%s'", what, path);
    if (ret_path != NULL)
        *ret_path = g_steal_pointer(&path);
    return words;
}

static void
keys_come_to_another_host_as_they_are(void **state)
{
    const DeliveryFixture *fixture = *state;
    const char *key_file = fixture->config->key_file;
    g_autofree char *path = NULL;
    g_autofree char *export = option(fixture, "export", &path);
    g_autofree char *import = option(fixture, "import", NULL);
    struct stat status;

    g_autoptr(CommandResult) made = init(fixture, "", "");
    g_autoptr(CommandResult) rotated = init(fixture, "--rotate", "");
    g_autofree char *before = read_text(key_file);
    g_autoptr(CommandResult) exported = init(fixture, export, "");
    assert_int_equal(exported->status, 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_null(strstr(exported->output, strrchr(g_strchomp(before), '\n') + 1));

    g_autoptr(CommandResult) twice = init(fixture, export, "");
    assert_int_equal(twice->status, 1); /* nothing is overwritten */

    g_autoptr(CommandResult) same = init(fixture, import, "");
    assert_int_equal(same->status, 0);
    assert_non_null(strstr(same->output, "with the same keys"));
    assert_int_equal(g_unlink(key_file), 0);
    g_autoptr(CommandResult) imported = init(fixture, import, "");
    assert_int_equal(imported->status, 0);
    assert_non_null(strstr(imported->output, "key file   made"));
    g_autofree char *after = read_text(key_file);
    assert_string_equal(g_strchomp(after), before);
    assert_int_equal(stat(key_file, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void
keys_come_through_a_pipe(void **state)
{
    const DeliveryFixture *fixture = *state;
    const char *key_file = fixture->config->key_file;

    g_autoptr(CommandResult) made = init(fixture, "", "");
    g_autofree char *before = read_text(key_file);
    g_autoptr(CommandResult) exported = init(fixture, "--export=-", "");
    assert_int_equal(exported->status, 0);
    assert_string_equal(exported->output, before);
    assert_int_equal(g_unlink(key_file), 0);
    g_autoptr(CommandResult) imported = init(fixture, "--import=-", exported->output);
    assert_int_equal(imported->status, 0);
    g_autofree char *after = read_text(key_file);
    assert_string_equal(after, before);
}

/* A rotation on another host: its file has the key that signs here as the second one. */
static void
the_keys_of_a_rotation_replace_those_before_it(void **state)
{
    const DeliveryFixture *fixture = *state;
    const char *key_file = fixture->config->key_file;

    g_autoptr(CommandResult) made = init(fixture, "", "");
    g_autofree char *before = read_text(key_file);
    g_autoptr(CommandResult) rotated = init(fixture, "--rotate", "");
    g_autofree char *after = read_text(key_file);
    assert_true(g_file_set_contents(key_file, before, -1, NULL));
    assert_int_equal(g_chmod(key_file, 0600), 0);
    g_autoptr(CommandResult) imported = init(fixture, "--import=-", after);
    assert_int_equal(imported->status, 0);
    assert_non_null(strstr(imported->output, "key file   new"));
    g_autofree char *now = read_text(key_file);
    assert_string_equal(now, after);
}

static void
keys_that_would_lose_the_own_one_are_refused(void **state)
{
    static const char other[] =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
    const DeliveryFixture *fixture = *state;
    const char *key_file = fixture->config->key_file;

    g_autoptr(CommandResult) made = init(fixture, "", "");
    g_autofree char *before = read_text(key_file);
    g_autoptr(CommandResult) refused = init(fixture, "--import=-", other);
    assert_int_equal(refused->status, 1);
    assert_non_null(strstr(refused->errors, "move the file away first"));
    assert_null(strstr(refused->errors, "0123456789abcdef"));
    g_autofree char *after = read_text(key_file);
    assert_string_equal(after, before);
}

static void
what_cannot_be_used_is_refused(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *path = NULL;
    g_autofree char *import = option(fixture, "import", &path);

    g_autoptr(CommandResult) without = init(fixture, "--export=-", "");
    assert_int_equal(without->status, 1);
    assert_string_equal(without->output, "");
    g_autoptr(CommandResult) missing = init(fixture, import, "");
    assert_int_equal(missing->status, 1);
    g_autoptr(CommandResult) nonsense = init(fixture, "--import=-", "no key\n");
    assert_int_equal(nonsense->status, 1);
    assert_non_null(strstr(nonsense->errors, "standard input"));
    assert_true(g_file_set_contents(path, "x\n", -1, NULL));
    assert_int_equal(g_chmod(path, 0644), 0);
    g_autoptr(CommandResult) open = init(fixture, import, "");
    assert_int_equal(open->status, 1);
    assert_non_null(strstr(open->errors, "can be read by others"));
    g_autoptr(CommandResult) both = init(fixture, "--rotate --import=-", "");
    assert_int_equal(both->status, 1);
    assert_false(g_file_test(fixture->config->key_file, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(keys_come_to_another_host_as_they_are),
        delivery_fixture_test(keys_come_through_a_pipe),
        delivery_fixture_test(the_keys_of_a_rotation_replace_those_before_it),
        delivery_fixture_test(keys_that_would_lose_the_own_one_are_refused),
        delivery_fixture_test(what_cannot_be_used_is_refused),
    };
    return cmocka_run_group_tests_name("init_keys", tests, NULL, NULL);
}

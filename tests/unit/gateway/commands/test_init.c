/* `ticketgate init`: makes the key file once, and a new key only when asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include "config/signing_keys.h"
#include "gateway/commands/command.h"
#include "tests/unit/command_fixture.h"

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_init, 1);
}

/* The two keys in the file, as hexadecimal digits. (transfer full) */
static char *
key_text(const DeliveryFixture *fixture)
{
    char *text = NULL;
    assert_true(g_file_get_contents(fixture->config->key_file, &text, NULL, NULL));
    return text;
}

static CommandResult *
init(const DeliveryFixture *fixture)
{
    g_autofree char *line = g_strdup_printf("--user=%s", g_get_user_name());
    return command_fixture_run(command_init, fixture, line, "");
}

static CommandResult *
rotate(const DeliveryFixture *fixture)
{
    g_autofree char *line = g_strdup_printf("--user=%s --rotate", g_get_user_name());
    return command_fixture_run(command_init, fixture, line, "");
}

/* Puts journal and key file into DIRECTORY/state/deep, which does not exist, and returns that path.
 * (transfer full) */
static char *
move_state(const DeliveryFixture *fixture)
{
    g_autofree char *to = g_build_filename(fixture->directory, "state/deep/journal.db", NULL);
    delivery_fixture_edit(fixture, fixture->config->journal_path, to);
    return g_path_get_dirname(to);
}

static guint
mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void
makes_a_key_for_its_owner_alone_and_keeps_it(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) first = init(fixture);
    assert_int_equal(first->status, 0);
    assert_non_null(strstr(first->output, "key file   made"));
    assert_int_equal(mode_of(fixture->config->key_file), 0600);
    g_autofree char *made = key_text(fixture);
    assert_null(strstr(first->output, strrchr(g_strchomp(made), '\n') + 1));

    g_autoptr(CommandResult) second = init(fixture);
    assert_int_equal(second->status, 0);
    assert_non_null(strstr(second->output, "key file   there"));
    g_autofree char *kept = key_text(fixture);
    assert_string_equal(g_strchomp(kept), made);
}

/* A file that exists but cannot be used is never overwritten: the operator has to look at it. */
static void
a_key_file_that_cannot_be_used_stays(void **state)
{
    const DeliveryFixture *fixture = *state;
    assert_true(g_file_set_contents(fixture->config->key_file, "no key\n", -1, NULL));
    assert_int_equal(chmod(fixture->config->key_file, 0600), 0);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(CommandResult) result = i == 0 ? init(fixture) : rotate(fixture);
        assert_int_equal(result->status, 1);
        assert_non_null(strstr(result->errors, fixture->config->key_file));
        g_autofree char *kept = key_text(fixture);
        assert_string_equal(kept, "no key\n");
    }
}

static void
makes_the_directory_for_its_owner_alone(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *directory = move_state(fixture);
    g_autofree char *made = g_strdup_printf("directory  made   %s\n", directory);
    g_autofree char *there = g_strdup_printf("directory  there  %s\n", directory);
    mode_t mask = umask(0);
    g_autoptr(CommandResult) first = init(fixture);
    umask(mask);
    assert_int_equal(first->status, 0);
    assert_true(g_str_has_prefix(first->output, made));
    assert_true(
        g_str_has_prefix(first->output + strlen(made), "key file   made")); /* reported once */
    assert_int_equal(mode_of(directory), 0700);
    g_autoptr(CommandResult) second = init(fixture);
    assert_true(g_str_has_prefix(second->output, there));
    g_autofree char *key = g_build_filename(directory, "reference-key", NULL);
    assert_int_equal(mode_of(key), 0600);
}

static void
a_directory_that_cannot_be_made_is_named(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *directory = move_state(fixture);
    g_autofree char *parent = g_path_get_dirname(directory);
    assert_true(g_file_set_contents(parent, "", 0, NULL));
    g_autoptr(CommandResult) result = init(fixture);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    g_autofree char *wanted =
        g_strdup_printf("ticketgate init: cannot make the directory %s: ", directory);
    assert_true(g_str_has_prefix(result->errors, wanted));
}

/* The file is written under another name first, and nothing is left there. */
static void
leaves_no_other_file(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *path = move_state(fixture);
    g_autoptr(CommandResult) first = init(fixture);
    g_autoptr(CommandResult) second = rotate(fixture);
    assert_non_null(strstr(second->output, "key file   new "));
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    assert_string_equal(g_dir_read_name(directory), "reference-key");
    assert_null(g_dir_read_name(directory));
}

static void
prints_the_lines_for_postfix(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) plus = init(fixture);
    g_autofree char *config =
        g_strdup_printf(" deliver --config=%s --queue-id=${queue_id} ", fixture->config->path);
    g_autofree char *user = g_strdup_printf(" user=%s ", g_get_user_name());
    assert_non_null(strstr(plus->output, config));
    assert_non_null(strstr(plus->output, user));
    assert_non_null(strstr(plus->output, "'recipient_delimiter = +'\n"));
    assert_non_null(strstr(plus->output, "'message_size_limit = 27262976'\n"));
    assert_non_null(strstr(plus->output, "\nsupport@desk.example ticketgate:\n"));
    delivery_fixture_edit(fixture, "[spool]", "[mail]\nrecipient_delimiter = none\n[spool]");
    g_autoptr(CommandResult) none = init(fixture);
    assert_int_equal(none->status, 0);
    assert_null(strstr(none->output, "recipient_delimiter"));
}

static void
a_user_that_is_not_there_is_refused(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) result =
        command_fixture_run(command_init, fixture, "--user=no-such-user", "");
    assert_int_equal(result->status, 1);
    assert_string_equal(result->errors, "ticketgate init: there is no user no-such-user; run this "
                                        "as root, or as that user\n");
    assert_false(g_file_test(fixture->config->key_file, G_FILE_TEST_EXISTS));
}

static void
rotation_keeps_the_key_before_it(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) first = init(fixture);
    g_autofree char *before = g_strchomp(key_text(fixture));
    g_autoptr(CommandResult) second = rotate(fixture);
    assert_int_equal(second->status, 0);
    g_autofree char *after = g_strchomp(key_text(fixture));
    assert_string_not_equal(after, before);
    assert_string_equal(strrchr(after, '\n'), strrchr(before, '\n'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(refuses_what_it_does_not_know),
        delivery_fixture_test(makes_a_key_for_its_owner_alone_and_keeps_it),
        delivery_fixture_test(a_key_file_that_cannot_be_used_stays),
        delivery_fixture_test(rotation_keeps_the_key_before_it),
        delivery_fixture_test(makes_the_directory_for_its_owner_alone),
        delivery_fixture_test(a_directory_that_cannot_be_made_is_named),
        delivery_fixture_test(leaves_no_other_file),
        delivery_fixture_test(prints_the_lines_for_postfix),
        delivery_fixture_test(a_user_that_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

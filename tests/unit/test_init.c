/* `ticketgate init`: makes the key file once, and a new key only when asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include "command_fixture.h"
#include "config/signing_keys.h"
#include "gateway/commands/command.h"

static int
setup(void **state)
{
    *state = delivery_fixture_new("http://127.0.0.1:1");
    return 0;
}

static int
teardown(void **state)
{
    delivery_fixture_free(*state);
    return 0;
}

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

static void
makes_a_key_for_its_owner_alone_and_keeps_it(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) first = command_fixture_run(command_init, fixture, "", "");
    assert_int_equal(first->status, 0);
    assert_non_null(strstr(first->output, "key file   made"));
    struct stat status;
    assert_int_equal(stat(fixture->config->key_file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    g_autofree char *made = key_text(fixture);
    assert_null(strstr(first->output, strrchr(g_strchomp(made), '\n') + 1));

    g_autoptr(CommandResult) second = command_fixture_run(command_init, fixture, "", "");
    assert_int_equal(second->status, 0);
    assert_non_null(strstr(second->output, "key file   there"));
    g_autofree char *kept = key_text(fixture);
    assert_string_equal(g_strchomp(kept), made);
}

static void
rotation_keeps_the_key_before_it(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(CommandResult) first = command_fixture_run(command_init, fixture, "", "");
    g_autofree char *before = g_strchomp(key_text(fixture));
    g_autoptr(CommandResult) second = command_fixture_run(command_init, fixture, "--rotate", "");
    assert_int_equal(second->status, 0);
    g_autofree char *after = g_strchomp(key_text(fixture));
    assert_string_not_equal(after, before);
    assert_string_equal(strrchr(after, '\n'), strrchr(before, '\n'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, setup, teardown),
        cmocka_unit_test_setup_teardown(makes_a_key_for_its_owner_alone_and_keeps_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(rotation_keeps_the_key_before_it, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

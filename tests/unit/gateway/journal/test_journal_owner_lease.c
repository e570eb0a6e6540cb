/* test_journal_owner_lease.c - between hosts the lease decides, and what can be seen from here. */
#include "tests/unit/journal_fixture.h"

#include <sys/utsname.h>

#include "gateway/journal/journal_owner_lease.h"
#include "gateway/journal/journal_owner_process.h"

static gboolean
is_gone_in_lease(const char *name)
{
    return journal_owner_lease.is_gone(name, 5000, 4999);
}

static void
a_living_holder_is_gone_when_its_lease_ended(void **state)
{
    g_autofree char *name = journal_owner_lease.new_name();
    g_autofree char *another = journal_owner_lease.new_name();

    (void)state;
    assert_string_not_equal(name, another);
    assert_false(is_gone_in_lease(name));
    assert_true(journal_owner_lease.is_gone(name, 5000, 5000));
    journal_owner_lease.end(name);
    journal_owner_lease.end(another);
}

static void
the_name_says_on_which_host_it_is(void **state)
{
    g_autofree char *name = journal_owner_lease.new_name();
    struct utsname names;

    (void)state;
    assert_int_equal(uname(&names), 0);
    assert_true(g_str_has_suffix(name, names.nodename));
    journal_owner_lease.end(name);
}

/* A name whose field `index` is `text` instead; its handle is still open. */
static char *
altered(const char *name, guint index, const char *text)
{
    g_auto(GStrv) fields = g_strsplit(name, ":", 0);

    g_free(fields[index]);
    fields[index] = g_strdup(text);
    return g_strjoinv(":", fields);
}

static void
what_cannot_be_seen_is_held_until_the_lease_ends(void **state)
{
    static const struct {
        guint index;
        const char *text;
        gboolean is_gone;
    } rows[] = {
        {0, "another-boot", FALSE}, {1, "another namespace", FALSE},
        {2, "not a number", FALSE}, {3, "12", TRUE}, /* the pid was reused */
        {4, "4711", TRUE},                           /* no such handle is open in this process */
        {5, "another-host", FALSE},
    };
    g_autofree char *name = journal_owner_lease.new_name();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *other = altered(name, rows[i].index, rows[i].text);
        if (is_gone_in_lease(other) != rows[i].is_gone)
            fail_msg("row %u: %s", i, other);
        assert_true(journal_owner_lease.is_gone(other, 5000, 5000));
    }
    assert_false(is_gone_in_lease("no name of ours"));
    journal_owner_lease.end(name);
}

/* As of a worker whose connection was lost: it could not release its claims, and goes on. */
static void
a_closed_handle_of_this_process_is_gone_at_once(void **state)
{
    g_autofree char *name = journal_owner_lease.new_name();
    g_autofree char *another = journal_owner_lease.new_name();

    (void)state;
    journal_owner_lease.end(name);
    assert_true(is_gone_in_lease(name));
    assert_false(is_gone_in_lease(another));
    journal_owner_lease.end(another);
}

static void
with_very_many_handles_the_lease_decides(void **state)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    (void)state;
    for (guint i = 0; i < 100; i++)
        g_ptr_array_add(names, journal_owner_lease.new_name());
    for (guint i = 0; i < names->len; i++)
        assert_false(is_gone_in_lease(g_ptr_array_index(names, i)));
    for (guint i = 0; i < names->len; i++)
        journal_owner_lease.end(g_ptr_array_index(names, i));
    assert_true(is_gone_in_lease(g_ptr_array_index(names, 0)));
    assert_false(is_gone_in_lease(g_ptr_array_index(names, 99)));
}

static void
a_process_of_this_host_that_died_is_gone_at_once(void **state)
{
    int pipe_fds[2];
    char name[400] = "";

    (void)state;
    assert_int_equal(pipe(pipe_fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        g_autofree char *owner = journal_owner_lease.new_name();
        _exit(write(pipe_fds[1], owner, strlen(owner)) > 0 ? 0 : 1);
    }
    assert_true(read(pipe_fds[0], name, sizeof name - 1) > 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(is_gone_in_lease(name));
    close(pipe_fds[0]);
    close(pipe_fds[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_living_holder_is_gone_when_its_lease_ended),
        cmocka_unit_test(the_name_says_on_which_host_it_is),
        cmocka_unit_test(what_cannot_be_seen_is_held_until_the_lease_ends),
        cmocka_unit_test(a_closed_handle_of_this_process_is_gone_at_once),
        cmocka_unit_test(with_very_many_handles_the_lease_decides),
        cmocka_unit_test(a_process_of_this_host_that_died_is_gone_at_once),
    };
    return cmocka_run_group_tests_name("journal_owner_lease", tests, NULL, NULL);
}

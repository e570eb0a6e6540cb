/* test_journal_owner_process.c - which processes are still alive. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_owner_process.h"

static void
this_process_is_alive(void **state)
{
    (void)state;
    g_autofree char *owner = journal_owner_process.new_name();
    g_autofree char *another = journal_owner_process.new_name();

    assert_false(journal_owner_process.is_gone(owner, 0, 1000));
    assert_string_not_equal(owner, another);
}

/* Without the namespace, a process of another container with our pid would count as alive. */
static void
the_name_tells_kernel_namespace_and_process(void **state)
{
    g_autofree char *owner = journal_owner_process.new_name();
    g_auto(GStrv) fields = g_strsplit(owner, ":", 0);
    g_autofree char *space = g_file_read_link("/proc/self/ns/pid", NULL);
    g_autofree char *written = g_strdup_printf("pid:[%s]", fields[1]);
    g_autofree char *boot = NULL;

    (void)state;
    assert_true(g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL));
    assert_string_equal(fields[0], g_strchomp(boot));
    assert_string_equal(written, space);
    assert_int_equal(g_ascii_strtoll(fields[2], NULL, 10), getpid());
    assert_true(g_ascii_strtoll(fields[3], NULL, 10) > 0);
}

/* Our own name with field `index` replaced by `text`. */
static char *
altered(guint index, const char *text)
{
    g_autofree char *owner = journal_owner_process.new_name();
    g_auto(GStrv) fields = g_strsplit(owner, ":", 0);

    g_free(fields[index]);
    fields[index] = g_strdup(text);
    return g_strjoinv(":", fields);
}

static void
one_changed_field_decides(void **state)
{
    static const struct {
        guint index;
        const char *text;
        gboolean is_gone_in_lease;
        gboolean is_gone_after;
    } rows[] = {
        {0, "another-boot", TRUE, TRUE},
        {1, "another namespace", FALSE, TRUE},
        {2, "not a number", FALSE, TRUE},
        {2, "0", FALSE, TRUE},
        {2, "-1", FALSE, TRUE},
        {2, "99999999999", FALSE, TRUE},
        {3, "12", TRUE, TRUE}, /* the pid was reused */
        {4, "77", FALSE, FALSE},
        {4, "too:many:fields", FALSE, TRUE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *owner = altered(rows[i].index, rows[i].text);
        if (journal_owner_process.is_gone(owner, 5000, 4999) != rows[i].is_gone_in_lease ||
            journal_owner_process.is_gone(owner, 5000, 5000) != rows[i].is_gone_after)
            fail_msg("row %u: %s", i, owner);
    }
}

static void
a_dead_process_is_gone_also_as_a_zombie(void **state)
{
    int pipe_fds[2];
    char name[200] = "";
    siginfo_t info;

    (void)state;
    assert_int_equal(pipe(pipe_fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        g_autofree char *owner = journal_owner_process.new_name();
        _exit(write(pipe_fds[1], owner, strlen(owner)) > 0 ? 0 : 1);
    }
    assert_true(read(pipe_fds[0], name, sizeof name - 1) > 0);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_true(journal_owner_process.is_gone(name, 5000, 1000));
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(journal_owner_process.is_gone(name, 5000, 1000));
    close(pipe_fds[0]);
    close(pipe_fds[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_process_is_alive),
        cmocka_unit_test(the_name_tells_kernel_namespace_and_process),
        cmocka_unit_test(one_changed_field_decides),
        cmocka_unit_test(a_dead_process_is_gone_also_as_a_zombie),
    };
    return cmocka_run_group_tests_name("journal_owner_process", tests, NULL, NULL);
}

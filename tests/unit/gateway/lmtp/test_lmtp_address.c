/* Which addresses are accepted, and what is said about the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/lmtp/lmtp_address.h"

static const struct {
    const char *address;
    int family;
    const char *problem; /* a part of it; NULL: no problem */
} addresses[] = {
    {"unix:/run/ticketgate/lmtp.sock", AF_UNIX, NULL},
    {"127.0.0.1:24", AF_INET, NULL},
    {"127.1.2.3:65535", AF_INET, NULL},
    {"[::1]:24", AF_INET6, NULL},
    {NULL, 0, "it is empty; set it to unix:/PATH"},
    {"", 0, "it is empty; set it to unix:/PATH"},
    {"unix:lmtp.sock", 0, "'lmtp.sock' does not begin with /"},
    {"unix:", 0, "does not begin with /"},
    {"/run/lmtp.sock", 0, "'/run/lmtp.sock' is no address; set it to unix:/PATH"},
    {"/run/a:24", 0, "'/run/a:24' is no address"},
    {"127.0.0.1", 0, "is no address; set it to"},
    {"127.0.0.1:", 0, "'' is no port; set it to a number from 1 to 65535"},
    {"127.0.0.1:0", 0, "'0' is no port"},
    {"127.0.0.1:65536", 0, "'65536' is no port"},
    {"127.0.0.1:lmtp", 0, "'lmtp' is no port"},
    {"[::1]:99999", 0, "'99999' is no port"},
    {"0.0.0.0:24", 0, "'0.0.0.0' is no loopback address"},
    {"192.0.2.1:24", 0, "'192.0.2.1' is no loopback address"},
    {"[::]:24", 0, "'[::]' is no loopback address"},
    {"localhost:24", 0, "'localhost' is no loopback address"},
    {":24", 0, "'' is no loopback address"},
};

static void
only_loopback_and_paths_are_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        LmtpAddress address;
        g_autofree char *problem = lmtp_address_read(addresses[i].address, &address);
        if (addresses[i].problem == NULL) {
            assert_null(problem);
            assert_int_equal(address.any.sa_family, addresses[i].family);
        } else if (problem == NULL || strstr(problem, addresses[i].problem) == NULL) {
            fail_msg("%s: %s", addresses[i].address, problem);
        }
    }
}

static void
a_path_fits_or_is_told(void **state)
{
    LmtpAddress address;
    gsize room = sizeof address.local.sun_path - 1;
    g_autofree char *name = g_strnfill(room - 1, 'x');
    g_autofree char *fits = g_strconcat("unix:/", name, NULL);
    g_autofree char *longer = g_strconcat("unix:/", name, "x", NULL);

    (void)state;
    assert_null(lmtp_address_read(fits, &address));
    assert_int_equal(strlen(address.local.sun_path), room);
    assert_int_equal(lmtp_address_length(&address), sizeof address.local);
    g_autofree char *problem = lmtp_address_read(longer, &address);
    assert_string_equal(problem, "the path has 108 bytes, and a Unix socket takes 107 at most; "
                                 "choose a shorter one");
}

static void
assert_place(const char *folder, const char *name, const char *problem)
{
    LmtpAddress address;
    g_autofree char *text = g_strconcat("unix:", folder, name, NULL);

    assert_null(lmtp_address_read(text, &address));
    g_autofree char *found = lmtp_address_check_place(&address);
    if (problem == NULL ? found != NULL : found == NULL || strstr(found, problem) == NULL)
        fail_msg("%s: %s", text, found);
}

/* As a user other than root, for whom file modes matter. */
static int
check_as_nobody(const char *folder, const char *name, const char *words)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        LmtpAddress address;
        g_autofree char *text = g_strconcat("unix:", folder, name, NULL);
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            _exit(9);
        char *problem = lmtp_address_read(text, &address);
        problem = problem == NULL ? lmtp_address_check_place(&address) : NULL;
        _exit(problem != NULL && strstr(problem, words) != NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status);
}

static void
the_place_is_looked_at(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("address-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "file", NULL);
    g_autofree char *closed = g_build_filename(folder, "closed", NULL);

    (void)state;
    assert_true(g_file_set_contents(file, "x", -1, NULL));
    assert_place(folder, "/lmtp.sock", NULL);
    assert_place(folder, "/none/lmtp.sock", "there is no directory ");
    assert_place(folder, "/file/lmtp.sock", "is no directory; choose another path");
    assert_place(folder, "/file", "no socket; move it away");
    assert_int_equal(g_mkdir(closed, 0555), 0);
    assert_int_equal(g_chmod(folder, 0555), 0);
    assert_int_equal(check_as_nobody(folder, "/lmtp.sock", "may not write to"), 0);
    assert_int_equal(g_chmod(folder, 0), 0);
    assert_int_equal(check_as_nobody(folder, "/closed/lmtp.sock", "may not look into"), 0);
    g_chmod(folder, 0755);
    g_rmdir(closed);
    g_unlink(file);
    g_rmdir(folder);
}

static void
other_addresses_have_no_place(void **state)
{
    LmtpAddress address;

    (void)state;
    assert_null(lmtp_address_read("127.0.0.1:24", &address));
    assert_null(lmtp_address_check_place(&address));
    assert_int_equal(lmtp_address_length(&address), sizeof address.ip4);
    assert_null(lmtp_address_read("[::1]:24", &address));
    assert_int_equal(lmtp_address_length(&address), sizeof address.ip6);
}

static void
a_group_that_does_not_exist_is_named(void **state)
{
    (void)state;
    assert_null(lmtp_address_check_group(NULL));
    assert_null(lmtp_address_check_group("root"));
    g_autofree char *problem = lmtp_address_check_group("no-such-group");
    assert_non_null(strstr(problem, "no group no-such-group"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_loopback_and_paths_are_taken),
        cmocka_unit_test(a_path_fits_or_is_told),
        cmocka_unit_test(the_place_is_looked_at),
        cmocka_unit_test(other_addresses_have_no_place),
        cmocka_unit_test(a_group_that_does_not_exist_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

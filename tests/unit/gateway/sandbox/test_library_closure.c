/* test_library_closure.c - a library can be loaded if only the listed files can be opened. */
#include "gateway/sandbox/library_closure.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/sandbox/landlock.h"
#include "parsers/c_library.h"

#define NOT_HERE 77

/* A library whose own libraries are not loaded in this program. */
static char *
find_library_with_needs(void)
{
    g_autofree char *path = c_library_find_beside("libssl.so.3");

    if (path == NULL || dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_NOLOAD) != NULL)
        skip();
    return g_steal_pointer(&path);
}

static gboolean
has(const GPtrArray *paths, const char *name)
{
    for (guint i = 0; i < paths->len; i++)
        if (g_str_has_suffix(g_ptr_array_index(paths, i), name))
            return TRUE;
    return FALSE;
}

static int
load_shut_in(const char *library, GPtrArray *files)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 2;
    switch (landlock_allow_reading(NULL, files)) {
    case LANDLOCK_MISSING:
        return NOT_HERE;
    case LANDLOCK_FAILED:
        return 3;
    case LANDLOCK_DONE:
        break;
    }
    return dlopen(library, RTLD_LAZY) != NULL ? 0 : 1;
}

/* The exit status of a child that may only open `files`. */
static int
run_child(const char *library, GPtrArray *files)
{
    int status = -1;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(load_shut_in(library, files));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_HERE)
        skip();
    return WEXITSTATUS(status);
}

static void
a_library_and_its_needs_are_found(void **state)
{
    g_autofree char *library = find_library_with_needs();
    g_autoptr(GPtrArray) paths = library_closure_find(library);

    (void)state;
    assert_string_equal(g_ptr_array_index(paths, 0), library);
    assert_true(has(paths, "/libcrypto.so.3"));
    assert_false(has(paths, "/libc.so.6")); /* is loaded */
    for (guint i = 0; i < paths->len; i++)
        assert_true(g_path_is_absolute(g_ptr_array_index(paths, i)));
}

static void
the_closure_is_enough_to_load_it(void **state)
{
    g_autofree char *library = find_library_with_needs();
    g_autoptr(GPtrArray) closure = library_closure_find(library);
    g_autoptr(GPtrArray) alone = g_ptr_array_new();

    (void)state;
    g_ptr_array_add(alone, library);
    assert_int_equal(run_child(library, closure), 0);
    assert_int_equal(run_child(library, alone), 1);
}

static void
no_library_needs_nothing(void **state)
{
    g_autoptr(GPtrArray) paths = library_closure_find(NULL);

    (void)state;
    assert_int_equal(paths->len, 0);
}

/* Cut at every byte of its header, and with each of these bytes changed. */
static void
what_is_no_library_needs_nothing(void **state)
{
    g_autofree char *library = find_library_with_needs();
    g_autofree char *path = NULL;
    g_autofree char *data = NULL;
    gsize length = 0;
    int fd = g_file_open_tmp("ticketgate-test-XXXXXX", &path, NULL);

    (void)state;
    assert_true(fd >= 0 && close(fd) == 0);
    assert_true(g_file_get_contents(library, &data, &length, NULL));
    for (gsize cut = 0; cut < 1024; cut += cut < 128 ? 1 : 37) {
        assert_true(g_file_set_contents(path, data, (gssize)cut, NULL));
        g_autoptr(GPtrArray) paths = library_closure_find(path);
        assert_int_equal(paths->len, 1);
    }
    for (gsize i = 0; i < 1024; i += i < 128 ? 1 : 37) {
        g_autofree char *broken = g_memdup2(data, length);
        broken[i] ^= (char)0xff;
        assert_true(g_file_set_contents(path, broken, (gssize)length, NULL));
        g_autoptr(GPtrArray) paths = library_closure_find(path);
        assert_true(paths->len >= 1);
    }
    assert_int_equal(unlink(path), 0);
    g_autoptr(GPtrArray) gone = library_closure_find(path);
    assert_int_equal(gone->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_library_and_its_needs_are_found),
        cmocka_unit_test(the_closure_is_enough_to_load_it),
        cmocka_unit_test(no_library_needs_nothing),
        cmocka_unit_test(what_is_no_library_needs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

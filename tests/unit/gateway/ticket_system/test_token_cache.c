/* The token in its file: whether it is fresh and ours, and when it counts as missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/token_cache.h"

static int
setup(void **state)
{
    g_autofree char *directory = g_dir_make_tmp("token-XXXXXX", NULL);
    *state = g_build_filename(directory, "token", NULL);
    return 0;
}

static int
teardown(void **state)
{
    g_autofree char *directory = g_path_get_dirname(*state);
    GDir *dir = g_dir_open(directory, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(directory);
    g_free(*state);
    return 0;
}

static void
a_token_is_fresh_until_shortly_before_its_end(void **state)
{
    static const struct {
        gint64 now_s, expires_in_s;
        gboolean is_fresh;
    } rows[] = {
        {1000, 3599, TRUE}, {1000 + 3538, 3599, TRUE}, {1000 + 3539, 3599, FALSE},
        {999, 3599, FALSE}, {1000 + 7, 10, TRUE},      {1000 + 8, 10, FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        TokenEntry entry = {.obtained_s = 1000, .expires_in_s = rows[i].expires_in_s};
        if (token_entry_is_fresh(&entry, rows[i].now_s) != rows[i].is_fresh)
            fail_msg("row %u", i);
    }
}

static void
a_value_may_stand_in_a_header_field(void **state)
{
    g_autofree char *longest = g_strnfill(16384, 'x');
    g_autofree char *too_long = g_strnfill(16385, 'x');
    const struct {
        const char *value;
        gboolean is_valid;
    } rows[] = {{"a.b-c_d~e+f/g==", TRUE}, {"", FALSE},     {"a b", FALSE},   {"a\r\nX: y", FALSE},
                {"\xc3\xa9", FALSE},       {longest, TRUE}, {too_long, FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (token_value_is_valid(rows[i].value) != rows[i].is_valid)
            fail_msg("row %u", i);
}

static void
write_entry(const char *path)
{
    const TokenEntry entry = {.value = (char[]){"t0ken"}, .obtained_s = 1000, .expires_in_s = 3599};
    g_autoptr(GError) error = NULL;
    assert_true(token_cache_write(path, "client@server", &entry, &error));
}

static void
what_is_written_is_read_by_its_owner_alone(void **state)
{
    const char *path = *state;
    write_entry(path);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    TokenEntry *read = token_cache_read(path, "client@server");
    assert_non_null(read);
    assert_string_equal(read->value, "t0ken");
    assert_int_equal(read->obtained_s, 1000);
    assert_int_equal(read->expires_in_s, 3599);
    token_entry_free(read);
    assert_null(token_cache_read(path, "other@server"));
}

/* Cut at every octet: no token, or the whole token if only the line end is missing. */
static void
a_damaged_file_gives_no_other_token(void **state)
{
    const char *path = *state;
    write_entry(path);
    g_autofree char *text = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(path, &text, &length, NULL));
    for (gsize i = 0; i < length; i++) {
        assert_true(g_file_set_contents(path, text, (gssize)i, NULL));
        assert_int_equal(chmod(path, 0600), 0);
        TokenEntry *read = token_cache_read(path, "client@server");
        if (read != NULL)
            assert_string_equal(read->value, "t0ken");
        token_entry_free(read);
    }
    assert_true(g_file_set_contents(path, "client@server\nmany more\nt0ken\n", -1, NULL));
    assert_int_equal(chmod(path, 0600), 0);
    assert_null(token_cache_read(path, "client@server"));
}

static void
a_folder_that_is_missing_is_said(void **state)
{
    const TokenEntry entry = {.value = (char[]){"t0ken"}, .obtained_s = 1000, .expires_in_s = 3599};
    g_autofree char *path = g_strconcat(*state, ".none/token", NULL);
    g_autoptr(GError) error = NULL;
    assert_false(token_cache_write(path, "client@server", &entry, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

/* The second process waits until its deadline; once the first has released the lock, it gets it. */
static void
one_process_holds_the_lock(void **state)
{
    const char *path = *state;
    g_autoptr(GError) error = NULL;
    int fd = token_cache_lock(path, 0, NULL, &error);
    assert_true(fd >= 0);
    pid_t pid = fork();
    if (pid == 0) {
        g_autoptr(GError) busy = NULL;
        int other = token_cache_lock(path, g_get_monotonic_time() + 20000, NULL, &busy);
        _exit(other < 0 && g_error_matches(busy, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN) ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    close(fd);
    fd = token_cache_lock(path, g_get_monotonic_time() + G_USEC_PER_SEC, NULL, &error);
    assert_true(fd >= 0);
    close(fd);
}

static void
a_file_of_another_form_holds_no_token(void **state)
{
    static const struct {
        const char *text;
        gboolean is_token;
    } rows[] = {
        {"ticketgate-token 1\nowner-line\n1700000000 3599\nt0ken\n", TRUE},
        {"ticketgate-token 2\nowner-line\n1700000000 3599\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 3599\nt0ken", FALSE}, /* cut */
        {"ticketgate-token 1\nowner-line\n1700000000 3599\nt0ken\nmore", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 3599\nt0ken\nmore\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n-1 3599\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 0\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 99999999999\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 3599x\nt0ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 3599\nt0 ken\n", FALSE},
        {"ticketgate-token 1\nowner-line\n1700000000 3599\n\n", FALSE},
        {"", FALSE},
        {"\n\n\n\n", FALSE},
    };
    const char *path = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_true(g_file_set_contents_full(path, rows[i].text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                             0600, NULL));
        g_autoptr(TokenEntry) entry = token_cache_read(path, "owner-line");
        if ((entry != NULL) != rows[i].is_token)
            fail_msg("row %u", i);
    }
}

static void
a_file_that_is_not_private_is_not_there(void **state)
{
    static const struct {
        mode_t mode;
        gboolean is_token;
    } rows[] = {{0600, TRUE}, {0400, TRUE}, {0640, FALSE}, {0604, FALSE}, {0620, FALSE}};
    const char *path = *state;
    TokenEntry entry = {.value = (char *)"t0ken", .obtained_s = 1, .expires_in_s = 1};
    assert_true(token_cache_write(path, "owner-line", &entry, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_int_equal(chmod(path, rows[i].mode), 0);
        g_autoptr(TokenEntry) read = token_cache_read(path, "owner-line");
        if ((read != NULL) != rows[i].is_token)
            fail_msg("row %u", i);
    }
    assert_int_equal(g_chmod(path, 0600), 0);
    g_autofree char *link = g_strconcat(path, ".link", NULL);
    assert_int_equal(symlink(path, link), 0);
    assert_null(token_cache_read(link, "owner-line"));
    assert_int_equal(g_unlink(link), 0);
}

/* A pipe in place of the cache file makes nobody wait. */
static void
a_pipe_holds_no_token(void **state)
{
    const char *path = *state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(token_cache_read(path, "owner-line"));
}

static void
what_cannot_be_written_leaves_nothing_behind(void **state)
{
    const char *path = *state;
    TokenEntry entry = {.value = (char *)"t0ken", .obtained_s = 1, .expires_in_s = 1};
    g_autofree char *directory = g_path_get_dirname(path);
    g_autoptr(GError) taken = NULL;
    /* A directory cannot be replaced. */
    assert_int_equal(g_mkdir(path, 0700), 0);
    assert_false(token_cache_write(path, "owner-line", &entry, &taken));
    assert_true(g_error_matches(taken, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_null(strstr(taken->message, "t0ken"));
    assert_int_equal(g_rmdir(path), 0);
    g_autoptr(GDir) left = g_dir_open(directory, 0, NULL);
    assert_null(g_dir_read_name(left));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_fresh_until_shortly_before_its_end),
        cmocka_unit_test(a_value_may_stand_in_a_header_field),
        cmocka_unit_test_setup_teardown(what_is_written_is_read_by_its_owner_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_damaged_file_gives_no_other_token, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_missing_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(one_process_holds_the_lock, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_of_another_form_holds_no_token, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_not_private_is_not_there, setup, teardown),
        cmocka_unit_test_setup_teardown(a_pipe_holds_no_token, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_leaves_nothing_behind, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

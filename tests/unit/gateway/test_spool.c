/* test_spool.c - every octet is kept, and the input is always read to its end. */
#include "gateway/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/delivery_error.h"

#define NO_LIMIT G_MAXUINT64

/* A descriptor from which `data` is read in pieces of `piece` octets, as from an MTA's pipe. */
static int
open_feed(const char *data, gsize length, gsize piece, pid_t *ret_writer)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    *ret_writer = fork();
    assert_true(*ret_writer >= 0);
    if (*ret_writer == 0) {
        (void)close(ends[0]);
        for (gsize sent = 0; sent < length;) {
            gssize count = write(ends[1], data + sent, MIN(piece, length - sent));

            if (count < 0)
                _exit(1);
            sent += (gsize)count;
        }
        _exit(0);
    }
    (void)close(ends[1]);
    return ends[0];
}

/* The exit status of the writer: 0 only if the last octet was read. */
static void
assert_drained(int fd, pid_t writer)
{
    int status = -1;
    char octet;

    assert_int_equal(read(fd, &octet, 1), 0);
    (void)close(fd);
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
assert_holds(const Spool *spool, const char *data, gsize length)
{
    g_autofree char *content = g_malloc(length + 1);
    struct stat info;

    assert_int_equal(spool->length, length);
    assert_int_equal(pread(spool->fd, content, length + 1, 0), (gssize)length);
    assert_memory_equal(content, data, length);
    assert_int_equal(fstat(spool->fd, &info), 0);
    assert_int_equal(info.st_nlink, 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_true((fcntl(spool->fd, F_GETFD) & FD_CLOEXEC) != 0);
}

static void
an_mbox_line_is_cut_off_and_gives_the_sender(void **state)
{
    static const struct {
        const char *input, *kept, *sender;
    } cases[] = {
        {"", "", NULL},
        {"Subject: a\n\nb\n", "Subject: a\n\nb\n", NULL},
        {"From a@example.org Mon Jan  1 00:00:00 2024\nX: y\n", "X: y\n", "a@example.org"},
        {"From a@example.org\nX: y\n", "X: y\n", "a@example.org"},
        {"From a@example.org\r\nX: y\n", "X: y\n", "a@example.org"},
        {"From MAILER-DAEMON Mon Jan  1 00:00:00 2024\nX: y\n", "X: y\n", ""},
        {"From <> Mon\nX: y\n", "X: y\n", ""},
        {"From \"a b\"@example.org Mon\nX: y\n", "X: y\n", "\"a b\"@example.org"},
        {"From \"a b@example.org Mon\nX: y\n", "X: y\n", NULL},
        {"From \xff Mon\nX: y\n", "X: y\n", NULL},
        {"From  Mon\nX: y\n", "X: y\n", NULL},
        {"From : a@example.org\nX: y\n", "From : a@example.org\nX: y\n", NULL},
        {"From: a@example.org\nX: y\n", "From: a@example.org\nX: y\n", NULL},
        {"from a@example.org\n", "from a@example.org\n", NULL},
        {"From a@example.org", "From a@example.org", NULL}, /* no line end: not an mbox line */
        {"From", "From", NULL},
        {"\nFrom a@example.org\n", "\nFrom a@example.org\n", NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize piece = 1; piece < 100; piece += 98) {
            pid_t writer;
            int fd = open_feed(cases[i].input, strlen(cases[i].input), piece, &writer);
            g_autoptr(GError) error = NULL;
            g_autofree char *sender = NULL;
            g_autoptr(Spool) spool = spool_read(fd, g_get_tmp_dir(), NO_LIMIT, &sender, &error);

            assert_null(error);
            assert_non_null(spool);
            assert_holds(spool, cases[i].kept, strlen(cases[i].kept));
            if (cases[i].sender == NULL)
                assert_null(sender);
            else
                assert_string_equal(sender, cases[i].sender);
            assert_drained(fd, writer);
        }
    }
}

static void
binary_content_of_any_length_is_kept(void **state)
{
    static const gsize lengths[] = {1, 65535, 65536, 65537, 300000};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autofree char *data = g_malloc(lengths[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(Spool) spool = NULL;
        pid_t writer;
        int fd;

        for (gsize j = 0; j < lengths[i]; j++)
            data[j] = (char)(j * 7 % 256);
        fd = open_feed(data, lengths[i], 10000, &writer);
        spool = spool_read(fd, g_get_tmp_dir(), lengths[i], NULL, &error);
        assert_null(error);
        assert_holds(spool, data, lengths[i]);
        assert_drained(fd, writer);
    }
}

static void
a_mail_that_is_too_large_is_still_read_to_its_end(void **state)
{
    static const gsize limits[] = {0, 1, 65536, 299999};
    g_autofree char *data = g_strnfill(300000, 'x');

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        pid_t writer;
        int fd = open_feed(data, 300000, 300000, &writer);
        g_autoptr(GError) error = NULL;
        g_autofree char *sender = NULL;
        g_autoptr(Spool) spool = spool_read(fd, g_get_tmp_dir(), limits[i], &sender, &error);

        assert_non_null(spool);
        assert_int_equal(spool->length, limits[i]); /* its beginning is kept */
        assert_false(spool_check(spool, limits[i], &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE));
        assert_drained(fd, writer);
    }
}

static void
a_full_disk_is_a_temporary_error(void **state)
{
    g_autofree char *data = g_strnfill(300000, 'x');
    struct rlimit saved, small;
    pid_t writer;
    int fd = open_feed(data, 300000, 300000, &writer);
    g_autoptr(GError) error = NULL;
    g_autoptr(Spool) spool = NULL;
    void (*saved_action)(int) = signal(SIGXFSZ, SIG_IGN);

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &saved), 0);
    small = saved;
    small.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    spool = spool_read(fd, g_get_tmp_dir(), NO_LIMIT, NULL, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &saved), 0);
    (void)signal(SIGXFSZ, saved_action);
    assert_null(spool);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_drained(fd, writer);
}

static void
a_missing_directory_is_a_temporary_error(void **state)
{
    pid_t writer;
    int fd = open_feed("Subject: a\n", 11, 11, &writer);
    g_autoptr(GError) error = NULL;
    g_autoptr(Spool) spool = spool_read(fd, "/nonexistent/ticketgate", NO_LIMIT, NULL, &error);

    (void)state;
    assert_null(spool);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_string_equal(error->message, "cannot make a temporary file in /nonexistent/ticketgate "
                                        "([spool] path): No such file or directory");
    assert_drained(fd, writer);
}

static void
unreadable_input_is_a_temporary_error(void **state)
{
    int fd = open(g_get_tmp_dir(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* read(2): EISDIR */
    g_autoptr(GError) error = NULL;
    g_autoptr(Spool) spool = spool_read(fd, g_get_tmp_dir(), NO_LIMIT, NULL, &error);

    (void)state;
    assert_null(spool);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_mbox_line_is_cut_off_and_gives_the_sender),
        cmocka_unit_test(binary_content_of_any_length_is_kept),
        cmocka_unit_test(a_mail_that_is_too_large_is_still_read_to_its_end),
        cmocka_unit_test(a_full_disk_is_a_temporary_error),
        cmocka_unit_test(a_missing_directory_is_a_temporary_error),
        cmocka_unit_test(unreadable_input_is_a_temporary_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

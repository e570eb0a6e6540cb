/* test_descriptor_io.c - everything is written and read, however little a call takes. */
#include "gateway/descriptor_io.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#define MANY ((gsize)1024 * 1024)

static guint n_alarms;

static void
count_alarm(int number)
{
    (void)number;
    n_alarms++;
}

/* A signal every millisecond interrupts calls. */
static void
set_alarms(long interval_us)
{
    const struct sigaction action = {.sa_handler = count_alarm};
    const struct itimerval timer = {{0, interval_us}, {0, interval_us}};

    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

/* Reads a pipe to its end, slowly at first. */
static gpointer
read_slowly(gpointer data)
{
    int fd = GPOINTER_TO_INT(data);
    GByteArray *all = g_byte_array_new();
    guint8 piece[4096];
    sigset_t signals;
    gssize count = 0;

    sigfillset(&signals);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    while ((count = read(fd, piece, sizeof piece)) > 0) {
        if (all->len < 10 * sizeof piece)
            g_usleep(5000);
        g_byte_array_append(all, piece, (guint)count);
    }
    return all;
}

static void
an_interrupted_write_writes_everything(void **state)
{
    g_autofree guint8 *octets = g_malloc(MANY);
    GByteArray *all = NULL;
    GThread *reader = NULL;
    int ends[2];

    (void)state;
    for (gsize i = 0; i < MANY; i++)
        octets[i] = (guint8)(i % 251);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    reader = g_thread_new("reader", read_slowly, GINT_TO_POINTER(ends[0]));
    set_alarms(1000);
    gboolean is_written = descriptor_write_all(ends[1], octets, MANY);
    set_alarms(0);
    close(ends[1]);
    all = g_thread_join(reader);
    close(ends[0]);
    assert_true(is_written);
    assert_true(n_alarms > 0);
    assert_int_equal(all->len, MANY);
    assert_memory_equal(all->data, octets, MANY);
    g_byte_array_unref(all);
}

static void
a_failed_write_says_why(void **state)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_true(fd >= 0);
    assert_false(descriptor_write_all(fd, "x", 1));
    assert_int_equal(errno, ENOSPC);
    close(fd);
    assert_false(descriptor_write_all(-1, "x", 1));
    assert_int_equal(errno, EBADF);
    assert_true(descriptor_write_all(-1, "", 0));
}

static void
reading_at_an_offset_leaves_the_position_alone(void **state)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    char buffer[16] = "";

    (void)state;
    assert_true(descriptor_write_all(fd, "0123", 4));
    assert_true(descriptor_write_all(fd, "456789", 6));
    assert_int_equal(descriptor_read_at(fd, buffer, 4, 3), 4);
    assert_memory_equal(buffer, "3456", 5);
    assert_int_equal(descriptor_read_at(fd, buffer, sizeof buffer, 0), 10);
    assert_memory_equal(buffer, "0123456789", 11);
    assert_int_equal(descriptor_read_at(fd, buffer, sizeof buffer, 9), 1);
    assert_int_equal(descriptor_read_at(fd, buffer, sizeof buffer, 10), 0);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 10);
    close(fd);
    assert_int_equal(descriptor_read_at(-1, buffer, 1, 0), -1);
    assert_int_equal(errno, EBADF);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_write_writes_everything),
        cmocka_unit_test(a_failed_write_says_why),
        cmocka_unit_test(reading_at_an_offset_leaves_the_position_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

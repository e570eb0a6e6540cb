/* The supervisor as a process: it replaces dead workers, reads its configuration again, and stops.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_supervisor.h"
#include "gateway/log.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/lmtp_client.h"

typedef struct {
    DeliveryFixture *fixture;
    char *path;
    pid_t pid;  /* 0: it has already ended */
    int client; /* from begin_message(); -1: no connection */
} House;

static void
write_config(const House *house, const char *more)
{
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(house->fixture->config_path, &text, NULL, NULL));
    char *group = strstr(text, "[lmtp]");
    if (group != NULL)
        *group = '\0';
    g_autofree char *whole =
        g_strdup_printf("%s[lmtp]\nlisten = unix:%s\nworkers = 1\n%s\n", text, house->path, more);
    assert_true(g_file_set_contents(house->fixture->config_path, whole, -1, NULL));
}

static int
setup(void **state)
{
    House *house = g_new0(House, 1);

    house->client = -1;
    house->fixture = delivery_fixture_new("http://127.0.0.1:1");
    house->path = g_build_filename(house->fixture->directory, "s", NULL);
    write_config(house, "");
    house->pid = fork();
    if (house->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a failed test leaves no process running */
        log_silence();
        _exit(lmtp_supervisor_run(house->fixture->config_path, NULL) ? 0 : 1);
    }
    *state = house;
    return 0;
}

static int
teardown(void **state)
{
    House *house = *state;
    int status = -1;

    if (house->client >= 0)
        close(house->client);
    if (house->pid > 0) {
        kill(house->pid, SIGTERM);
        assert_int_equal(waitpid(house->pid, &status, 0), house->pid);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    delivery_fixture_free(house->fixture);
    g_free(house->path);
    g_free(house);
    return 0;
}

/* The first worker of the supervisor; 0: no worker. */
static pid_t
worker_of(const House *house)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%d/task/%d/children", (int)house->pid, (int)house->pid);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text != NULL ? (pid_t)g_ascii_strtoll(text, NULL, 10) : 0;
}

static pid_t
wait_for_another_worker(const House *house, pid_t before)
{
    for (guint i = 0; i < 1000; i++) {
        pid_t pid = worker_of(house);
        if (pid != 0 && pid != before)
            return pid;
        g_usleep(10000);
    }
    return 0;
}

static gboolean
is_served(const House *house, const char *recipient, const char *code)
{
    g_autofree char *text =
        g_strdup_printf("LHLO t\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\n", recipient);
    int fd = lmtp_client_connect(house->path);
    gboolean is_good = fd >= 0 && lmtp_client_say(fd, text, code);
    if (fd >= 0)
        close(fd);
    return is_good;
}

static void
a_worker_that_dies_is_replaced(void **state)
{
    const House *house = *state;
    assert_true(is_served(house, "s@desk.example", "250"));
    pid_t first = worker_of(house);
    kill(first, SIGKILL);
    assert_int_not_equal(wait_for_another_worker(house, first), 0);
    assert_true(is_served(house, "s@desk.example", "250"));
}

static void
a_reload_brings_workers_with_the_new_configuration(void **state)
{
    const House *house = *state;
    assert_true(is_served(house, "s@desk.example", "250"));
    pid_t first = worker_of(house);
    delivery_fixture_edit(house->fixture, "ci = PRINTERS\n", "");
    write_config(house, "[route x]\nrecipient = only@desk.example; support@desk.example\nci = X");
    kill(house->pid, SIGHUP);
    assert_int_not_equal(wait_for_another_worker(house, first), 0);
    assert_true(is_served(house, "only@desk.example", "250"));
    assert_true(is_served(house, "s@desk.example", "550"));
}

/* A client in the middle of a message that a worker is receiving, */
static void
begin_message(House *house)
{
    house->client = lmtp_client_connect(house->path);
    assert_true(house->client >= 0 && lmtp_client_say(house->client, LMTP_CLIENT_BEFORE, "354"));
}

/* and the same client sending the rest; the worker takes the message, then ends. */
static void
end_message(const House *house)
{
    assert_true(lmtp_client_say(house->client, LMTP_CLIENT_MESSAGE, "250 421"));
}

/* A new worker starts before the old one has finished. */
static void
a_reload_waits_for_no_message(void **state)
{
    House *house = *state;
    begin_message(house);
    kill(house->pid, SIGHUP);
    assert_true(is_served(house, "s@desk.example", "250"));
    end_message(house);
}

static void
a_stop_waits_for_the_message_in_hand(void **state)
{
    House *house = *state;
    begin_message(house);
    kill(house->pid, SIGTERM);
    g_usleep(200000);
    assert_int_equal(waitpid(house->pid, NULL, WNOHANG), 0);
    end_message(house);
}

static void
an_interrupt_stops_it_too(void **state)
{
    const House *house = *state;
    siginfo_t end;
    assert_true(is_served(house, "s@desk.example", "250"));
    kill(house->pid, SIGINT);
    assert_int_equal(waitid(P_PID, (id_t)house->pid, &end, WEXITED | WNOWAIT), 0);
    assert_int_equal(end.si_code, CLD_EXITED);
    assert_int_equal(end.si_status, 0);
}

static gboolean
is_alive(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text != NULL && strstr(text, ") Z") == NULL;
}

/* Nobody would ever end or replace the workers. */
static void
without_a_supervisor_workers_go(void **state)
{
    House *house = *state;
    assert_true(is_served(house, "s@desk.example", "250"));
    pid_t worker = worker_of(house);
    kill(house->pid, SIGKILL);
    assert_int_equal(waitpid(house->pid, NULL, 0), house->pid);
    house->pid = 0;
    for (guint i = 0; i < 1000 && is_alive(worker); i++)
        g_usleep(10000);
    assert_false(is_alive(worker));
}

/* A fault at every start must not keep the machine busy. On a machine that is busy anyway, a worker
 * may have lived longer than that; then the next one is checked. */
static void
a_worker_that_dies_young_is_replaced_later(void **state)
{
    const House *house = *state;
    gboolean is_later = FALSE;
    assert_true(is_served(house, "s@desk.example", "250"));
    pid_t worker = worker_of(house);
    for (guint i = 0; i < 3 && !is_later; i++) {
        gint64 start_us = g_get_monotonic_time();
        kill(worker, SIGKILL);
        worker = wait_for_another_worker(house, worker);
        is_later = g_get_monotonic_time() - start_us > G_USEC_PER_SEC * 9 / 10;
    }
    assert_true(is_later);
    assert_true(is_served(house, "s@desk.example", "250"));
}

static void
a_bad_configuration_is_not_taken(void **state)
{
    const House *house = *state;
    assert_true(is_served(house, "s@desk.example", "250"));
    pid_t first = worker_of(house);
    write_config(house, "nonsense = 1\n");
    kill(house->pid, SIGHUP);
    g_usleep(200000);
    assert_int_equal(worker_of(house), first);
    assert_true(is_served(house, "s@desk.example", "250"));
}

static void
an_address_of_no_use_is_told(void **state)
{
    (void)state;
    DeliveryFixture *fixture = delivery_fixture_new("http://127.0.0.1:1");
    House house = {.fixture = fixture, .path = fixture->directory}; /* a directory is in the way */
    g_autoptr(GError) error = NULL;
    write_config(&house, "");
    assert_false(lmtp_supervisor_run(fixture->config_path, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    delivery_fixture_free(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_worker_that_dies_is_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reload_brings_workers_with_the_new_configuration, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_reload_waits_for_no_message, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stop_waits_for_the_message_in_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupt_stops_it_too, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_supervisor_workers_go, setup, teardown),
        cmocka_unit_test_setup_teardown(a_worker_that_dies_young_is_replaced_later, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_bad_configuration_is_not_taken, setup, teardown),
        cmocka_unit_test(an_address_of_no_use_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

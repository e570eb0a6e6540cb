/* A single worker: it serves, is recycled, and ends when it is told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/lmtp/lmtp_listener.h"
#include "gateway/lmtp/lmtp_worker.h"
#include "gateway/log.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/lmtp_client.h"

typedef struct {
    DeliveryFixture *fixture;
    char *path;
    int listen_fd;
    pid_t pid;
} House;

static int
setup(void **state)
{
    House *house = g_new0(House, 1);

    house->fixture = delivery_fixture_new("http://127.0.0.1:1");
    house->path = g_build_filename(house->fixture->directory, "s", NULL);
    g_autofree char *address = g_strconcat("unix:", house->path, NULL);
    house->listen_fd = lmtp_listener_open(address, NULL, NULL);
    house->fixture->config->lmtp_messages_per_worker = 2;
    house->pid = fork();
    if (house->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a failed test leaves no process running */
        sigset_t term;
        sigemptyset(&term);
        sigaddset(&term, SIGTERM);
        sigprocmask(SIG_BLOCK, &term, NULL);
        log_silence();
        _exit(lmtp_worker_run(house->fixture->config, house->listen_fd));
    }
    *state = house;
    return 0;
}

static int
end_of(const House *house)
{
    int status = 0;
    assert_int_equal(waitpid(house->pid, &status, 0), house->pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int
teardown(void **state)
{
    House *house = *state;

    close(house->listen_fd);
    delivery_fixture_free(house->fixture);
    g_free(house->path);
    g_free(house);
    return 0;
}

static void
a_worker_ends_after_its_messages(void **state)
{
    const House *house = *state;
    for (guint i = 0; i < 2; i++) {
        int fd = lmtp_client_connect(house->path);
        assert_true(lmtp_client_say(fd, LMTP_CLIENT_BEFORE, "354"));
        assert_true(lmtp_client_say(fd, LMTP_CLIENT_MESSAGE, "250"));
        assert_true(lmtp_client_say(fd, "QUIT\r\n", "221"));
        close(fd);
    }
    assert_int_equal(end_of(house), LMTP_WORKER_RECYCLED);
}

static void
to_be_stopped_while_it_waits_ends_it(void **state)
{
    const House *house = *state;
    int fd = lmtp_client_connect(house->path);
    assert_true(lmtp_client_say(fd, "LHLO t\r\n", "250"));
    kill(house->pid, SIGTERM);
    assert_true(lmtp_client_say(fd, "", "421"));
    close(fd);
    assert_int_equal(end_of(house), 0);
}

/* A terminal sends them to all processes; the supervisor ends its workers. */
static void
other_signals_are_not_for_it(void **state)
{
    const House *house = *state;
    int fd = lmtp_client_connect(house->path);
    assert_true(lmtp_client_say(fd, "LHLO t\r\n", "250"));
    kill(house->pid, SIGINT);
    kill(house->pid, SIGHUP);
    assert_true(lmtp_client_say(fd, "NOOP\r\n", "250"));
    kill(house->pid, SIGTERM);
    assert_true(lmtp_client_say(fd, "", "421"));
    close(fd);
    assert_int_equal(end_of(house), 0);
}

static void
the_message_in_hand_is_finished_first(void **state)
{
    const House *house = *state;
    int fd = lmtp_client_connect(house->path);
    assert_true(lmtp_client_say(fd, LMTP_CLIENT_BEFORE, "354"));
    kill(house->pid, SIGTERM);
    g_usleep(50000);
    assert_true(lmtp_client_say(fd, LMTP_CLIENT_MESSAGE, "250 421"));
    close(fd);
    assert_int_equal(end_of(house), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_worker_ends_after_its_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(to_be_stopped_while_it_waits_ends_it, setup, teardown),
        cmocka_unit_test_setup_teardown(other_signals_are_not_for_it, setup, teardown),
        cmocka_unit_test_setup_teardown(the_message_in_hand_is_finished_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

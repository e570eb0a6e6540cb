/* Sockets that are made, replaced, refused with a reason, or passed by systemd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_listener.h"

static gboolean
can_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    gboolean is_connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return is_connected;
}

static void
a_unix_socket_is_made_and_made_again(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("listener-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "lmtp.sock", NULL);
    g_autofree char *address = g_strconcat("unix:", path, NULL);
    g_autoptr(GError) error = NULL;
    GStatBuf info;

    int fd = lmtp_listener_open(address, NULL, &error);
    assert_true(fd >= 0);
    assert_int_equal(g_stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    assert_true(can_connect(path));

    assert_int_equal(lmtp_listener_open(address, NULL, &error), -1); /* somebody listens */
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_non_null(strstr(error->message, "another ticketgate lmtpd"));
    g_clear_error(&error);

    close(fd); /* the file stays, but nobody listens */
    fd = lmtp_listener_open(address, NULL, &error);
    assert_true(fd >= 0);
    assert_true(can_connect(path));
    close(fd);

    g_unlink(path);
    assert_true(g_file_set_contents(path, "not a socket", -1, NULL));
    assert_int_equal(lmtp_listener_open(address, NULL, &error), -1);
    assert_non_null(strstr(error->message, "no socket"));
    assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    g_unlink(path);
    g_rmdir(folder);
}

static void
an_unknown_group_is_told(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("listener-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "lmtp.sock", NULL);
    g_autofree char *address = g_strconcat("unix:", path, NULL);
    g_autoptr(GError) error = NULL;
    assert_int_equal(lmtp_listener_open(address, "no-such-group", &error), -1);
    assert_non_null(strstr(error->message, "no group no-such-group"));
    GStatBuf info;
    assert_true(g_stat(path, &info) != 0 ||
                (info.st_mode & 077) == 0); /* nobody else may connect meanwhile */
    g_unlink(path);
    g_rmdir(folder);
}

/* A group other than the socket's default, if we may set it; else our own group. */
static const struct group *
some_group(void)
{
    const struct group *entry = NULL;
    gid_t groups[64];
    int count = getgroups(G_N_ELEMENTS(groups), groups);
    for (int i = 0; i < count; i++)
        if (groups[i] != getegid() && (entry = getgrgid(groups[i])) != NULL)
            return entry;
    if (geteuid() == 0)
        while ((entry = getgrent()) != NULL && entry->gr_gid == getegid())
            continue;
    return entry != NULL ? entry : getgrgid(getegid());
}

static void
the_group_gets_the_socket(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("listener-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "lmtp.sock", NULL);
    g_autofree char *address = g_strconcat("unix:", path, NULL);
    const struct group *group = some_group();
    gid_t wanted = group->gr_gid;
    GStatBuf info;
    g_autofree char *name = g_strdup(group->gr_name);
    int fd = lmtp_listener_open(address, name, NULL);
    assert_true(fd >= 0);
    assert_int_equal(g_stat(path, &info), 0);
    assert_int_equal(info.st_gid, wanted);
    assert_int_equal(info.st_mode & 0777, 0660);
    close(fd);
    g_unlink(path);
    g_rmdir(folder);
}

/* After a restart we can listen at once, although the kernel still remembers old connections. */
static void
a_port_is_listened_on_again_at_once(void **state)
{
    (void)state;
    struct sockaddr_in peer = {.sin_family = AF_INET};
    socklen_t length = sizeof peer;
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int free_fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(free_fd, (struct sockaddr *)&peer, length), 0);
    assert_int_equal(getsockname(free_fd, (struct sockaddr *)&peer, &length), 0);
    close(free_fd);
    g_autofree char *address = g_strdup_printf("127.0.0.1:%u", ntohs(peer.sin_port));
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        int fd = lmtp_listener_open(address, NULL, &error);
        if (fd < 0)
            fail_msg("%s", error->message);
        int client = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(client, (struct sockaddr *)&peer, length), 0);
        int server = accept(fd, NULL, NULL);
        assert_true(server >= 0);
        close(server); /* the side that closes first is remembered */
        char octet;
        assert_int_equal(read(client, &octet, 1), 0);
        close(client);
        close(fd);
    }
}

static void
the_reason_is_in_the_error(void **state)
{
    static const char *const rows[][2] = {
        {"unix:/no-such-directory/lmtp.sock", "there is no directory /no-such-directory;"},
        {"192.0.2.1:24", "no loopback address"},
        {"127.0.0.1:70000", "number from 1 to 65535"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        assert_int_equal(lmtp_listener_open(rows[i][0], NULL, &error), -1);
        assert_non_null(strstr(error->message, rows[i][0]));
        assert_non_null(strstr(error->message, rows[i][1]));
    }
}

/* Like a process that systemd starts: the socket is descriptor 3. This is in a child, because its
 * descriptors are moved. */
static int
open_passed(gboolean is_listening, gboolean is_for_us)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (is_listening && listen(fd, 5) != 0)
            _exit(9);
        if (fd != 3 && dup2(fd, 3) != 3)
            _exit(9);
        g_autofree char *own = g_strdup_printf("%d", is_for_us ? (int)getpid() : 1);
        g_setenv("LISTEN_PID", own, TRUE);
        g_setenv("LISTEN_FDS", "1", TRUE);
        int result = lmtp_listener_open("nonsense", NULL, NULL);
        gboolean is_taken_out = g_getenv("LISTEN_FDS") == NULL;
        gboolean is_inherited = (fcntl(3, F_GETFD) & FD_CLOEXEC) == 0;
        _exit(result == 3 && is_taken_out && !is_inherited ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status);
}

static void
a_socket_of_systemd_goes_first(void **state)
{
    (void)state;
    assert_int_equal(open_passed(TRUE, TRUE), 0);
    assert_int_equal(open_passed(FALSE, TRUE), 1);
    assert_int_equal(open_passed(TRUE, FALSE), 1); /* meant for another process */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unix_socket_is_made_and_made_again),
        cmocka_unit_test(an_unknown_group_is_told),
        cmocka_unit_test(the_group_gets_the_socket),
        cmocka_unit_test(a_port_is_listened_on_again_at_once),
        cmocka_unit_test(the_reason_is_in_the_error),
        cmocka_unit_test(a_socket_of_systemd_goes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

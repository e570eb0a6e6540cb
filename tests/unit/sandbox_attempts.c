/* sandbox_attempts.c - see sandbox_attempts.h. Each attempt is something that a parser under the
 * control of an attacker could try. */
#include "tests/unit/sandbox_attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "gateway/sandbox/charset_tables.h"
#include "gateway/sandbox/sandbox.h"
#include "gateway/sanitizer.h"

#define MIB ((guint64)1024 * 1024)
#define HIGH_FD 200
#define SECRET "open sesame"

/* What an attacker may know, too: values from before the sandbox was entered. */
static char *tables_folder;
static const char *environment_secret;
static char *other_file;
static pid_t gateway_pid;

static int
is_refused(long result)
{
    return result == -1 && (errno == EPERM || errno == EACCES) ? 0 : 1;
}

/* Network. */
static int
try_inet_socket(void)
{
    return is_refused(socket(AF_INET, SOCK_STREAM, 0));
}
static int
try_unix_socket(void)
{
    return is_refused(socket(AF_UNIX, SOCK_DGRAM, 0));
}
static int
try_socketpair(void)
{
    int ends[2];

    return is_refused(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}
static int
try_connect(void)
{
    struct sockaddr address = {.sa_family = AF_INET};

    return is_refused(connect(SANDBOX_MESSAGE_FD, &address, sizeof address));
}

/* Other programs and processes. */
static int
try_exec(void)
{
    char *arguments[] = {g_strdup("true"), NULL};

    return is_refused(execv("/bin/true", arguments));
}
static int
try_exec_file(void)
{
    char *arguments[] = {g_strdup("true"), NULL};

    return is_refused(fexecve(SANDBOX_ATTACHMENTS_FD, arguments, arguments));
}
static int
try_fork(void)
{
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(0);
    return is_refused(pid);
}
static int
try_clone3(void)
{
    guint64 arguments[11] = {0};

    return is_refused(syscall(SYS_clone3, arguments, sizeof arguments));
}
static int
try_ptrace(void)
{
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL) * 0 + 1;
}
static int
try_read_parent_memory(void)
{
    char octet;
    struct iovec local = {.iov_base = &octet, .iov_len = 1};
    struct iovec remote = {.iov_base = &other_file, .iov_len = 1};

    return (int)process_vm_readv(gateway_pid, &local, 1, &remote, 1, 0) * 0 + 1;
}
static int
try_kill_parent(void)
{
    return kill(gateway_pid, SIGTERM) * 0 + 1;
}
static int
try_tgkill_parent(void)
{
    return is_refused(syscall(SYS_tgkill, gateway_pid, gateway_pid, SIGABRT));
}
static int
try_namespace(void)
{
    return unshare(CLONE_NEWUSER) * 0 + 1;
}
static int
try_io_uring(void)
{
    char parameters[256] = {0};

    return (int)syscall(SYS_io_uring_setup, 1, parameters) * 0 + 1;
}

/* Files. */
static int
try_read_passwd(void)
{
    return is_refused(open("/etc/passwd", O_RDONLY));
}
static int
try_read_through_tables(void)
{
    char path[4096];

    (void)g_snprintf(path, sizeof path, "%s/../../../../../../etc/passwd", tables_folder);
    return is_refused(open(path, O_RDONLY));
}
static int
try_read_environment_file(void)
{
    return is_refused(open("/proc/self/environ", O_RDONLY));
}
static int
try_list_root(void)
{
    return is_refused(open("/", O_RDONLY | O_DIRECTORY));
}
static int
try_reopen_message(void)
{
    char path[64];

    (void)g_snprintf(path, sizeof path, "/proc/self/fd/%d", SANDBOX_MESSAGE_FD);
    return is_refused(open(path, O_RDWR));
}
static int
try_write_other(void)
{
    return is_refused(open(other_file, O_WRONLY));
}
static int
try_truncate_other(void)
{
    return is_refused(open(other_file, O_RDONLY | O_TRUNC)) | is_refused(truncate(other_file, 0));
}
static int
try_create(void)
{
    char path[4096];

    (void)g_snprintf(path, sizeof path, "%s.new", other_file);
    return is_refused(open(path, O_RDONLY | O_CREAT, 0600)) |
           is_refused(open(g_get_tmp_dir(), O_TMPFILE | O_RDWR, 0600));
}
static int
try_change_names(void)
{
    return is_refused(unlink(other_file)) | is_refused(rename(other_file, "/tmp/x")) |
           is_refused(link(other_file, "/tmp/x")) | is_refused(symlink(other_file, "/tmp/x")) |
           is_refused(mkdir("/tmp/x", 0700)) | is_refused(chmod(other_file, 0777));
}
static int
try_openat2(void)
{
    guint64 how[3] = {O_RDONLY, 0, 0};

    return is_refused(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how));
}
static int
try_memfd(void)
{
    return is_refused(memfd_create("x", 0));
}

/* Descriptors. */
static int
try_inherited_descriptors(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        char octet;
        gboolean is_own = fd >= SANDBOX_MESSAGE_FD && fd <= SANDBOX_ATTACHMENTS_FD;

        if (is_own || (SANITIZER_IS_ON && fd == STDERR_FILENO))
            continue;
        if (read(fd, &octet, 1) != -1 || errno != EBADF)
            return 1;
    }
    return 0;
}
static int
try_duplicate(void)
{
    return is_refused(dup(SANDBOX_LETTER_FD)) | is_refused(dup2(SANDBOX_LETTER_FD, 3)) |
           is_refused(fcntl(SANDBOX_LETTER_FD, F_DUPFD, 0));
}
static int
try_write_message(void)
{
    guint64 wide_fd = ((guint64)1 << 32) | SANDBOX_MESSAGE_FD;

    return (SANITIZER_IS_ON ? 0 : is_refused(write(SANDBOX_MESSAGE_FD, "x", 1))) |
           is_refused(pwrite(SANDBOX_MESSAGE_FD, "x", 1, 0)) |
           is_refused(ftruncate(SANDBOX_MESSAGE_FD, 0)) |
           is_refused(syscall(SYS_pwrite64, wide_fd, "x", 1, 0));
}

static int
is_map_refused(size_t protection, int flags, guint64 fd)
{
    return is_refused(syscall(SYS_mmap, NULL, 4096, protection, flags, fd, 0));
}
static int
try_map_message(void)
{
    return is_map_refused(PROT_READ | PROT_WRITE, MAP_SHARED, SANDBOX_MESSAGE_FD) |
           is_map_refused(PROT_READ, MAP_SHARED, SANDBOX_MESSAGE_FD) |
           is_map_refused(PROT_READ, MAP_SHARED_VALIDATE, SANDBOX_MESSAGE_FD);
}

/* Running its own code. */
static int
try_executable_memory(void)
{
    const int private = MAP_PRIVATE | MAP_ANONYMOUS;
    const guint64 high = (guint64)1 << 32;

    return is_map_refused(PROT_EXEC, private, (guint64)-1) |
           is_map_refused(PROT_READ | PROT_WRITE | PROT_EXEC, private, (guint64)-1) |
           is_map_refused(PROT_EXEC, MAP_PRIVATE, SANDBOX_ATTACHMENTS_FD) |
           is_map_refused(PROT_EXEC, MAP_PRIVATE, high | SANDBOX_ATTACHMENTS_FD) |
           is_map_refused(PROT_EXEC, MAP_PRIVATE, high | 3) |
           is_map_refused(PROT_EXEC, MAP_SHARED, SANDBOX_ATTACHMENTS_FD);
}
static int
try_make_executable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return 1;
    return is_refused(mprotect(page, 4096, PROT_READ | PROT_EXEC)) |
           is_refused(pkey_mprotect(page, 4096, PROT_READ | PROT_EXEC, -1));
}

/* Getting rights back. */
static int
try_raise_limits(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    return is_refused(syscall(SYS_setrlimit, RLIMIT_CPU, &limit)) |
           (SANITIZER_IS_ON ? 0 : is_refused(syscall(SYS_prlimit64, 0, RLIMIT_AS, &limit, NULL)));
}
static int
try_outlive_parent(void)
{
    return is_refused(prctl(PR_SET_PDEATHSIG, 0)) | is_refused(prctl(PR_SET_DUMPABLE, 1));
}
static int
try_ignore_signals(void)
{
    return SANITIZER_IS_ON ? 0 : (signal(SIGXCPU, SIG_IGN) == SIG_ERR ? 0 : 1);
}
static int
try_environment(void)
{
    if (getenv("TICKETGATE_TEST_SECRET") != NULL)
        return 1;
    for (size_t i = 0; i < strlen(SECRET); i++) {
        if (environment_secret[i] != '\0')
            return 1; /* removed from the list, but still in memory */
    }
    return 0;
}

/* What must work. */
int
sandbox_can_read_message(void)
{
    char content[8] = {0};

    return read(SANDBOX_MESSAGE_FD, content, 7) == 7 && strcmp(content, "message") == 0 ? 0 : 1;
}
static int
can_write_outputs(void)
{
    return write(SANDBOX_LETTER_FD, "x", 1) == 1 && write(SANDBOX_ATTACHMENTS_FD, "x", 1) == 1 ? 0
                                                                                               : 1;
}
static int
can_convert(void)
{
    static const struct {
        const char *charset, *input, *output;
    } cases[] = {
        {"ISO-2022-JP", "\x1b$B$3\x1b(B", "\xe3\x81\x93"},
        {"WINDOWS-1252", "\x80", "\xe2\x82\xac"},
        {"KOI8-R", "\xf0", "\xd0\x9f"},
        {"EUC-KR", "\xbe\xc8", "\xec\x95\x88"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        iconv_t converter = iconv_open("UTF-8", cases[i].charset);
        char input[32], output[32] = {0};
        char *in = input, *out = output;
        size_t in_left = strlen(cases[i].input), out_left = sizeof output - 1;

        (void)g_strlcpy(input, cases[i].input, sizeof input);
        if (converter == (iconv_t)-1 || iconv(converter, &in, &in_left, &out, &out_left) != 0 ||
            strcmp(output, cases[i].output) != 0)
            return 1;
    }
    return 0;
}
static int
can_use_memory(void)
{
    void *block = malloc(32 * MIB);

    if (block == NULL)
        return 1;
    memset(block, 1, 32 * MIB);
    return ((volatile char *)block)[MIB] == 1 ? 0 : 1;
}

const SandboxAttempt sandbox_attempts[] = {
    {"read the message", sandbox_can_read_message, 0},
    {"write the two files", can_write_outputs, 0},
    {"convert charsets", can_convert, 0},
    {"use memory", can_use_memory, 0},
    {"inet socket", try_inet_socket, 0},
    {"unix socket", try_unix_socket, 0},
    {"socketpair", try_socketpair, 0},
    {"connect", try_connect, 0},
    {"exec", try_exec, 0},
    {"exec a file", try_exec_file, 0},
    {"fork", try_fork, 0},
    {"clone3", try_clone3, 0},
    {"ptrace", try_ptrace, SIGSYS},
    {"read the parent's memory", try_read_parent_memory, SIGSYS},
    {"kill the parent", try_kill_parent, SIGSYS},
    {"tgkill the parent", try_tgkill_parent, 0},
    {"namespace", try_namespace, SIGSYS},
    {"io_uring", try_io_uring, SIGSYS},
    {"read /etc/passwd", try_read_passwd, 0},
    {"read through the tables' folder", try_read_through_tables, 0},
    {"read /proc/self/environ", try_read_environment_file, 0},
    {"list the root", try_list_root, 0},
    {"reopen the message", try_reopen_message, 0},
    {"write another file", try_write_other, 0},
    {"truncate another file", try_truncate_other, 0},
    {"create a file", try_create, 0},
    {"change names", try_change_names, 0},
    {"openat2", try_openat2, 0},
    {"memfd", try_memfd, 0},
    {"inherited descriptors", try_inherited_descriptors, 0},
    {"duplicate", try_duplicate, 0},
    {"write the message", try_write_message, 0},
    {"map the message", try_map_message, 0},
    {"executable memory", try_executable_memory, 0},
    {"make executable", try_make_executable, 0},
    {"raise limits", try_raise_limits, 0},
    {"outlive the parent", try_outlive_parent, 0},
    {"ignore signals", try_ignore_signals, 0},
    {"environment", try_environment, 0},
};
const size_t n_sandbox_attempts = G_N_ELEMENTS(sandbox_attempts);

/* What a child inherits. */
int
sandbox_attempts_set_up(void **state)
{
    int fd = -1;

    (void)state;
    gateway_pid = getpid();
    tables_folder = charset_tables_find();
    (void)setenv("TICKETGATE_TEST_SECRET", SECRET, 1);
    environment_secret = getenv("TICKETGATE_TEST_SECRET");
    other_file = g_build_filename(g_get_tmp_dir(), "ticketgate-test-XXXXXX", NULL);
    fd = mkstemp(other_file);
    return fd < 0 || dup2(fd, HIGH_FD) != HIGH_FD || write(fd, SECRET, strlen(SECRET)) < 0 ||
           lseek(fd, 0, SEEK_SET) != 0;
}

int
sandbox_attempts_tear_down(void **state)
{
    (void)state;
    (void)close(HIGH_FD);
    (void)unlink(other_file);
    g_clear_pointer(&other_file, g_free);
    g_clear_pointer(&tables_folder, g_free);
    return 0;
}

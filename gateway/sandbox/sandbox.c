/* sandbox.c - see sandbox.h.
 *
 * Handles descriptors, environment, signals and resource limits; landlock.c handles the file
 * system, and system_calls.c system calls. Does not know about mail. */
#include "gateway/sandbox/sandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gateway/sandbox/charset_tables.h"
#include "gateway/sandbox/landlock.h"
#include "gateway/sandbox/library_closure.h"
#include "gateway/sandbox/system_calls.h"
#include "gateway/sanitizer.h"

/* Copies a descriptor to a number above all those used here, so that no dup2() overwrites another.
 */
static int
move_out_of_the_way(int fd)
{
    return fcntl(fd, F_DUPFD, SANDBOX_MAX_FDS);
}

static gboolean
close_from(unsigned first, unsigned last)
{
    if (close_range(first, last, 0) == 0)
        return TRUE;
    if (errno != ENOSYS) /* Linux before 5.9 */
        return FALSE;
    last = MIN(last, (unsigned)sysconf(_SC_OPEN_MAX));
    for (unsigned fd = first; fd <= last; fd++)
        (void)close((int)fd);
    return TRUE;
}

/* After the other three were moved out of the way, before they get their final numbers. */
static gboolean
place_control(int fd)
{
    return fd == SANDBOX_CONTROL_FD || dup2(fd, SANDBOX_CONTROL_FD) >= 0;
}

static gboolean
place_files(const SandboxFiles *files)
{
    unsigned last_below = files->control_fd >= 0 ? SANDBOX_CONTROL_FD - 1 : SANDBOX_MESSAGE_FD - 1;
    int message_fd = move_out_of_the_way(files->message_fd);
    int letter_fd = move_out_of_the_way(files->letter_fd);
    int attachments_fd = move_out_of_the_way(files->attachments_fd);

    if (files->control_fd >= 0 && !place_control(files->control_fd))
        return FALSE;
    if (message_fd < 0 || letter_fd < 0 || attachments_fd < 0 ||
        dup2(message_fd, SANDBOX_MESSAGE_FD) < 0 || dup2(letter_fd, SANDBOX_LETTER_FD) < 0 ||
        dup2(attachments_fd, SANDBOX_ATTACHMENTS_FD) < 0)
        return FALSE;
    if (SANITIZER_IS_ON) {
        if (!close_from(STDIN_FILENO, STDOUT_FILENO) || !close_from(STDERR_FILENO + 1, last_below))
            return FALSE;
    } else if (!close_from(STDIN_FILENO, last_below)) {
        return FALSE;
    }
    return close_from(SANDBOX_MAX_FDS, ~0U);
}

/* The environment from the MTA may contain anything; GCONV_PATH and similar variables would even
 * change iconv. */
static gboolean
forget_environment(void)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
        explicit_bzero(*entry, strlen(*entry));
    return clearenv() == 0;
}

static gboolean
reset_signals(void)
{
    static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGALRM, SIGTERM,
                                  SIGUSR1, SIGUSR2, SIGCHLD, SIGXCPU, SIGXFSZ, SIGSEGV,
                                  SIGBUS,  SIGFPE,  SIGILL,  SIGSYS,  SIGTRAP, SIGABRT};
    sigset_t none;

    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
        if (signal(signals[i], SIG_DFL) == SIG_ERR)
            return FALSE;
    }
    return sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

gboolean
sandbox_close_inherited(const SandboxFiles *files, pid_t parent_pid)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent_pid)
        return FALSE; /* the parent may have died before this took effect */
    return reset_signals() && forget_environment() && place_files(files);
}

static gboolean
set_limit(__rlimit_resource_t resource, guint64 soft, guint64 hard)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) != 0)
        return FALSE;
    limit.rlim_max = MIN(limit.rlim_max, hard);
    limit.rlim_cur = MIN(limit.rlim_max, soft);
    return setrlimit(resource, &limit) == 0;
}

static gboolean
set_limits(const SandboxLimits *limits)
{
    guint64 cpu = limits->cpu_time_s;
    guint64 memory = SANITIZER_IS_ON ? 0 : limits->memory_bytes;
    guint64 output = limits->output_bytes;

    return set_limit(RLIMIT_CORE, 0, 0) && set_limit(RLIMIT_NPROC, 0, 0) &&
           set_limit(RLIMIT_NOFILE, SANDBOX_MAX_FDS, SANDBOX_MAX_FDS) &&
           (cpu == 0 || set_limit(RLIMIT_CPU, cpu, cpu + 1)) &&
           (output == 0 || set_limit(RLIMIT_FSIZE, output, output)) &&
           (memory == 0 || set_limit(RLIMIT_AS, memory, memory));
}

/* For a process that cannot open anything later. */
static void
load_all(const char *library)
{
    charset_tables_load();
    if (library != NULL)
        (void)dlopen(library, RTLD_LAZY);
}

const char *
sandbox_prepare(const char *library, GBytes **ret_filter)
{
    g_autofree char *tables = charset_tables_find();
    g_autoptr(GPtrArray) libraries = library_closure_find(library);
    LandlockResult landlock = LANDLOCK_FAILED;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "privileges could not be given up";
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return "the process could not be hidden";
    landlock = landlock_allow_reading(tables, libraries);
    if (landlock == LANDLOCK_FAILED)
        return "the file system could not be given up";
    if (landlock == LANDLOCK_MISSING)
        load_all(library);
    *ret_filter = system_calls_make_filter(landlock == LANDLOCK_DONE);
    return *ret_filter != NULL ? NULL : "the filter of system calls could not be made";
}

const char *
sandbox_enter(const SandboxLimits *limits, GBytes *filter)
{
    if (!set_limits(limits))
        return "resource limits could not be set";
    if (!system_calls_give_up(filter))
        return "system calls could not be given up";
    return NULL;
}

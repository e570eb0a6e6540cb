/* system_calls.c - the seccomp filter of the parsing child.
 *
 * Has the allow-list. A filter is made once and can be loaded by many processes, each with its own
 * pid in it. */
#include "gateway/sandbox/system_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "gateway/sandbox/sandbox.h"
#include "gateway/sanitizer.h"

G_DEFINE_AUTO_CLEANUP_FREE_FUNC(scmp_filter_ctx, seccomp_release, NULL)

/* Harmless whatever their arguments are. Frequent ones first: the kernel asks in this order. */
static const int plain_calls[] = {
    SCMP_SYS(read),         SCMP_SYS(lseek),
    SCMP_SYS(pread64),      SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(close),        SCMP_SYS(fstat),
    SCMP_SYS(getdents64),   SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom),    SCMP_SYS(getpid),
    SCMP_SYS(gettid),       SCMP_SYS(sched_yield),
    SCMP_SYS(sysinfo),      SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),
};

#if SANITIZER_IS_ON
/* AddressSanitizer writes reports to standard error and needs more calls for them. */
static const int sanitizer_calls[] = {
    SCMP_SYS(write),      SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction), SCMP_SYS(readlink),
    SCMP_SYS(newfstatat), SCMP_SYS(getrlimit),   SCMP_SYS(prlimit64),    SCMP_SYS(getuid),
};
#endif

/* No library calls these by accident. */
static const int deadly_calls[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(bpf),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(mount),
};

static gboolean
add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n_calls)
{
    for (size_t i = 0; i < n_calls; i++) {
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
            return FALSE;
    }
    return TRUE;
}

/* Comparisons are with all 64 bits of an argument; the kernel looks at 32 of a descriptor. So
 * descriptors are only ever compared for equality: a larger number never passes for a smaller. */
static gboolean
add_write_rules(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
                                SCMP_SYS(ftruncate)};

    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        for (guint64 fd = SANDBOX_LETTER_FD; fd <= SANDBOX_ATTACHMENTS_FD; fd++) {
            if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 1, SCMP_A0(SCMP_CMP_EQ, fd)) < 0)
                return FALSE;
        }
    }
    return TRUE;
}

/* Private memory that is not executable; and code from a file below the sandbox's own (charset
 * tables and one library: nothing else can be opened there), never writable. No shared mappings:
 * with one, a process could write the message through its read-write descriptor. */
static gboolean
add_memory_rules(scmp_filter_ctx filter)
{
    const guint64 other_fds = ~(guint64)(SANDBOX_MESSAGE_FD - 1);

    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 3,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_ANONYMOUS, 0),
                            SCMP_A4(SCMP_CMP_MASKED_EQ, other_fds, 0)) == 0;
}

/* Opening for reading. Without Landlock, nothing else would limit this, so the rule is left out. */
static gboolean
add_file_rules(scmp_filter_ctx filter, gboolean is_open_allowed)
{
    const guint64 refused = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                         SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)) != 0 ||
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                         SCMP_A1(SCMP_CMP_EQ, F_GETFL)) != 0 ||
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                         SCMP_A1(SCMP_CMP_EQ, F_SETFD)) != 0)
        return FALSE;
    return !is_open_allowed || seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                                                SCMP_A2(SCMP_CMP_MASKED_EQ, refused, 0)) == 0;
}

/* abort(3) by its own name: the parent then says "aborted". The process that will load the filter
 * is not known yet; no pid is as large as this one (PID_MAX_LIMIT is 2^22). */
#define PLACE_OF_PID 0x3fffff01U

static gboolean
add_abort_rule(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
                            SCMP_A0(SCMP_CMP_EQ, PLACE_OF_PID), SCMP_A2(SCMP_CMP_EQ, SIGABRT)) == 0;
}

static gboolean
add_rules(scmp_filter_ctx filter, gboolean is_open_allowed)
{
#if SANITIZER_IS_ON
    if (!add_calls(filter, SCMP_ACT_ALLOW, sanitizer_calls, G_N_ELEMENTS(sanitizer_calls)))
        return FALSE;
#endif
    return add_calls(filter, SCMP_ACT_ALLOW, plain_calls, G_N_ELEMENTS(plain_calls)) &&
           add_write_rules(filter) && add_memory_rules(filter) &&
           add_file_rules(filter, is_open_allowed) && add_abort_rule(filter) &&
           add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly_calls, G_N_ELEMENTS(deadly_calls));
}

/* The program in the kernel's format; libseccomp writes it to a descriptor. */
static GBytes *
export_program(scmp_filter_ctx filter)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    off_t length = fd >= 0 && seccomp_export_bpf(filter, fd) == 0 ? lseek(fd, 0, SEEK_CUR) : 0;
    g_autofree char *program = length > 0 ? g_malloc((gsize)length) : NULL;
    gboolean is_read = program != NULL && pread(fd, program, (gsize)length, 0) == length;

    if (fd >= 0)
        (void)close(fd);
    return is_read ? g_bytes_new_take(g_steal_pointer(&program), (gsize)length) : NULL;
}

/* seccomp_attr_set(3). When the kernel loads a filter, it runs it for every system call, so the
 * number of steps matters: 40 instead of 110 us for each child. */
#define BINARY_TREE 2

GBytes *
system_calls_make_filter(gboolean is_open_allowed)
{
    g_auto(scmp_filter_ctx) filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

    if (filter == NULL ||
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, BINARY_TREE) != 0 ||
        !add_rules(filter, is_open_allowed))
        return NULL;
    return export_program(filter);
}

/* Puts our own pid in place of the placeholder in the filter. */
static gboolean
fill_pid_in(struct sock_filter *instructions, gsize count)
{
    guint places = 0;

    for (gsize i = 0; i < count; i++) {
        if (instructions[i].code == (BPF_JMP | BPF_JEQ | BPF_K) &&
            instructions[i].k == PLACE_OF_PID) {
            instructions[i].k = (guint32)getpid();
            places++;
        }
    }
    return places == 1;
}

gboolean
system_calls_give_up(GBytes *filter)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(filter, &size);
    g_autofree struct sock_filter *instructions = g_memdup2(data, size);
    gsize count = size / sizeof *instructions;
    const struct sock_fprog program = {.len = (unsigned short)count, .filter = instructions};

    return count <= BPF_MAXINSNS && fill_pid_in(instructions, count) &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

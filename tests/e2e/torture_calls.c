/* torture_calls.c - the functions that torture.c counts and lets fail: each asks first, then fails
 * or calls the real function.
 *
 * They are declared by their assembler names, and all in the same way: every argument is an integer
 * or a pointer in a register, so six parameters are enough for all of them, even for those with
 * variable arguments.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <syslog.h>

#include "tests/e2e/torture.h"

typedef long (*Function)(long, long, long, long, long, long);

static __thread int sqlite_failure;
static Function curl_perform;

/* A function that returns `failure` if it fails; `error` is the planned error, also in errno. Only
 * counts if `is_counted`, an expression of its arguments a, b, ... f, is true. */
#define CALL_IF(is_counted, name, failure)                                                         \
    long torture_##name(long a, long b, long c, long d, long e, long f) __asm__(#name);            \
    long torture_##name(long a, long b, long c, long d, long e, long f)                            \
    {                                                                                              \
        static Function real;                                                                      \
        int error = (is_counted) ? torture_is_due(#name) : 0;                                      \
        if (error != 0)                                                                            \
            return (failure);                                                                      \
        if (real == NULL)                                                                          \
            real = (Function)torture_next(#name);                                                  \
        return real(a, b, c, d, e, f);                                                             \
    }

#define CALL(name, failure) CALL_IF(1, name, failure)

static int
is_unlock(long command, long lock)
{
    return (command == F_SETLK || command == F_OFD_SETLK) &&
           ((const struct flock *)lock)->l_type == F_UNLCK;
}

/* Files. */
CALL(open, -1)
CALL(open64, -1)
CALL(openat, -1)
CALL(openat64, -1)
CALL(mkostemp64, -1)
CALL(memfd_create, -1)
CALL(fopen, 0)
CALL(fopen64, 0)
CALL(opendir, 0)
CALL(readdir, 0)
CALL(readdir64, 0)
CALL(read, -1)
CALL(pread64, -1)
CALL(write, -1)
CALL(writev, -1)
CALL(pwrite64, -1)
CALL(lseek, -1)
CALL(lseek64, -1)
CALL(ftruncate, -1)
CALL(ftruncate64, -1)
CALL(fallocate64, -1)
CALL(posix_fallocate64, error)
CALL(fsync, -1)
CALL(fdatasync, -1)
CALL(stat, -1)
CALL(stat64, -1)
CALL(lstat, -1)
CALL(lstat64, -1)
CALL(fstat, -1)
CALL(fstat64, -1)
CALL(access, -1)
CALL(readlink, -1)
CALL(rename, -1)
CALL(renameat2, -1)
CALL(link, -1)
CALL(unlink, -1)
CALL(mkdir, -1)
CALL(chmod, -1)
CALL(fchmod, -1)
CALL(flock, -1)
/* No kernel refuses to unlock, and SQLite does not check it. */
CALL_IF(!is_unlock(b, c), fcntl, -1)
CALL_IF(!is_unlock(b, c), fcntl64, -1)
CALL(ioctl, -1)
CALL(dup, -1)
CALL(dup2, -1)
CALL(pipe, -1)
CALL(pipe2, -1)
CALL(eventfd, -1)
CALL(close_range, -1)
/* Without a file, a mapping is an allocation of memory. */
CALL_IF((int)e >= 0, mmap, -1)
CALL_IF((int)e >= 0, mmap64, -1)

/* Sockets. */
CALL(socket, -1)
CALL(socketpair, -1)
CALL(connect, -1)
CALL(bind, -1)
CALL(listen, -1)
CALL(accept, -1)
CALL(accept4, -1)
CALL(send, -1)
CALL(sendto, -1)
CALL(sendmsg, -1)
CALL(recv, -1)
CALL(recvfrom, -1)
CALL(recvmsg, -1)
CALL(poll, -1)
CALL(select, -1)
CALL(setsockopt, -1)
CALL(getsockopt, -1)
CALL(getsockname, -1)
CALL(getpeername, -1)

/* Processes and the system. */
CALL(fork, -1)
CALL(waitid, -1)
CALL(waitpid, -1)
CALL(kill, -1)
CALL(prctl, -1)
CALL(getrlimit64, -1)
CALL(setrlimit64, -1)
CALL(sigaction, -1)
CALL(signal, -1)
CALL(sigprocmask, -1)
CALL(signalfd, -1)
CALL(sigtimedwait, -1)
CALL(syscall, -1)
CALL(getrandom, -1)
CALL(pthread_create, error)

/* SQLite has its own error codes, and callers ask for them later. */
CALL(sqlite3_open_v2, (*(void **)b = NULL, error))
CALL(sqlite3_prepare_v2, (*(void **)d = NULL, sqlite_failure = error))
CALL(sqlite3_prepare_v3, (*(void **)e = NULL, sqlite_failure = error))
CALL(sqlite3_exec, sqlite_failure = error)

int torture_sqlite3_step(void *statement) __asm__("sqlite3_step");
int
torture_sqlite3_step(void *statement)
{
    static int (*real)(void *);

    sqlite_failure = torture_is_due("sqlite3_step");
    if (real == NULL)
        real = (int (*)(void *))torture_next("sqlite3_step");
    return sqlite_failure != 0 ? sqlite_failure : real(statement);
}

int torture_sqlite3_extended_errcode(void *database) __asm__("sqlite3_extended_errcode");
int
torture_sqlite3_extended_errcode(void *database)
{
    int (*real)(void *) = (int (*)(void *))torture_next("sqlite3_extended_errcode");

    return sqlite_failure != 0 ? sqlite_failure : real(database);
}

/* Closes in any case, as the kernel does. */
int torture_close(int fd) __asm__("close");
int
torture_close(int fd)
{
    static int (*real)(int);

    if (real == NULL)
        real = (int (*)(int))torture_next("close");
    int result = real(fd);
    return torture_is_due("close") != 0 ? -1 : result;
}

/* The program loads libcurl itself, in a way that would keep its calls from coming here, and libpq.
 * So their functions are looked up by name. */
void *torture_dlopen(const char *path, int flags) __asm__("dlopen");
void *
torture_dlopen(const char *path, int flags)
{
    void *(*real)(const char *, int) = (void *(*)(const char *, int))torture_next("dlopen");

    return torture_is_due("dlopen") != 0 ? NULL : real(path, flags & ~RTLD_DEEPBIND);
}

static long
perform(long handle, long b, long c, long d, long e, long f)
{
    int error = torture_is_due("curl_easy_perform");

    return error != 0 ? error : curl_perform(handle, b, c, d, e, f);
}

void *
torture_real_dlsym(void *library, const char *name)
{
    static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17"};
    static void *(*real)(void *, const char *);

    for (size_t i = 0; real == NULL && i < sizeof versions / sizeof *versions; i++)
        real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    return real != NULL ? real(library, name) : NULL;
}

void *torture_dlsym(void *library, const char *name) __asm__("dlsym");
void *
torture_dlsym(void *library, const char *name)
{
    void *function = torture_real_dlsym(library, name);

    if (function == NULL || strcmp(name, "curl_easy_perform") != 0)
        return function != NULL ? torture_postgres_function(name, function) : NULL;
    curl_perform = (Function)function;
    return (void *)perform;
}

/* The log. */
void torture_syslog(int priority, const char *format, ...) __asm__("syslog");
void
torture_syslog(int priority, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    torture_log(priority, format, arguments);
    va_end(arguments);
}

void torture_syslog_chk(int priority, int flag, const char *format, ...) __asm__("__syslog_chk");
void
torture_syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void)flag;
    va_start(arguments, format);
    torture_log(priority, format, arguments);
    va_end(arguments);
}

/* GLib's way to the systemd journal: there is none, so that all lines come by syslog(). */
int torture_journal(void) __asm__("g_log_writer_journald");
int
torture_journal(void)
{
    return 0; /* G_LOG_WRITER_UNHANDLED */
}

/* torture.c - a library to preload that counts the fallible calls of a program, and lets one of
 * them fail.
 *
 * TORTURE names a file that torture.py made; all processes that the program forks share it. It has
 * an entry for each call site (a function, its callers, and the statement of SQL that it sends)
 * with the number of calls since it was last emptied; the plan: which call of which site fails,
 * with which error; and the lines for syslog. Calls that only fail if memory runs out are not
 * counted. libcurl is loaded in a way that its calls come here, too. After its start the library
 * makes no system calls itself, so it works inside the sandbox.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include "tests/e2e/torture.h"

#define PROGRAM_LIBRARY "/ticketgate.so" /* the program itself */
#define OWN_FRAMES 2                     /* torture_is_due() and its caller */

typedef struct {
    const char *name;
    const char *detail;
} TortureCall;

static TortureFile *shared;
static __thread int is_busy;

__attribute__((constructor)) static void
start(void)
{
    const char *path = getenv("TORTURE");
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *frame, *memory = MAP_FAILED;

    if (fd < 0)
        return;
    memory = mmap(NULL, sizeof(TortureFile), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    (void)backtrace(&frame, 1); /* loads what the program needs */
    if (memory != MAP_FAILED)
        shared = memory;
}

static uint64_t
mix(uint64_t hash, const void *octets, size_t length)
{
    const unsigned char *p = octets;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* The key of a call with these callers: the same at whatever addresses the libraries are loaded. */
static uint64_t
make_key(const TortureCall *call, void *const *frames, size_t n_frames, uint64_t *offsets)
{
    uint64_t key = mix(UINT64_C(0xcbf29ce484222325), call->name, strlen(call->name));

    key = mix(key, call->detail, strlen(call->detail));

    for (size_t i = 0; i < n_frames; i++) {
        uintptr_t address = (uintptr_t)frames[i], base = 0;
        int is_own = 0;
        Dl_info info;
        if (dladdr(frames[i], &info) != 0 && info.dli_fbase != NULL) {
            base = (uintptr_t)info.dli_fbase;
            key = mix(key, info.dli_fname, strlen(info.dli_fname));
            is_own = strstr(info.dli_fname, PROGRAM_LIBRARY) != NULL;
        }
        uint64_t offset = address - base;
        key = mix(key, &offset, sizeof offset);
        offsets[i] = is_own ? offset : 0;
    }
    return key != 0 ? key : 1;
}

/* The entry of a key; NULL if the table is full. */
static TortureSite *
find_site(uint64_t key, const TortureCall *call, const uint64_t *offsets)
{
    for (uint64_t i = 0; i < TORTURE_SITES; i++) {
        TortureSite *site = &shared->sites[(key + i) % TORTURE_SITES];
        uint64_t none = 0;
        if (atomic_compare_exchange_strong(&site->key, &none, key)) {
            (void)snprintf(site->name, sizeof site->name, "%s", call->name);
            (void)snprintf(site->detail, sizeof site->detail, "%s", call->detail);
            memcpy(site->frames, offsets, sizeof site->frames);
            return site;
        }
        if (none == key)
            return site;
    }
    return NULL;
}

static inline __attribute__((always_inline)) int
count_call(const TortureCall *call)
{
    void *frames[OWN_FRAMES + TORTURE_FRAMES];
    uint64_t offsets[TORTURE_FRAMES] = {0};
    int depth = backtrace(frames, OWN_FRAMES + (int)shared->depth);
    size_t n_frames = depth > OWN_FRAMES ? (size_t)(depth - OWN_FRAMES) : 0;
    uint64_t key = make_key(call, frames + OWN_FRAMES, n_frames, offsets);
    TortureSite *site = find_site(key, call, offsets);

    if (site == NULL)
        return 0;
    uint32_t when = atomic_fetch_add(&site->count, 1) + 1;
    if (key != shared->plan_key || when != shared->plan_when)
        return 0;
    shared->is_fired = 1;
    return shared->plan_error;
}

static inline __attribute__((always_inline)) int
is_due(const TortureCall *call)
{
    int error = 0, saved_errno = errno;

    if (shared == NULL || is_busy)
        return 0;
    is_busy = 1;
    error = count_call(call);
    is_busy = 0;
    errno = error != 0 ? error : saved_errno;
    return error;
}

__attribute__((noinline)) int
torture_is_due(const char *name)
{
    return is_due(&(TortureCall){.name = name, .detail = ""});
}

__attribute__((noinline)) int
torture_is_due_for(const char *name, const char *detail)
{
    return is_due(&(TortureCall){.name = name, .detail = detail});
}

void *
torture_next(const char *name)
{
    void *function = torture_real_dlsym(RTLD_NEXT, name);

    if (function == NULL)
        abort();
    return function;
}

void
torture_log(int priority, const char *format, va_list arguments)
{
    char line[1024];

    if (shared == NULL)
        return;
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    size_t used = length < (int)sizeof line - 1 ? (size_t)length : sizeof line - 2;
    line[used++] = '\n';
    uint32_t begin = atomic_fetch_add(&shared->log_used, (uint32_t)used + 2);
    if (begin + used + 2 > TORTURE_LOG_BYTES)
        return;
    shared->log[begin] = (char)('0' + (priority & LOG_PRIMASK));
    shared->log[begin + 1] = ' ';
    memcpy(shared->log + begin + 2, line, used);
}

/* torture.h - what torture.c offers to torture_calls.c and torture_postgres.c, and the file
 * that they share with torture.py. torture.py has this layout, too. */
#pragma once

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>

#define TORTURE_FRAMES 10
#define TORTURE_SITES 4096
#define TORTURE_NAME_BYTES 28
#define TORTURE_DETAIL_BYTES 80
#define TORTURE_LOG_BYTES 65536

typedef struct {
    _Atomic uint64_t key; /* 0: unused */
    _Atomic uint32_t count;
    char name[TORTURE_NAME_BYTES];
    char detail[TORTURE_DETAIL_BYTES]; /* how a statement of SQL begins; mostly empty */
    uint64_t frames[TORTURE_FRAMES];   /* callers, innermost first, as offsets in the program; 0: a
                                        * caller in a library */
} TortureSite;

typedef struct {
    uint64_t plan_key;  /* 0: nothing fails */
    uint32_t plan_when; /* number of the call, from 1 */
    int32_t plan_error;
    uint32_t depth; /* how many callers identify a site, at most TORTURE_FRAMES */
    _Atomic uint32_t is_fired;
    _Atomic uint32_t
        log_used; /* in octets; if it is more than `log` has room for, the log is cut */
    uint32_t unused;
    TortureSite sites[TORTURE_SITES];
    char log[TORTURE_LOG_BYTES]; /* lines: a digit for the priority, a space, the text */
} TortureFile;

/* Counts a call of the function `name`. Returns the error that the call must have, also in errno;
 * 0: call the real function. */
int torture_is_due(const char *name);

/* The same for a call with this text, which with its callers identifies the site. */
int torture_is_due_for(const char *name, const char *detail);

/* What dlsym(3) returns for a function that is at `real`: ours, if it is one of libpq's that can
 * fail. */
void *torture_postgres_function(const char *wanted, void *real);

/* The real function that ours replaces. */
void *torture_next(const char *name);

/* The real dlsym(3), which ours replaces. */
void *torture_real_dlsym(void *library, const char *name);

/* Takes a line for syslog. */
void torture_log(int priority, const char *format, va_list arguments);

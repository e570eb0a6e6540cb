/* sandbox_attempts.h - what a parser must not be able to do, and what it needs. Each is a function,
 * to be called inside the sandbox, in its own process. */
#pragma once

#include <glib.h>

#define SANDBOX_ATTEMPTS_MESSAGE "message" /* must be in the message's file */

typedef struct {
    const char *name;
    int (*attempt)(
        void);     /* 0: the sandbox works (it forbids, or allows what is needed); 1: it does not */
    int killed_by; /* 0, or the signal that must end an attempt that only attackers make */
} SandboxAttempt;

extern const SandboxAttempt sandbox_attempts[];
extern const size_t n_sandbox_attempts;

/* Makes what a child inherits; for cmocka_run_group_tests(). */
int sandbox_attempts_set_up(void **state);
int sandbox_attempts_tear_down(void **state);

/* One of the attempts. */
int sandbox_can_read_message(void);

/* sandbox_attempts.h - what a parser must not be able to do, and what it needs: one function each,
 * to be run where the sandbox has closed, in a process of its own. */
#pragma once

#include <glib.h>

#define SANDBOX_ATTEMPTS_MESSAGE "message" /* has to be in the message's file */

typedef struct {
    const char *name;
    int (*attempt)(void); /* 0: the sandbox held (or let through what is needed), 1: it did not */
    int killed_by;        /* 0, or the signal that has to end an attempt that only attackers make */
} SandboxAttempt;

extern const SandboxAttempt sandbox_attempts[];
extern const size_t n_sandbox_attempts;

/* Things for a child to inherit; for cmocka_run_group_tests(). */
int sandbox_attempts_set_up(void **state);
int sandbox_attempts_tear_down(void **state);

/* One of the attempts. */
int sandbox_can_read_message(void);

/* check_sandbox.h - checks that mail can be parsed in the sandbox. */
#pragma once

#include "config/config.h"

typedef enum {
    CHECK_SANDBOX_GOOD,
    CHECK_SANDBOX_UNSIGNED, /* works, except for signed S/MIME mail, which is attached unopened */
    CHECK_SANDBOX_BAD,      /* no mail can be parsed */
} CheckSandbox;

/* Parses a small signed mail like a delivery does, in a sandboxed child. *ret_problem: why not, one
 * line, for CHECK_SANDBOX_BAD ((transfer full)), else NULL. */
CheckSandbox check_sandbox(const Config *config, char **ret_problem);

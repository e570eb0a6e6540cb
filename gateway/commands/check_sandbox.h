/* check_sandbox.h - whether mail can be read where it is read: shut in. */
#pragma once

#include "config/config.h"

typedef enum {
    CHECK_SANDBOX_GOOD,
    CHECK_SANDBOX_UNSIGNED, /* all but signed S/MIME mail, which is attached unopened */
    CHECK_SANDBOX_BAD,      /* nothing can be read */
} CheckSandbox;

/* Has a small signed mail read as each delivery does, in a child that has given everything up.
 * *ret_problem: why not, one line, for CHECK_SANDBOX_BAD ((transfer full)), else NULL. */
CheckSandbox check_sandbox(const Config *config, char **ret_problem);

/* hardening.c - see hardening.h. */
#include "gateway/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "gateway/sandbox/sandbox.h"

gboolean
hardening_apply(void)
{
    const struct rlimit none = {0, 0};
    gboolean is_limited = setrlimit(RLIMIT_CORE, &none) == 0;

    /* A core limit of zero does not stop a handler in core_pattern; this does. */
    return (SANDBOX_IS_SANITIZED || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) && is_limited;
}

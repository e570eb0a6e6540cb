/* hardening.c - see hardening.h. */
#include "gateway/hardening.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gateway/sanitizer.h"

/* If the caller closed a standard descriptor, the next file to be opened would get its number: the
 * configuration or the spool file would then be read as the mail. */
static gboolean
fill_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR) != fd)
            return FALSE;
    return TRUE;
}

gboolean
hardening_apply(void)
{
    const struct rlimit none = {0, 0};
    gboolean is_limited = setrlimit(RLIMIT_CORE, &none) == 0;

    /* A core limit of zero does not stop a core_pattern handler; this does. */
    return fill_descriptors() && (SANITIZER_IS_ON || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) &&
           is_limited;
}

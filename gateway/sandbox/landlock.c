/* landlock.c - calls Landlock by system call number, because the headers may be older than the
 * kernel.
 *
 * The numbers and bits are the kernel's ABI (Documentation/userspace-api/landlock.rst). Later ABIs
 * have more rights. A right that is handled but not granted is given up. */
#include "gateway/sandbox/landlock.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
    CREATE_RULESET_VERSION = 1,
    RULE_PATH_BENEATH = 1,

    RIGHT_READ_FILE = 1 << 2,
    RIGHT_READ_DIR = 1 << 3,
    RIGHTS_ABI_1 = (1 << 13) - 1, /* execute to make_sym */
    RIGHT_REFER = 1 << 13,        /* ABI 2 */
    RIGHT_TRUNCATE = 1 << 14,     /* ABI 3 */
    RIGHT_IOCTL_DEV = 1 << 15,    /* ABI 5 */

    NET_BIND_AND_CONNECT_TCP = 3, /* ABI 4 */
    SCOPE_SOCKETS_AND_SIGNALS = 3 /* ABI 6 */
};

typedef struct {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
} RulesetAttributes;

typedef struct {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed)) PathBeneathAttributes;

/* Older kernels accept a shorter structure, and a longer one only if the rest is zero. */
static RulesetAttributes
attributes_for(long abi)
{
    RulesetAttributes attributes = {.handled_access_fs = RIGHTS_ABI_1};

    if (abi >= 2)
        attributes.handled_access_fs |= RIGHT_REFER;
    if (abi >= 3)
        attributes.handled_access_fs |= RIGHT_TRUNCATE;
    if (abi >= 4)
        attributes.handled_access_net = NET_BIND_AND_CONNECT_TCP;
    if (abi >= 5)
        attributes.handled_access_fs |= RIGHT_IOCTL_DEV;
    if (abi >= 6)
        attributes.scoped = SCOPE_SOCKETS_AND_SIGNALS;
    return attributes;
}

static gboolean
allow_path(int ruleset, const char *path, uint64_t rights)
{
    PathBeneathAttributes rule = {.allowed_access = rights};
    gboolean is_added = FALSE;

    if (path == NULL)
        return TRUE;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return FALSE;
    is_added = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
    (void)close(rule.parent_fd);
    return is_added;
}

LandlockResult
landlock_allow_reading(const char *folder, const GPtrArray *files)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    RulesetAttributes attributes = attributes_for(abi);
    gboolean is_done = FALSE;
    int ruleset = -1;

    if (abi < 1)
        return LANDLOCK_MISSING;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0)
        return LANDLOCK_FAILED;
    is_done = allow_path(ruleset, folder, RIGHT_READ_FILE | RIGHT_READ_DIR);
    for (guint i = 0; is_done && i < files->len; i++)
        is_done = allow_path(ruleset, g_ptr_array_index(files, i), RIGHT_READ_FILE);
    is_done = is_done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    (void)close(ruleset);
    return is_done ? LANDLOCK_DONE : LANDLOCK_FAILED;
}

/* journal_owner_lease.c - see journal_owner_lease.h. Knows which handles of this process are open.
 */
#include "gateway/journal/journal_owner_lease.h"

#include <string.h>
#include <sys/utsname.h>

#include "gateway/journal/journal_owner_process.h"

/* The handles of this process that are open; 0: free. Of a process that has more, the claims of a
 * handle that was closed without a connection wait for the end of the lease. */
#define MAX_HANDLES 64
static int open_handles[MAX_HANDLES]; /* atomic */

/* The number of a handle in its name, plus 1; the fields before it are those of the process. */
static int
handle_of(const char *name, gsize *ret_process_length)
{
    const char *field = name;
    for (guint i = 0; i < 4; i++) {
        field = strchr(field, ':');
        if (field == NULL)
            return 0;
        field++;
    }
    *ret_process_length = (gsize)(field - name);
    return (int)g_ascii_strtoll(field, NULL, 10) + 1;
}

static gboolean
replace_handle(int from, int to)
{
    for (guint i = 0; i < MAX_HANDLES; i++)
        if (g_atomic_int_compare_and_exchange(&open_handles[i], from, to))
            return TRUE;
    return FALSE;
}

/* Printable, without ":". (transfer full) */
static char *
host_name(void)
{
    struct utsname names;
    if (uname(&names) != 0)
        return g_strdup("");
    for (char *p = names.nodename; *p != '\0'; p++)
        if (!g_ascii_isgraph(*p) || *p == ':')
            *p = '?';
    return g_strdup(names.nodename);
}

static char *
new_name(void)
{
    g_autofree char *process = journal_owner_process.new_name();
    g_autofree char *host = host_name();
    gsize length = 0;
    gboolean is_listed = replace_handle(0, handle_of(process, &length));
    return g_strconcat(process, is_listed ? "" : "+", ":", host, NULL);
}

static void
end_name(const char *name)
{
    gsize length = 0;
    (void)replace_handle(handle_of(name, &length), 0);
}

/* Whether `name` is a handle of this process that was closed. */
static gboolean
is_closed_handle(const char *name)
{
    g_autofree char *own = journal_owner_process.new_name();
    gsize length = 0, own_length = 0;
    int handle = handle_of(name, &length);
    if (handle_of(own, &own_length) == 0 || handle == 0 || length != own_length ||
        strncmp(name, own, length) != 0 || strchr(name, '+') != NULL)
        return FALSE;
    for (guint i = 0; i < MAX_HANDLES; i++)
        if (g_atomic_int_get(&open_handles[i]) == handle)
            return FALSE;
    return TRUE;
}

static gboolean
is_of_this_host(const char *name)
{
    g_autofree char *host = host_name();
    const char *named = strrchr(name, ':');
    return named != NULL && strcmp(named + 1, host) == 0;
}

static gboolean
is_gone(const char *name, gint64 lease_until_s, gint64 now_s)
{
    return now_s >= lease_until_s ||
           (is_of_this_host(name) && (journal_owner_process_ended(name) || is_closed_handle(name)));
}

const JournalOwnerKind journal_owner_lease = {
    .new_name = new_name, .is_gone = is_gone, .end = end_name, .lease_s = JOURNAL_OWNER_LEASE_S};

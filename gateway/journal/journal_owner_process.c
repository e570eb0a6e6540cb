/* journal_owner_process.c - names of processes. Knows proc(5), not the journal. */
#include "gateway/journal/journal_owner_process.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { OWNER_BOOT, OWNER_NAMESPACE, OWNER_PID, OWNER_START, OWNER_HANDLE, OWNER_FIELDS };

typedef enum { PROCESS_UNSEEN, PROCESS_GONE, PROCESS_ALIVE } ProcessState;

/* First line of a small file, or "" if it cannot be read. (transfer full) */
static char *
read_line(const char *path)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return g_strdup("");
    text[strcspn(text, "\n")] = '\0';
    return g_steal_pointer(&text);
}

/* "4026531836" from "pid:[4026531836]"; "" if /proc does not have it. (transfer full) */
static char *
read_namespace(void)
{
    g_autofree char *link = g_file_read_link("/proc/self/ns/pid", NULL);
    const char *open = link != NULL ? strchr(link, '[') : NULL;

    if (open == NULL)
        return g_strdup("");
    return g_strndup(open + 1, strcspn(open + 1, "]"));
}

/* State letter and start of process `pid`; UNSEEN if its stat is not readable. The name of the
 * command, in brackets, may contain anything, so fields are counted from the last bracket. */
static ProcessState
read_process(gint64 pid, char **ret_start)
{
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/stat", pid);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return PROCESS_UNSEEN;
    const char *bracket = strrchr(text, ')');
    if (bracket == NULL || bracket[1] != ' ')
        return PROCESS_UNSEEN;
    g_auto(GStrv) fields = g_strsplit(bracket + 2, " ", 21); /* state is field 3, start field 22 */
    if (g_strv_length(fields) < 21)
        return PROCESS_UNSEEN;
    if (strchr("ZXx", fields[0][0]) != NULL)
        return PROCESS_GONE;
    *ret_start = g_strdup(fields[19]);
    return PROCESS_ALIVE;
}

static char *
new_name(void)
{
    static int next_handle; /* atomic; only tells handles apart */
    g_autofree char *boot = read_line("/proc/sys/kernel/random/boot_id");
    g_autofree char *space = read_namespace();
    g_autofree char *start = NULL;
    gint64 pid = getpid();

    read_process(pid, &start);
    return g_strdup_printf("%s:%s:%" G_GINT64_FORMAT ":%s:%d", boot, space, pid,
                           start != NULL ? start : "", g_atomic_int_add(&next_handle, 1));
}

static ProcessState
find_process(char **fields)
{
    g_autofree char *start = NULL;
    gint64 pid = 0;

    if (!g_ascii_string_to_signed(fields[OWNER_PID], 10, 1, INT_MAX, &pid, NULL))
        return PROCESS_UNSEEN;
    ProcessState state = read_process(pid, &start);
    if (state == PROCESS_ALIVE)
        return strcmp(start, fields[OWNER_START]) == 0 ? PROCESS_ALIVE : PROCESS_GONE;
    if (state == PROCESS_UNSEEN && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
        return PROCESS_GONE;
    return state; /* it exists but is hidden from us (hidepid): its lease decides */
}

/* `fields` are those of a name. UNSEEN: another namespace, or a hidden /proc. */
static ProcessState
see_process(char **fields)
{
    g_autofree char *space = read_namespace();
    return strcmp(fields[OWNER_NAMESPACE], space) == 0 ? find_process(fields) : PROCESS_UNSEEN;
}

static gboolean
is_of_this_boot(char **fields)
{
    g_autofree char *boot = read_line("/proc/sys/kernel/random/boot_id");
    return strcmp(fields[OWNER_BOOT], boot) == 0;
}

gboolean
journal_owner_process_ended(const char *name)
{
    g_auto(GStrv) fields = g_strsplit(name, ":", 0);
    return g_strv_length(fields) >= OWNER_FIELDS && is_of_this_boot(fields) &&
           see_process(fields) == PROCESS_GONE;
}

static gboolean
is_gone(const char *owner, gint64 lease_until_s, gint64 now_s)
{
    g_auto(GStrv) fields = g_strsplit(owner, ":", 0);
    if (g_strv_length(fields) != OWNER_FIELDS)
        return now_s >= lease_until_s;
    if (!is_of_this_boot(fields))
        return TRUE; /* a write-ahead log is never shared between kernels: the machine was restarted
                      */
    ProcessState state = see_process(fields);
    if (state == PROCESS_UNSEEN)
        return now_s >= lease_until_s;
    return state == PROCESS_GONE;
}

const JournalOwnerKind journal_owner_process = {.new_name = new_name, .is_gone = is_gone};

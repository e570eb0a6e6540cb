/* token_cache.c - see token_cache.h.
 *
 * Handles the file, its lock, and whether a token is fresh. Does not know OAuth.
 *
 * The file has four lines: a version, the owner of the token, two numbers, the token. It is
 * replaced by rename(2), so readers need no lock. It is not synced: a token lost in a power cut is
 * fetched again. */
#include "gateway/ticket_system/token_cache.h"

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#define VERSION_LINE "ticketgate-token 1"
#define TOKEN_MAX_BYTES 16384
#define FILE_MAX_BYTES (TOKEN_MAX_BYTES + 1024)
#define EARLY_MAX_S 60
#define LOCK_POLL_US 20000

void
token_entry_free(TokenEntry *entry)
{
    if (entry == NULL)
        return;
    if (entry->value != NULL)
        explicit_bzero(entry->value, strlen(entry->value));
    g_free(entry->value);
    g_free(entry);
}

gboolean
token_entry_is_fresh(const TokenEntry *entry, gint64 now_s)
{
    gint64 early_s = MIN(EARLY_MAX_S, entry->expires_in_s / 4);

    return now_s >= entry->obtained_s && now_s - entry->obtained_s < entry->expires_in_s - early_s;
}

gboolean
token_value_is_valid(const char *value)
{
    gsize length = 0;

    for (; value[length] != '\0'; length++) {
        if (!g_ascii_isgraph(value[length]))
            return FALSE;
    }
    return length > 0 && length <= TOKEN_MAX_BYTES;
}

/* Reads the file into `buffer` as a string; FALSE: not ours, not private, or missing. */
static gboolean
read_private_file(const char *path, char *buffer, gsize size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    gssize count = -1;

    if (fd < 0)
        return FALSE;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
        (status.st_mode & 0077) == 0)
        count = descriptor_read_at(fd, buffer, size - 1, 0);
    close(fd);
    buffer[MAX(count, 0)] = '\0';
    return count >= 0;
}

/* `lines` are the lines of the file, NULL at the end; `owner` NULL: whoever it is. */
static TokenEntry *
read_lines(char **lines, const char *owner)
{
    g_autoptr(TokenEntry) entry = g_new0(TokenEntry, 1);
    g_auto(GStrv) numbers = NULL;

    if (g_strv_length(lines) != 5 || strcmp(lines[0], VERSION_LINE) != 0 ||
        (owner != NULL && strcmp(lines[1], owner) != 0) || *lines[4] != '\0' ||
        !token_value_is_valid(lines[3]))
        return NULL;
    numbers = g_strsplit(lines[2], " ", 2);
    if (g_strv_length(numbers) != 2 ||
        !g_ascii_string_to_signed(numbers[0], 10, 0, G_MAXINT64, &entry->obtained_s, NULL) ||
        !g_ascii_string_to_signed(numbers[1], 10, 1, G_MAXINT32, &entry->expires_in_s, NULL))
        return NULL;
    entry->value = g_strdup(lines[3]);
    return g_steal_pointer(&entry);
}

TokenEntry *
token_cache_read(const char *path, const char *owner)
{
    g_autofree char *buffer = g_malloc0(FILE_MAX_BYTES);
    g_auto(GStrv) lines = NULL;
    TokenEntry *entry = NULL;

    if (read_private_file(path, buffer, FILE_MAX_BYTES)) {
        lines = g_strsplit(buffer, "\n", 6);
        entry = read_lines(lines, owner);
        for (char **line = lines; *line != NULL; line++)
            explicit_bzero(*line, strlen(*line));
    }
    explicit_bzero(buffer, FILE_MAX_BYTES);
    return entry;
}

void
token_cache_times(const char *path, gint64 *ret_obtained_s, gint64 *ret_expires_s)
{
    g_autoptr(TokenEntry) entry = path != NULL ? token_cache_read(path, NULL) : NULL;

    *ret_obtained_s = entry != NULL ? entry->obtained_s : 0;
    *ret_expires_s = entry != NULL ? entry->obtained_s + entry->expires_in_s : 0;
}

gboolean
token_cache_replace(const char *path, const char *text, gboolean is_synced)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
    int why = 0;

    if (fd < 0)
        return FALSE;
    if (!descriptor_write_all(fd, text, strlen(text)))
        why = errno;
    if (why == 0 && is_synced && fsync(fd) != 0)
        why = errno;
    if (close(fd) != 0 && why == 0)
        why = errno;
    if (why == 0 && rename(temporary, path) != 0)
        why = errno;
    if (why == 0)
        return TRUE;
    (void)g_unlink(temporary);
    errno = why;
    return FALSE;
}

gboolean
token_cache_write(const char *path, const char *owner, const TokenEntry *entry, GError **error)
{
    char *text =
        g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n%s\n", VERSION_LINE,
                        owner, entry->obtained_s, entry->expires_in_s, entry->value);
    gboolean is_written = token_cache_replace(path, text, FALSE);

    if (!is_written)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "cannot write the token cache %s: %s", path, g_strerror(errno));
    explicit_bzero(text, strlen(text));
    g_free(text);
    return is_written;
}

int
token_cache_lock(const char *path, gint64 deadline_us, const Heartbeat *heartbeat, GError **error)
{
    g_autofree char *lock_path = g_strconcat(path, ".lock", NULL);
    int fd = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    while (fd >= 0) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return fd;
        if (errno != EWOULDBLOCK && errno != EINTR)
            break;
        if (deadline_us != 0 && g_get_monotonic_time() >= deadline_us) {
            close(fd);
            g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN,
                                "another process was still fetching the token at the deadline");
            return -1;
        }
        if (heartbeat != NULL && !heartbeat->keep(heartbeat->data, error)) {
            close(fd);
            return -1;
        }
        g_usleep(LOCK_POLL_US);
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "cannot lock the token cache %s: %s", lock_path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

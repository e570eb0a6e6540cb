/* spool.c - copies standard input to an unlinked file.
 *
 * Makes the temporary file and handles the mbox "From " line that some callers put before a
 * message. Does not look at the rest of the mail. Always reads the input to its end: if a filter
 * stops reading, the MTA gets a broken pipe, and if it reads nothing at all, the MTA may count the
 * mail as delivered. */
#include "gateway/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"

#define SPOOL_BUFFER_BYTES ((gsize)128 * 1024)
#define MBOX_PREFIX "From "

static void
set_io_error(GError **error, const char *what)
{
    int saved_errno = errno;

    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "%s: %s", what,
                g_strerror(saved_errno));
}

/* For file systems without O_TMPFILE. */
static int
open_and_unlink(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "ticketgate-XXXXXX", NULL);
    int fd = mkostemp(path, O_CLOEXEC);

    if (fd >= 0)
        (void)g_unlink(path);
    return fd;
}

int
spool_open_file(const char *directory, GError **error)
{
    int fd = directory == NULL
                 ? memfd_create("spool", MFD_CLOEXEC)
                 : open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);

    if (fd < 0 && directory != NULL)
        fd = open_and_unlink(directory);
    if (fd < 0) {
        int saved_errno = errno;
        g_autofree char *what =
            directory != NULL
                ? g_strdup_printf("cannot make a temporary file in %s ([spool] path)", directory)
                : g_strdup("cannot make a file in memory");
        errno = saved_errno;
        set_io_error(error, what);
    }
    return fd;
}

/* One read(2), repeated after signals; 0 at the end, -1 with errno. */
static gssize
read_some(int fd, char *buffer, gsize size)
{
    gssize count = 0;

    do
        count = read(fd, buffer, size);
    while (count < 0 && errno == EINTR);
    return count;
}

/* Reads until `buffer` is full, the first line is complete, or the input ends. The "From " line is
 * then complete. */
static gssize
read_first_line(int fd, char *buffer, gsize size)
{
    gsize filled = 0;

    while (filled < size) {
        gssize count = read_some(fd, buffer + filled, size - filled);

        if (count < 0)
            return -1;
        filled += (gsize)count;
        if (count == 0 || memchr(buffer, '\n', filled) != NULL)
            break;
    }
    return (gssize)filled;
}

/* The address of "From ADDRESS DATE": one word, but a quoted string in it may have spaces. The null
 * sender is written as MAILER-DAEMON or <>. */
static char *
mbox_address(const char *line, gsize length)
{
    gsize end = 0;
    gboolean is_quoted = FALSE;
    g_autofree char *address = NULL;

    for (; end < length && (is_quoted || line[end] != ' '); end++) {
        if (g_ascii_iscntrl(line[end]))
            break;
        if (line[end] == '"')
            is_quoted = !is_quoted;
    }
    address = g_strndup(line, end);
    if (strcmp(address, "MAILER-DAEMON") == 0 || strcmp(address, "<>") == 0)
        return g_strdup("");
    if (*address == '\0' || is_quoted || !g_utf8_validate(address, -1, NULL))
        return NULL;
    return g_steal_pointer(&address);
}

/* The length in octets of a leading "From " line with its line feed; 0 if the message begins with
 * another line. */
static gsize
take_mbox_line(const char *data, gsize length, char **ret_mbox_sender)
{
    gsize prefix = strlen(MBOX_PREFIX);
    const char *line_end = memchr(data, '\n', length);

    if (line_end == NULL || length < prefix || memcmp(data, MBOX_PREFIX, prefix) != 0)
        return 0;
    const char *word = data + prefix;
    while (*word == ' ' || *word == '\t')
        word++;
    if (*word == ':') /* the field From with a space before the colon (RFC 5322 section 4.5) */
        return 0;
    if (ret_mbox_sender != NULL)
        *ret_mbox_sender = mbox_address(data + prefix, (gsize)(line_end - data) - prefix);
    return (gsize)(line_end - data) + 1;
}

/* Writes `data`, unless the file is over its limit or writing failed before. */
static void
keep(Spool *spool, const char *data, gsize length, guint64 max_bytes, GError **error)
{
    if (*error != NULL || spool->is_cut)
        return;
    guint64 room = max_bytes - spool->length;
    spool->is_cut = length > room;
    length = (gsize)MIN(length, room);
    if (!descriptor_write_all(spool->fd, data, length)) {
        set_io_error(error, "cannot write the temporary file in [spool] path");
    } else {
        spool->length += length;
    }
}

Spool *
spool_read(int input_fd, const char *directory, guint64 max_bytes, char **ret_mbox_sender,
           GError **error)
{
    g_autoptr(Spool) spool = g_new0(Spool, 1);
    g_autoptr(GError) local_error = NULL;
    g_autofree char *buffer = g_malloc(SPOOL_BUFFER_BYTES);
    g_autofree char *mbox_sender = NULL;
    gsize skip = 0;
    gssize count = 0;

    spool->fd = spool_open_file(directory, &local_error); /* on failure: read on, keep nothing */
    count = read_first_line(input_fd, buffer, SPOOL_BUFFER_BYTES);
    if (count > 0)
        skip = take_mbox_line(buffer, (gsize)count, &mbox_sender);
    while (count > 0) {
        keep(spool, buffer + skip, (gsize)count - skip, max_bytes, &local_error);
        skip = 0;
        count = read_some(input_fd, buffer, SPOOL_BUFFER_BYTES);
    }
    if (count < 0) {
        g_clear_error(&local_error);
        set_io_error(&local_error, "cannot read the message");
    }
    if (local_error != NULL) {
        g_propagate_error(error, g_steal_pointer(&local_error));
        return NULL;
    }
    if (ret_mbox_sender != NULL)
        *ret_mbox_sender = g_steal_pointer(&mbox_sender);
    return g_steal_pointer(&spool);
}

gboolean
spool_check(const Spool *spool, guint64 max_bytes, GError **error)
{
    if (spool->is_cut)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE,
                    "The message has more than %" G_GUINT64_FORMAT " bytes", max_bytes);
    return !spool->is_cut;
}

void
spool_free(Spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->fd >= 0)
        (void)close(spool->fd);
    g_free(spool);
}

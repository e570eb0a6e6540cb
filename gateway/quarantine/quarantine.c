/* quarantine.c - see quarantine.h. Writes to tmp/, syncs, renames, syncs the directory
 * (maildir(5)). */
#include "gateway/quarantine/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/quarantine/quarantine_kind.h"

static gboolean
fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "quarantine: cannot %s %s: %s",
                what, path, g_strerror(errno));
    return FALSE;
}

gboolean
quarantine_make_directories(const char *directory, GError **error)
{
    static const char *const names[] = {"", "tmp", "new", "cur", "reasons"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(directory, names[i], NULL);
        if (mkdir(path, 0700) < 0 && errno != EEXIST)
            return fail(error, "make the directory", path);
    }
    return TRUE;
}

static gboolean
copy_file(int to, int from)
{
    g_autofree char *buffer = g_malloc(64 * 1024);
    guint64 offset = 0;
    for (;;) {
        gssize count = descriptor_read_at(from, buffer, 64 * 1024, offset);
        if (count <= 0)
            return count == 0;
        if (!descriptor_write_all(to, buffer, (gsize)count))
            return FALSE;
        offset += (guint64)count;
    }
}

/* The name must also be on disk before the mail counts as kept and its files as finished. */
static gboolean
sync_directory(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean is_synced = fd >= 0 && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
    return is_synced || fail(error, "sync the directory", path);
}

/* A file of the quarantine: `text`, or if that is NULL a copy of `message_fd`. */
typedef struct {
    const char *folder; /* below the quarantine */
    const char *name;
    int message_fd;
    const char *text;
    gboolean is_content_synced;
    gboolean is_name_synced;
} QuarantineFile;

/* Written to another name, and renamed only when it is complete and on disk. */
static gboolean
write_file(const char *temporary, const char *final, const QuarantineFile *file, GError **error)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(error, "make", temporary);
    gboolean is_written =
        (file->text != NULL ? descriptor_write_all(fd, file->text, strlen(file->text))
                            : copy_file(fd, file->message_fd)) &&
        (!file->is_content_synced || fsync(fd) == 0);
    int saved = errno;
    if (close(fd) < 0 && is_written) {
        is_written = FALSE;
        saved = errno;
    }
    if (!is_written || rename(temporary, final) < 0) {
        errno = is_written ? errno : saved;
        fail(error, "write", final);
        unlink(temporary);
        return FALSE;
    }
    return TRUE;
}

static gboolean
place_file(const char *directory, const QuarantineFile *file, GError **error)
{
    g_autofree char *unique = g_strdup_printf("%s.%s.%d", file->folder, file->name, (int)getpid());
    g_autofree char *temporary = g_build_filename(directory, "tmp", unique, NULL);
    g_autofree char *parent = g_build_filename(directory, file->folder, NULL);
    g_autofree char *final = g_build_filename(parent, file->name, NULL);
    return write_file(temporary, final, file, error) &&
           (!file->is_name_synced || sync_directory(parent, error));
}

gboolean
quarantine_keep(const char *directory, const char *name, int message_fd, const char *reason,
                GError **error)
{
    const QuarantineKind *kind = quarantine_kind_of(name);
    g_autofree char *place = quarantine_kind_directory(kind, directory);
    g_autofree char *reason_name = g_strconcat(name, ".txt", NULL);
    g_autofree char *reason_text = g_strconcat(reason, "\n", NULL);
    const QuarantineFile reason_file = {.folder = "reasons",
                                        .name = reason_name,
                                        .message_fd = -1,
                                        .text = reason_text,
                                        .is_content_synced = !kind->is_bounded,
                                        .is_name_synced = !kind->is_bounded};
    const QuarantineFile message = {.folder = "new",
                                    .name = name,
                                    .message_fd = message_fd,
                                    .is_content_synced = TRUE,
                                    .is_name_synced = !kind->is_bounded};
    /* The reason first: a message that is visible in new/ then always has one. */
    return quarantine_make_directories(directory, error) &&
           quarantine_make_directories(place, error) && place_file(place, &reason_file, error) &&
           place_file(place, &message, error);
}

/* quarantine_bound.c - see quarantine_bound.h. Does not know what the messages are. */
#include "gateway/quarantine/quarantine_bound.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/quarantine/quarantine.h"

#define SIZE_FILE "size"
#define BLOCK_BYTES 4096 /* minimum size of a file on most disks */
#define UNKNOWN G_MAXUINT64

/* One message on the disk. */
typedef struct {
    char *path;
    char *reason_path;
    gint64 written_ns;
    guint64 bytes;
} Kept;

static void
kept_free(gpointer data)
{
    Kept *kept = data;
    g_free(kept->path);
    g_free(kept->reason_path);
    g_free(kept);
}

static gboolean
fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "quarantine: cannot %s %s: %s",
                what, path, g_strerror(errno));
    return FALSE;
}

/* A message uses whole blocks, and its reason one more. */
static guint64
bytes_on_disk(guint64 size)
{
    return (size / BLOCK_BYTES + 1) * BLOCK_BYTES + BLOCK_BYTES;
}

static void
add_kept(GPtrArray *all, const char *directory, const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(directory, folder, name, NULL);
    g_autofree char *reason = g_strdup_printf("%.*s.txt", (int)strcspn(name, ":"), name);
    struct stat info;

    if (*name == '.' || stat(path, &info) != 0)
        return;
    Kept *kept = g_new0(Kept, 1);
    kept->path = g_steal_pointer(&path);
    kept->reason_path = g_build_filename(directory, "reasons", reason, NULL);
    kept->written_ns = (gint64)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    kept->bytes = bytes_on_disk((guint64)info.st_size);
    g_ptr_array_add(all, kept);
}

static gint
compare_age(gconstpointer one, gconstpointer other)
{
    const Kept *const *left = one;
    const Kept *const *right = other;
    gint64 difference = (*left)->written_ns - (*right)->written_ns;

    return difference != 0 ? (difference < 0 ? -1 : 1) : strcmp((*left)->path, (*right)->path);
}

/* All messages of the Maildir, oldest first. (transfer full) */
static GPtrArray *
list_kept(const char *directory)
{
    static const char *const folders[] = {"new", "cur"};
    GPtrArray *all = g_ptr_array_new_with_free_func(kept_free);

    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(directory, folders[i], NULL);
        g_autoptr(GDir) opened = g_dir_open(path, 0, NULL);
        const char *name;
        while (opened != NULL && (name = g_dir_read_name(opened)) != NULL)
            add_kept(all, directory, folders[i], name);
    }
    g_ptr_array_sort(all, compare_age);
    return all;
}

/* Deletes what is older than `oldest_s`, and the oldest until at most `max_bytes` are left, which
 * it returns. A file that cannot be deleted still counts. */
static guint64
drop_oldest(const char *directory, gint64 oldest_s, guint64 max_bytes, guint *ret_dropped)
{
    g_autoptr(GPtrArray) all = list_kept(directory);
    guint64 total = 0;

    *ret_dropped = 0;
    for (guint i = 0; i < all->len; i++)
        total += ((const Kept *)g_ptr_array_index(all, i))->bytes;
    for (guint i = 0; i < all->len; i++) {
        const Kept *kept = g_ptr_array_index(all, i);
        if (total <= max_bytes && kept->written_ns / 1000000000 >= oldest_s)
            break;
        if (g_unlink(kept->path) != 0 && errno != ENOENT)
            continue;
        g_unlink(kept->reason_path);
        total -= kept->bytes;
        (*ret_dropped)++;
    }
    return total;
}

/* Opens and locks the count; -1 with errno. */
static int
open_count(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

static guint64
read_count(int fd)
{
    char text[32] = "";
    guint64 count;
    gssize length = pread(fd, text, sizeof text - 1, 0);

    if (length <= 0 || text[length - 1] != '\n')
        return UNKNOWN;
    text[length - 1] = '\0';
    return g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &count, NULL) ? count : UNKNOWN;
}

/* After a crash, the file may not have a number with a line end; then everything is counted again.
 */
static gboolean
write_count(int fd, guint64 count)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT "\n", count);

    return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
           descriptor_write_all(fd, text, strlen(text));
}

gboolean
quarantine_bound_add(const char *directory, guint64 bytes, guint64 max_bytes, gboolean *ret_fits,
                     GError **error)
{
    g_autofree char *path = g_build_filename(directory, SIZE_FILE, NULL);
    guint64 wanted = bytes_on_disk(bytes);
    guint dropped;

    *ret_fits = wanted <= max_bytes;
    if (!*ret_fits)
        return TRUE;
    if (!quarantine_make_directories(directory, error))
        return FALSE;
    int fd = open_count(path);
    if (fd < 0)
        return fail(error, "lock", path);
    guint64 count = read_count(fd);
    if (count == UNKNOWN || count > max_bytes - wanted) {
        count = drop_oldest(directory, 0, max_bytes - wanted, &dropped);
        if (dropped > 0)
            count =
                drop_oldest(directory, 0, MIN(max_bytes / 10 * 9, max_bytes - wanted), &dropped);
    }
    gboolean is_written = write_count(fd, count + wanted);
    if (!is_written)
        fail(error, "write", path);
    close(fd);
    return is_written;
}

gboolean
quarantine_bound_prune(const char *directory, const QuarantineBound *bound, guint *ret_dropped,
                       GError **error)
{
    g_autofree char *path = g_build_filename(directory, SIZE_FILE, NULL);

    *ret_dropped = 0;
    if (!g_file_test(directory, G_FILE_TEST_IS_DIR))
        return TRUE;
    int fd = open_count(path);
    if (fd < 0)
        return fail(error, "lock", path);
    guint64 count = drop_oldest(directory, bound->oldest_s, bound->max_bytes, ret_dropped);
    gboolean is_written = write_count(fd, count);
    if (!is_written)
        fail(error, "write", path);
    close(fd);
    return is_written;
}

guint64
quarantine_bound_size(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, SIZE_FILE, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    guint64 total = fd >= 0 ? read_count(fd) : UNKNOWN;
    if (fd >= 0)
        close(fd);
    if (total != UNKNOWN)
        return total;
    g_autoptr(GPtrArray) all = list_kept(directory);
    total = 0;
    for (guint i = 0; i < all->len; i++)
        total += ((const Kept *)g_ptr_array_index(all, i))->bytes;
    return total;
}

guint64
quarantine_bound_needed(guint64 bytes)
{
    return bytes_on_disk(bytes);
}

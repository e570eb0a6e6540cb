/* quarantine_shelf.c - see quarantine_shelf.h. A mail reader may have moved a message from new/ to
 * cur/ and appended flags to its name (maildir(5)); it is still the same message. */
#include "gateway/quarantine/quarantine_shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine_kind.h"

void
quarantine_item_free(QuarantineItem *item)
{
    if (item == NULL)
        return;
    g_free(item->name);
    g_free(item->directory);
    g_free(item->path);
    g_clear_pointer(&item->reason, quarantine_reason_free);
    g_free(item);
}

static gboolean
fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "quarantine: cannot %s %s: %s",
                what, path, g_strerror(errno));
    return FALSE;
}

static char *
reason_path(const char *directory, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".txt", NULL);
    return g_build_filename(directory, "reasons", file, NULL);
}

static QuarantineReason *
read_reason(const char *directory, const char *name)
{
    g_autofree char *path = reason_path(directory, name);
    g_autofree char *text = NULL;
    gsize length = 0;
    if (g_file_get_contents(path, &text, &length, NULL)) {
        g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
        return quarantine_reason_read(valid);
    }
    QuarantineReason *reason = quarantine_reason_read("");
    const char *dot = strchr(name, '.');
    reason->kind = g_strdup(dot != NULL ? dot + 1 : "");
    return reason;
}

static QuarantineItem *
item_new(const char *directory, const char *folder, const char *file)
{
    QuarantineItem *item = g_new0(QuarantineItem, 1);
    GStatBuf info = {0};
    item->name = g_strndup(file, strcspn(file, ":"));
    item->directory = g_strdup(directory);
    item->path = g_build_filename(directory, folder, file, NULL);
    item->reason = read_reason(directory, item->name);
    if (g_stat(item->path, &info) == 0)
        item->size = info.st_size;
    return item;
}

static gint
compare(gconstpointer one, gconstpointer other)
{
    const QuarantineItem *const *left = one;
    const QuarantineItem *const *right = other;
    gint64 difference = (*left)->reason->kept_s - (*right)->reason->kept_s;
    if (difference != 0)
        return difference < 0 ? -1 : 1;
    return strcmp((*left)->name, (*right)->name);
}

GPtrArray *
quarantine_shelf_list(const char *directory, GError **error)
{
    static const char *const folders[] = {"new", "cur"};
    g_autoptr(GPtrArray) items =
        g_ptr_array_new_with_free_func((GDestroyNotify)quarantine_item_free);
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(directory, folders[i], NULL);
        g_autoptr(GError) problem = NULL;
        g_autoptr(GDir) opened = g_dir_open(path, 0, &problem);
        if (opened == NULL && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "quarantine: %s",
                        problem->message);
            return NULL;
        }
        const char *file;
        while (opened != NULL && (file = g_dir_read_name(opened)) != NULL)
            if (*file != '.')
                g_ptr_array_add(items, item_new(directory, folders[i], file));
    }
    g_ptr_array_sort(items, compare);
    return g_steal_pointer(&items);
}

/* Counts the `items` with the name `name` or a name that begins so, and takes the last. A complete
 * name is the only match. */
static guint
match(GPtrArray *items, const char *name, QuarantineItem **ret_item)
{
    guint found = 0;
    guint count = 0;
    for (guint i = 0; i < items->len && *name != '\0'; i++) {
        const QuarantineItem *item = g_ptr_array_index(items, i);
        gboolean is_same = strcmp(item->name, name) == 0;
        if (!is_same && !g_str_has_prefix(item->name, name))
            continue;
        found = i;
        count = is_same ? 1 : count + 1;
        if (is_same)
            break;
    }
    if (count == 1)
        *ret_item = g_ptr_array_steal_index(items, found);
    return count;
}

/* Whether an earlier kind of the table has the same Maildir. */
static gboolean
shares_folder(const QuarantineKind *kind)
{
    const QuarantineKind *earlier = quarantine_kinds();
    while (strcmp(earlier->folder, kind->folder) != 0)
        earlier++;
    return earlier != kind;
}

GPtrArray *
quarantine_shelf_list_all(const char *quarantine, gboolean is_ignored, GError **error)
{
    GPtrArray *items = NULL;
    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL; kind++) {
        if (shares_folder(kind) || (strcmp(kind->name, QUARANTINE_IGNORED) == 0) != is_ignored)
            continue;
        g_autofree char *directory = quarantine_kind_directory(kind, quarantine);
        GPtrArray *some = quarantine_shelf_list(directory, error);
        if (some == NULL) {
            g_clear_pointer(&items, g_ptr_array_unref);
            return NULL;
        }
        if (items != NULL)
            g_ptr_array_extend_and_steal(items, some);
        else
            items = some;
    }
    return items;
}

static void
free_count(gpointer data)
{
    QuarantineCount *count = data;
    g_free(count->kind);
    g_free(count);
}

/* Adds the files of new/ or cur/ of a Maildir to `counts`, one for each kind of the table. */
static gboolean
count_folder(const char *directory, const char *folder, GPtrArray *counts, GError **error)
{
    g_autofree char *path = g_build_filename(directory, folder, NULL);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) opened = g_dir_open(path, 0, &problem);
    if (opened == NULL && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "quarantine: %s",
                    problem->message);
        return FALSE;
    }
    const char *file;
    while (opened != NULL && (file = g_dir_read_name(opened)) != NULL) {
        g_autofree char *name = g_strndup(file, strcspn(file, ":"));
        const QuarantineKind *kind = quarantine_kind_of(name);
        if (*file != '.' && kind->name != NULL)
            ((QuarantineCount *)g_ptr_array_index(counts, kind - quarantine_kinds()))->count++;
    }
    return TRUE;
}

GPtrArray *
quarantine_shelf_count(const char *quarantine, GError **error)
{
    g_autoptr(GPtrArray) counts = g_ptr_array_new_with_free_func(free_count);
    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL; kind++) {
        QuarantineCount *count = g_new0(QuarantineCount, 1);
        count->kind = g_strdup(kind->name);
        g_ptr_array_add(counts, count);
    }
    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL; kind++) {
        g_autofree char *directory = quarantine_kind_directory(kind, quarantine);
        if (!shares_folder(kind) && (!count_folder(directory, "new", counts, error) ||
                                     !count_folder(directory, "cur", counts, error)))
            return NULL;
    }
    return g_steal_pointer(&counts);
}

QuarantineItem *
quarantine_shelf_find(const char *quarantine, const char *name, GError **error)
{
    const char *last_folder = NULL;
    guint count = 0;
    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL && count == 0;
         kind++) {
        if (g_strcmp0(kind->folder, last_folder) == 0)
            continue;
        last_folder = kind->folder;
        g_autofree char *directory = quarantine_kind_directory(kind, quarantine);
        g_autoptr(GPtrArray) items = quarantine_shelf_list(directory, error);
        QuarantineItem *item = NULL;
        if (items == NULL)
            return NULL;
        count = match(items, name, &item);
        if (item != NULL)
            return item;
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                count == 0 ? "there is no message '%s' in the quarantine"
                           : "'%s' is the beginning of several names",
                name);
    return NULL;
}

/* Synced: a message that was dropped, or delivered by a retry, must not reappear after a power cut.
 */
static gboolean
delete_file(const char *path, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_unlink(path) != 0 && errno != ENOENT)
        return fail(error, "delete", path);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean is_synced = fd >= 0 && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
    return is_synced || fail(error, "sync the directory", parent);
}

gboolean
quarantine_shelf_drop(const QuarantineItem *item, GError **error)
{
    g_autofree char *reason = reason_path(item->directory, item->name);
    /* The message first: a message without a reason is still listed, a reason without a message is
     * not. */
    return delete_file(item->path, error) && delete_file(reason, error);
}

/* forget_files.c - see forget_files.h. Files are unlinked and not overwritten: nothing of them is
 * left in any file, and on the file systems and disks of today (copy on write, wear levelling)
 * writing zeros to a file does not reach the blocks that it had. */
#include "gateway/commands/forget_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/descriptor_io.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"

#define HEADER_BYTES ((gsize)256 * 1024)
#define STALE_S (60 * 60) /* a file in tmp/ is there for seconds, unless its writer died */

void
forget_files_clear(ForgetFiles *files)
{
    g_clear_pointer(&files->others, g_ptr_array_unref);
    g_clear_pointer(&files->damaged, g_ptr_array_unref);
}

/* The header of a message, or the first part of it. (transfer full) (nullable) */
static char *
read_header(const char *path)
{
    g_autofree char *text = g_malloc(HEADER_BYTES + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    gssize count = fd >= 0 ? descriptor_read_at(fd, text, HEADER_BYTES, 0) : -1;

    if (fd >= 0)
        close(fd);
    if (count < 0)
        return NULL;
    text[count] = '\0';
    return g_steal_pointer(&text);
}

static gboolean
begins_field(const char *line)
{
    static const char *const names[] = {"From:", "Return-Path:"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the address stands in From or Return-Path of the message. */
static gboolean
is_sender(const PersonAddress *person, const char *path)
{
    g_autofree char *header = read_header(path);
    gboolean is_field = FALSE;

    for (const char *line = header; line != NULL && *line != '\0' && *line != '\n';) {
        gsize length = strcspn(line, "\n");
        if (length == 1 && line[0] == '\r')
            return FALSE;
        is_field = *line == ' ' || *line == '\t' ? is_field : begins_field(line);
        if (is_field && person_address_is_in(person, line, length))
            return TRUE;
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    return FALSE;
}

static gboolean
is_in_file(const PersonAddress *person, const char *path)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);

    return file != NULL && g_mapped_file_get_length(file) > 0 &&
           person_address_is_in(person, g_mapped_file_get_contents(file),
                                g_mapped_file_get_length(file));
}

static gboolean
is_in_reason(const PersonAddress *person, const QuarantineReason *reason)
{
    const char *const texts[] = {reason->sender, reason->recipient, reason->subject, reason->text};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i] != NULL && person_address_is_in(person, texts[i], strlen(texts[i])))
            return TRUE;
    return person_address_is_in_id(person, reason->message_id);
}

/* Reports of mail servers about the address are about the person. */
static gboolean
is_report(const QuarantineItem *item)
{
    return strcmp(quarantine_kind_of(item->name)->folder, QUARANTINE_IGNORED) == 0 &&
           item->reason->sender != NULL && *item->reason->sender == '\0';
}

static gboolean
erase_item(const ForgetScope *scope, const QuarantineItem *item, ForgetFiles *files, GError **error)
{
    const PersonAddress *person = scope->person;
    g_autofree char *key = g_strndup(item->name, strcspn(item->name, "."));
    JournalForgetMail mail = {0};

    if (!journal_forget_find(scope->journal, person, key, &mail, error))
        return FALSE;
    gboolean is_named = is_in_file(person, item->path) || is_in_reason(person, item->reason);
    gboolean is_theirs = mail.is_theirs || person_address_is(person, item->reason->sender) ||
                         is_sender(person, item->path) || (is_named && is_report(item));
    if (!is_theirs) {
        if (is_named)
            g_ptr_array_add(files->others, g_strdup(item->path));
        return TRUE;
    }
    if (mail.is_open) {
        files->open++;
        return TRUE;
    }
    if (strcmp(quarantine_kind_of(item->name)->folder, QUARANTINE_IGNORED) == 0)
        files->ignored++;
    else
        files->quarantined++;
    return scope->is_dry_run || quarantine_shelf_drop(item, error);
}

/* What a process left that died while it was writing. */
static void
erase_stale(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "tmp", NULL);
    g_autoptr(GDir) opened = g_dir_open(path, 0, NULL);
    const char *name;

    while (opened != NULL && (name = g_dir_read_name(opened)) != NULL) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        GStatBuf info;
        if (g_lstat(file, &info) == 0 && S_ISREG(info.st_mode) &&
            info.st_mtime < g_get_real_time() / G_USEC_PER_SEC - STALE_S)
            (void)g_unlink(file);
    }
}

static gboolean
erase_folder(const ForgetScope *scope, const char *directory, ForgetFiles *files, GError **error)
{
    g_autoptr(GPtrArray) items = quarantine_shelf_list(directory, error);

    if (items == NULL)
        return FALSE;
    for (guint i = 0; i < items->len; i++)
        if (!erase_item(scope, g_ptr_array_index(items, i), files, error))
            return FALSE;
    if (!scope->is_dry_run)
        erase_stale(directory);
    return TRUE;
}

static gboolean
erase_quarantine(const ForgetScope *scope, ForgetFiles *files, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL; kind++) {
        g_autofree char *directory =
            quarantine_kind_directory(kind, scope->config->quarantine_path);
        if (g_hash_table_add(seen, (gpointer)(guintptr)kind->folder) &&
            !erase_folder(scope, directory, files, error))
            return FALSE;
    }
    return TRUE;
}

/* Whether the bytes of the address are in the file, in any case; perhaps as a part of another one:
 * in a database, columns follow each other without a sign between. */
static gboolean
has_bytes(const char *path, const char *address)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    const char *bytes = file != NULL ? g_mapped_file_get_contents(file) : NULL;
    gsize size = file != NULL ? g_mapped_file_get_length(file) : 0;
    gsize length = strlen(address);
    const char *sign = strchr(address, '@');
    gsize before = (gsize)(sign - address);

    for (const char *at = bytes != NULL ? memchr(bytes, '@', size) : NULL; at != NULL;
         at = memchr(at + 1, '@', size - (gsize)(at + 1 - bytes))) {
        gsize offset = (gsize)(at - bytes);
        if (offset >= before && size - offset >= length - before &&
            g_ascii_strncasecmp(at - before, address, length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What is damaged cannot be read as a journal; people decide about it. */
static void
find_damaged(const ForgetScope *scope, ForgetFiles *files)
{
    g_autofree char *directory = g_path_get_dirname(scope->config->journal_path);
    g_autofree char *name = g_path_get_basename(scope->config->journal_path);
    g_autofree char *prefix = g_strconcat(name, ".corrupt-", NULL);
    g_autoptr(GDir) opened = g_dir_open(directory, 0, NULL);
    const char *file;

    while (opened != NULL && (file = g_dir_read_name(opened)) != NULL) {
        g_autofree char *path = g_build_filename(directory, file, NULL);
        if (g_str_has_prefix(file, prefix) && has_bytes(path, person_address_text(scope->person)))
            g_ptr_array_add(files->damaged, g_steal_pointer(&path));
    }
}

gboolean
forget_files_erase(const ForgetScope *scope, ForgetFiles *ret_files, GError **error)
{
    ret_files->others = g_ptr_array_new_with_free_func(g_free);
    ret_files->damaged = g_ptr_array_new_with_free_func(g_free);
    find_damaged(scope, ret_files);
    return erase_quarantine(scope, ret_files, error);
}

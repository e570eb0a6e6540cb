/* mailbox.c - see mailbox.h. */
#include "gateway/import/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/import/mail_date.h"
#include "gateway/import/mbox_line.h"
#include "gateway/import/mbox_reader.h"
#include "gateway/intake/raw_header.h"

#define HEAD_BYTES ((gsize)16 * 1024)
#define CHUNK_BYTES ((gsize)128 * 1024)

struct Mailbox {
    char *path;
    int fd;             /* of the mbox; of a Maildir its folder */
    MboxReader *reader; /* NULL: a Maildir */
    GArray *entries;    /* of MailboxEntry */
};

static void
clear_entry(gpointer data)
{
    MailboxEntry *entry = data;
    g_free(entry->file);
}

void
mailbox_free(Mailbox *mailbox)
{
    if (mailbox == NULL)
        return;
    g_clear_pointer(&mailbox->reader, mbox_reader_free);
    if (mailbox->fd >= 0)
        close(mailbox->fd);
    g_array_unref(mailbox->entries);
    g_free(mailbox->path);
    g_free(mailbox);
}

/* The header in `fd` from `offset` on, of at most `length` octets; NULL: it cannot be read.
 * (transfer full) */
static char *
read_head(int fd, guint64 offset, guint64 length)
{
    gsize wanted = (gsize)MIN(length, HEAD_BYTES);
    g_autofree char *head = g_malloc(wanted + 1);
    gssize count = descriptor_read_at(fd, head, wanted, offset);
    if (count <= 0)
        return NULL;
    head[count] = '\0';
    (void)raw_header_cut(head, (gsize)count);
    return g_steal_pointer(&head);
}

/* When the mail was written, as it says; else `arrived_s`. */
static gint64
date_of(int fd, guint64 offset, guint64 length, gint64 arrived_s)
{
    g_autofree char *head = read_head(fd, offset, length);
    g_autofree char *value = head != NULL ? raw_header_value(head, "Date") : NULL;
    gint64 date_s;
    return value != NULL && mail_date_read(value, &date_s) ? date_s : arrived_s;
}

static gboolean
list_mbox(Mailbox *mailbox, GError **error)
{
    MboxMail mail;
    GError *problem = NULL;
    mailbox->reader = mbox_reader_new(mailbox->fd);
    while (mbox_reader_next(mailbox->reader, &mail, &problem)) {
        g_autofree char *line = mbox_reader_line(mailbox->reader, &mail, NULL);
        gint64 arrived_s = line != NULL ? mbox_line_date(line) : 0;
        const MailboxEntry entry = {.date_s =
                                        date_of(mailbox->fd, mail.offset, mail.length, arrived_s),
                                    .line_offset = mail.line_offset,
                                    .offset = mail.offset,
                                    .length = mail.length,
                                    .number = mailbox->entries->len + 1,
                                    .is_counted = mail.is_counted};
        g_array_append_val(mailbox->entries, entry);
    }
    if (problem == NULL)
        return TRUE;
    g_propagate_prefixed_error(error, problem, "%s: ", mailbox->path);
    return FALSE;
}

/* A link is not followed: who may write to the mailbox may not read what the gateway can. */
static int
open_file(const Mailbox *mailbox, const char *file)
{
    return openat(mailbox->fd, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
}

/* Of a Maildir the name begins with the time of delivery. */
static void
add_file(Mailbox *mailbox, const char *folder, const char *name)
{
    g_autofree char *file = g_build_filename(folder, name, NULL);
    int fd = open_file(mailbox, file);
    struct stat info = {0};
    if (fd < 0 || fstat(fd, &info) != 0 || S_ISREG(info.st_mode)) {
        gint64 arrived_s = g_ascii_strtoll(name, NULL, 10);
        MailboxEntry entry = {.date_s = arrived_s, .number = mailbox->entries->len + 1};
        if (fd >= 0)
            entry.date_s =
                date_of(fd, 0, HEAD_BYTES, arrived_s > 0 ? arrived_s : info.st_mtim.tv_sec);
        entry.file = g_steal_pointer(&file);
        g_array_append_val(mailbox->entries, entry);
    }
    if (fd >= 0)
        close(fd);
}

static gint
compare_names(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static gboolean
list_folder(Mailbox *mailbox, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(mailbox->path, folder, NULL);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) opened = g_dir_open(path, 0, &problem);
    if (opened == NULL && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
    if (opened == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, problem->message);
        return FALSE;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while ((name = g_dir_read_name(opened)) != NULL)
        if (*name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        add_file(mailbox, folder, g_ptr_array_index(names, i));
    return TRUE;
}

static gint
compare_dates(gconstpointer one, gconstpointer other)
{
    const MailboxEntry *left = one;
    const MailboxEntry *right = other;
    if (left->date_s != right->date_s)
        return left->date_s < right->date_s ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static gboolean
has_folder(const char *path, const char *name)
{
    g_autofree char *folder = g_build_filename(path, name, NULL);
    return g_file_test(folder, G_FILE_TEST_IS_DIR);
}

static gboolean
list(Mailbox *mailbox, GError **error)
{
    struct stat info;
    if (fstat(mailbox->fd, &info) == 0 && S_ISREG(info.st_mode))
        return list_mbox(mailbox, error);
    if (has_folder(mailbox->path, "new") || has_folder(mailbox->path, "cur"))
        return list_folder(mailbox, "cur", error) && list_folder(mailbox, "new", error);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "%s is neither a Maildir (a folder with new and cur) nor an mbox (a file)",
                mailbox->path);
    return FALSE;
}

Mailbox *
mailbox_open(const char *path, GError **error)
{
    g_autoptr(Mailbox) mailbox = g_new0(Mailbox, 1);
    mailbox->path = g_strdup(path);
    mailbox->entries = g_array_new(FALSE, FALSE, sizeof(MailboxEntry));
    g_array_set_clear_func(mailbox->entries, clear_entry);
    mailbox->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (mailbox->fd < 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE, "cannot open %s: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    if (!list(mailbox, error))
        return NULL;
    g_array_sort(mailbox->entries, compare_dates);
    return g_steal_pointer(&mailbox);
}

guint
mailbox_count(const Mailbox *mailbox)
{
    return mailbox->entries->len;
}

const char *
mailbox_kind(const Mailbox *mailbox)
{
    return mailbox->reader != NULL ? "mbox" : "Maildir";
}

const MailboxEntry *
mailbox_entry(const Mailbox *mailbox, guint index)
{
    return &g_array_index(mailbox->entries, MailboxEntry, index);
}

/* A mail reader may have moved it to cur/, or changed its flags, since it was listed: then it is
 * found by the begin of its name. (transfer full) (nullable) */
static char *
find_moved(const Mailbox *mailbox, const MailboxEntry *entry)
{
    static const char *const folders[] = {"cur", "new"};
    g_autofree char *base = g_path_get_basename(entry->file);
    gsize length = strcspn(base, ":");
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(mailbox->path, folders[i], NULL);
        g_autoptr(GDir) opened = g_dir_open(path, 0, NULL);
        const char *name;
        while (opened != NULL && (name = g_dir_read_name(opened)) != NULL)
            if (strcspn(name, ":") == length && strncmp(name, base, length) == 0)
                return g_build_filename(folders[i], name, NULL);
    }
    return NULL;
}

static gboolean
copy_open_file(int from, MailCopy *copy, GError **error)
{
    g_autofree char *buffer = g_malloc(CHUNK_BYTES);
    gssize count;
    copy->length = 0;
    while ((count = descriptor_read_at(from, buffer, CHUNK_BYTES, copy->length)) > 0) {
        copy->length += (guint64)count;
        if (copy->length > copy->max_bytes) {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE,
                        "The message has more than %" G_GUINT64_FORMAT " bytes", copy->max_bytes);
            return FALSE;
        }
        if (!descriptor_write_all(copy->fd, buffer, (gsize)count)) {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                        "cannot write the mail to [spool] path: %s", g_strerror(errno));
            return FALSE;
        }
    }
    if (count == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE, "cannot read it: %s",
                g_strerror(errno));
    return FALSE;
}

static gboolean
copy_file(Mailbox *mailbox, const MailboxEntry *entry, MailCopy *copy, GError **error)
{
    int fd = open_file(mailbox, entry->file);
    if (fd < 0 && errno == ENOENT) {
        g_autofree char *moved = find_moved(mailbox, entry);
        errno = ENOENT;
        fd = moved != NULL ? open_file(mailbox, moved) : -1;
    }
    if (fd < 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE, "cannot open it: %s",
                    errno == ELOOP ? "it is a symbolic link" : g_strerror(errno));
        return FALSE;
    }
    gboolean is_copied = copy_open_file(fd, copy, error);
    close(fd);
    return is_copied;
}

/* What the program that delivered the mail wrote above it (RFC 5321 section 4.4). (transfer full)
 * (nullable) */
static char *
read_return_path(int fd, guint64 length)
{
    g_autofree char *head = read_head(fd, 0, length);
    g_autofree char *value = head != NULL ? raw_header_value(head, "Return-Path") : NULL;
    if (g_strcmp0(value, "<>") == 0)
        return g_strdup("");
    LetterAddress *address = head != NULL ? raw_header_address(head, "Return-Path") : NULL;
    char *sender = address != NULL ? g_strdup(address->address) : NULL;
    g_clear_pointer(&address, letter_address_free);
    return sender;
}

gboolean
mailbox_copy(Mailbox *mailbox, const MailboxEntry *entry, MailCopy *copy, char **ret_sender,
             GError **error)
{
    const MboxMail mail = {.line_offset = entry->line_offset,
                           .offset = entry->offset,
                           .length = entry->length,
                           .is_counted = entry->is_counted};
    *ret_sender = NULL;
    if (entry->file != NULL ? !copy_file(mailbox, entry, copy, error)
                            : !mbox_reader_copy(mailbox->reader, &mail, copy, error))
        return FALSE;
    if (entry->file == NULL) {
        g_autofree char *line = mbox_reader_line(mailbox->reader, &mail, NULL);
        *ret_sender = line != NULL ? mbox_line_sender(line) : NULL;
    }
    if (*ret_sender == NULL)
        *ret_sender = read_return_path(copy->fd, copy->length);
    return TRUE;
}

char *
mailbox_place(const Mailbox *mailbox, const MailboxEntry *entry)
{
    return entry->file != NULL ? g_build_filename(mailbox->path, entry->file, NULL)
                               : g_strdup_printf("%s, mail %u at byte %" G_GUINT64_FORMAT,
                                                 mailbox->path, entry->number, entry->line_offset);
}

/* quarantine_extract.c - see quarantine_extract.h. */
#include "gateway/commands/quarantine_extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/attachment_content.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/intake/intake.h"
#include "parsers/parse.h"

#define CHUNK_BYTES ((gsize)64 * 1024)
#define MAX_NAME_BYTES 200
#define MAX_NUMBER 10000

static gboolean
fail(GError **error, const char *what, const char *name)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot %s %s: %s", what, name,
                g_strerror(errno));
    return FALSE;
}

char *
quarantine_extract_file_name(const char *name)
{
    g_autofree char *clean = terminal_clean(name);
    g_strdelimit(clean, "/\\", '_');
    char *start = clean + strspn(clean, ".- ");
    if (*start == '\0')
        return g_strdup("file");
    if (strlen(start) <= MAX_NAME_BYTES)
        return g_strdup(start);
    /* The ending of the name says what it is. */
    const char *dot = strrchr(start, '.');
    const char *ending = dot != NULL && strlen(dot) <= 16 ? dot : "";
    const char *cut = start + MAX_NAME_BYTES - strlen(ending);
    while (((guchar)*cut & 0xc0) == 0x80)
        cut--;
    return g_strdup_printf("%.*s%s", (int)(cut - start), start, ending);
}

/* Makes a new file in the current directory: `name`, or with a number before its ending. -1 with an
 * error. *ret_name: (transfer full) */
static int
make_file(const char *name, char **ret_name, GError **error)
{
    const char *dot = strrchr(name, '.');
    int stem = dot != NULL && dot > name ? (int)(dot - name) : (int)strlen(name);
    for (guint number = 1; number <= MAX_NUMBER; number++) {
        g_autofree char *path = number == 1
                                    ? g_strdup(name)
                                    : g_strdup_printf("%.*s-%u%s", stem, name, number, name + stem);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd >= 0) {
            *ret_name = g_steal_pointer(&path);
            return fd;
        }
        if (errno != EEXIST)
            break;
    }
    fail(error, "make", name);
    return -1;
}

static gboolean
write_mail(int from, int to, const char *name, GError **error)
{
    g_autofree char *buffer = g_malloc(CHUNK_BYTES);
    guint64 offset = 0;
    gssize count;
    while ((count = descriptor_read_at(from, buffer, CHUNK_BYTES, offset)) > 0) {
        if (!descriptor_write_all(to, buffer, (gsize)count))
            return fail(error, "write", name);
        offset += (guint64)count;
    }
    return count == 0 || fail(error, "read", name);
}

static gboolean
write_attachment(const AttachmentContent *content, int to, const char *name, GError **error)
{
    g_autofree char *base64 = g_malloc(CHUNK_BYTES);
    g_autofree guchar *bytes = g_malloc(CHUNK_BYTES);
    AttachmentReader reader = {.content = *content};
    gint state = 0;
    guint save = 0;
    gssize count;
    while ((count = attachment_reader_read(&reader, base64, CHUNK_BYTES)) > 0) {
        gsize size = g_base64_decode_step(base64, (gsize)count, bytes, &state, &save);
        if (!descriptor_write_all(to, bytes, size))
            return fail(error, "write", name);
    }
    return count == 0 || fail(error, "read", name);
}

/* What to extract: an attachment or, if that is NULL, the mail in `mail_fd`. */
typedef struct {
    const Intake *intake;
    const LetterAttachment *attachment;
    int mail_fd;
    const char *name;
} Extract;

static gboolean
write_to(const Extract *extract, int to, GError **error)
{
    if (extract->attachment == NULL)
        return write_mail(extract->mail_fd, to, extract->name, error);
    const LetterFiles places = intake_files(extract->intake);
    const AttachmentContent content = attachment_content_of(extract->attachment, &places);
    return write_attachment(&content, to, extract->name, error);
}

/* An incomplete file is deleted. */
static gboolean
write_new_file(const Extract *extract, GError **error)
{
    g_autofree char *clean = quarantine_extract_file_name(extract->name);
    g_autofree char *path = NULL;
    int fd = make_file(clean, &path, error);
    if (fd < 0)
        return FALSE;
    gboolean is_written = write_to(extract, fd, error);
    if (close(fd) < 0 && is_written)
        is_written = fail(error, "write", path);
    if (!is_written) {
        unlink(path);
        return FALSE;
    }
    printf("%s\n", path);
    return TRUE;
}

static gboolean
write_out(const Extract *extract, gboolean is_output, GError **error)
{
    if (!is_output)
        return write_new_file(extract, error);
    if (!isatty(STDOUT_FILENO))
        return write_to(extract, STDOUT_FILENO, error);
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                        "standard output is a terminal; send it to a file or a program");
    return FALSE;
}

static gboolean
say_no_such_file(const Letter *letter, const char *name, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < letter->attachments->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(letter->attachments, i);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", file->name);
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE, "the mail has no file '%s'; it has %s",
                name, names->len > 0 ? names->str : "none");
    return FALSE;
}

/* The files with the name `name`, or all. */
static gboolean
write_files(Extract *extract, const char *name, gboolean is_output, GError **error)
{
    const Letter *letter = extract->intake->letter;
    guint count = 0;
    for (guint i = 0; i < letter->attachments->len; i++) {
        extract->attachment = g_ptr_array_index(letter->attachments, i);
        extract->name = extract->attachment->name;
        if (name != NULL && strcmp(extract->name, name) != 0)
            continue;
        count++;
        if (!write_out(extract, is_output, error))
            return FALSE;
        if (is_output) /* of two files with the same name, the first */
            return TRUE;
    }
    return count > 0 || say_no_such_file(letter, name != NULL ? name : "*", error);
}

static gboolean
parse_and_write(const Config *config, Extract *extract, const char *const *files,
                const char *sender, GError **error)
{
    guint count = g_strv_length((char **)(guintptr)files);
    gboolean is_output = count > 0 && strcmp(files[count - 1], "-") == 0;
    parse_init();
    g_autoptr(Intake) intake = intake_read(config, extract->mail_fd, sender, NULL, error);
    if (intake == NULL)
        return FALSE;
    extract->intake = intake;
    if (is_output && count != 2) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                            "give one file before '-'");
        return FALSE;
    }
    if (count == 0)
        return write_files(extract, NULL, FALSE, error);
    for (guint i = 0; i < (is_output ? 1 : count); i++)
        if (!write_files(extract, files[i], is_output, error))
            return FALSE;
    return TRUE;
}

gboolean
quarantine_extract_run(const Config *config, const QuarantineItem *item, const char *const *files,
                       gboolean is_whole, GError **error)
{
    g_autofree char *name = g_strconcat(item->name, ".eml", NULL);
    Extract extract = {.mail_fd = open(item->path, O_RDONLY | O_CLOEXEC), .name = name};
    if (extract.mail_fd < 0)
        return fail(error, "open", item->path);
    gboolean is_output = files[0] != NULL && strcmp(files[0], "-") == 0;
    gboolean is_done;
    if (is_output || (is_whole && files[0] == NULL)) {
        is_done = write_out(&extract, is_output, error);
    } else if (is_whole) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                            "--whole takes no name of a file");
        is_done = FALSE;
    } else {
        is_done = parse_and_write(config, &extract, files, item->reason->sender, error);
    }
    close(extract.mail_fd);
    return is_done;
}

/* quoted_file.c - see quoted_file.h. */
#include "gateway/delivery/quoted_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/passages/reply_passages.h"

static void
remove_earlier(Letter *letter)
{
    for (guint i = letter->attachments->len; i > 0; i--)
        if (((LetterAttachment *)g_ptr_array_index(letter->attachments, i - 1))->role ==
            LETTER_ROLE_QUOTED)
            g_ptr_array_remove_index(letter->attachments, i - 1);
}

/* A name that no attachment of the Letter has yet. */
static char *
free_name(const Letter *letter)
{
    char *name = g_strdup("quoted.txt");
    for (guint i = 0, number = 2; i < letter->attachments->len; i++) {
        const LetterAttachment *other = g_ptr_array_index(letter->attachments, i);
        if (g_ascii_strcasecmp(other->name, name) != 0)
            continue;
        g_free(name);
        name = g_strdup_printf("quoted-%u.txt", number++);
        i = G_MAXUINT; /* start again at the first attachment */
    }
    return name;
}

gboolean
quoted_file_set(const Intake *intake, const char *ranges, GError **error)
{
    Letter *letter = intake->letter;
    remove_earlier(letter);
    if (ranges == NULL)
        return TRUE;
    g_autofree char *text = reply_passages_quoted(letter->text, ranges);
    if (*text == '\0')
        return TRUE;
    g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
    off_t end = lseek(intake->attachments_fd, 0, SEEK_END);
    if (end < 0 || !descriptor_write_all(intake->attachments_fd, base64, strlen(base64))) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot write quoted.txt: %s",
                    g_strerror(errno));
        return FALSE;
    }
    LetterAttachment *file = g_new0(LetterAttachment, 1);
    file->name = free_name(letter);
    file->content_type = g_strdup("text/plain");
    file->role = LETTER_ROLE_QUOTED;
    file->offset = (guint64)end;
    file->length = strlen(base64);
    file->size = strlen(text);
    g_ptr_array_add(letter->attachments, file);
    return TRUE;
}

/* refused_files.c - see refused_files.h. */
#include "gateway/delivery/refused_files.h"

#include <string.h>

void
refused_files_add(const RouteMail *mail, guint index, const char *reason)
{
    g_autofree char *line = g_strdup_printf("%u %s", index, reason != NULL ? reason : "");
    char **refused = &mail->record->refused;
    g_strdelimit(line, "\r\n", ' ');
    char *all = *refused != NULL ? g_strjoin("\n", *refused, line, NULL) : g_strdup(line);
    g_free(*refused);
    *refused = all;
}

static char **
lines_of(const RouteMail *mail)
{
    const char *refused = mail->record->refused;
    return g_strsplit(refused != NULL ? refused : "", "\n", -1);
}

/* The file that one line names, or NULL. *ret_reason is the rest of the line. */
static LetterAttachment *
read_line(const char *line, const Letter *letter, const char **ret_reason)
{
    char *end = NULL;
    guint64 index = g_ascii_strtoull(line, &end, 10);
    if (end == line || index >= letter->attachments->len)
        return NULL;
    *ret_reason = end + strspn(end, " ");
    return g_ptr_array_index(letter->attachments, (guint)index);
}

char *
refused_files_note(const RouteMail *mail)
{
    const Letter *letter = mail->context->intake->letter;
    g_auto(GStrv) lines = lines_of(mail);
    GString *note = g_string_new(NULL);
    for (char **line = lines; *line != NULL; line++) {
        const char *reason = NULL;
        const LetterAttachment *file = read_line(*line, letter, &reason);
        if (file == NULL)
            continue;
        g_string_append_printf(
            note,
            "%sNot attached, because the ticket system refuses it: %s (%" G_GUINT64_FORMAT
            " bytes)%s%s. A copy is in the quarantine.",
            note->len > 0 ? "\n" : "", file->name, file->size, *reason != '\0' ? ": " : "", reason);
    }
    return note->len > 0 ? g_string_free(note, FALSE) : g_string_free(note, TRUE);
}

GPtrArray *
refused_files_list(const RouteMail *mail)
{
    const Letter *letter = mail->context->intake->letter;
    g_auto(GStrv) lines = lines_of(mail);
    GPtrArray *files = g_ptr_array_new();
    for (char **line = lines; *line != NULL; line++) {
        const char *reason = NULL;
        LetterAttachment *file = read_line(*line, letter, &reason);
        if (file != NULL)
            g_ptr_array_add(files, file);
    }
    return files;
}

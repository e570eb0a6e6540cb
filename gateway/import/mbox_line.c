/* mbox_line.c - see mbox_line.h. */
#include "gateway/import/mbox_line.h"

#include <string.h>

#include "gateway/import/mail_date.h"

#define FROM "From "

/* "Name:" of RFC 5322 section 2.2; also ">From ", which some programs put first in a header. */
static gboolean
is_field(const char *line)
{
    gsize length = 0;
    if (g_str_has_prefix(line, ">" FROM))
        return TRUE;
    while (line[length] > ' ' && line[length] < 0x7f && line[length] != ':')
        length++;
    return length > 0 && line[length] == ':';
}

/* Nothing, or one word that can be an address. */
static gboolean
is_bare(const char *rest)
{
    g_autofree char *word = g_strstrip(g_strdup(rest));
    return *word == '\0' || strcmp(word, "-") == 0 ||
           (strpbrk(word, " \t") == NULL && strchr(word, '@') != NULL);
}

gint64
mbox_line_date(const char *line)
{
    gint64 date_s = 0;
    return g_str_has_prefix(line, FROM) && mail_date_read(line + strlen(FROM), &date_s) ? date_s
                                                                                        : 0;
}

gboolean
mbox_line_is_from(const char *line, const MboxLineContext *context)
{
    if (!g_str_has_prefix(line, FROM))
        return FALSE;
    const char *rest = line + strlen(FROM);
    if (*rest == ':') /* the field From with a space before its colon */
        return FALSE;
    if (mbox_line_date(line) != 0)
        return context->is_after_blank || is_field(context->next);
    return context->is_after_blank && is_field(context->next) && is_bare(rest);
}

char *
mbox_line_sender(const char *line)
{
    const char *rest = line + strlen(FROM);
    rest += strspn(rest, " \t");
    gsize length = 0;
    gboolean is_quoted = FALSE;
    for (; rest[length] != '\0' && (is_quoted || rest[length] != ' '); length++)
        if (rest[length] == '"')
            is_quoted = !is_quoted;
    g_autofree char *word = g_strndup(rest, length);
    if (strcmp(word, "MAILER-DAEMON") == 0 || strcmp(word, "<>") == 0)
        return g_strdup("");
    const char *at = strchr(word, '@');
    /* Google writes numbers "@xxx"; an archive of a list writes "user at example.org". */
    if (at == NULL || strchr(at, '.') == NULL || !g_str_is_ascii(word) || *word == '@')
        return NULL;
    return g_steal_pointer(&word);
}

gboolean
mbox_line_is_quoted(const char *text, gsize length)
{
    gsize marks = 0;
    while (marks < length && text[marks] == '>')
        marks++;
    return marks > 0 && length - marks >= strlen(FROM) &&
           memcmp(text + marks, FROM, strlen(FROM)) == 0;
}

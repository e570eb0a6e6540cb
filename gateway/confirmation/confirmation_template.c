/* confirmation_template.c - finds, reads and fills templates. Depends on no mail header. */
#include "gateway/confirmation/confirmation_template.h"

#include "gateway/delivery_error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FALLBACK_LANGUAGE "en"
#define FRAME_NAME "frame.html"
#define MARKER "##- Please type your reply above this line -##"
#define NEWS_NOTE "These files are not attached, ask us for them if you need them:\n\n{files}\n"
#define LANGUAGE_MAX_BYTES 35 /* RFC 5646 4.4.1 */

typedef struct {
    const char *name;
    const char *subject;
    const char *text;
} BuiltIn;

/* Used if the template files are missing: plain, but enough for the sender. */
static const BuiltIn built_in[] = {
    [CONFIRMATION_KIND_CREATED] = {"created", "[{ticket_number}] {subject}",
                                   "Your message was received as ticket {ticket_number}.\n\n" MARKER
                                   "\n\n{note}\n\nTo add to it, reply to this message.\n"},
    [CONFIRMATION_KIND_COMMENTED] = {"commented", "[{ticket_number}] {subject}",
                                     "Your message was added to ticket {ticket_number}.\n\n" MARKER
                                     "\n\n{note}\n"},
    [CONFIRMATION_KIND_CLOSED] = {"closed", "[{ticket_number}] {subject}",
                                  "Ticket {ticket_number} was closed as you asked.\n\n{note}\n"},
    [CONFIRMATION_KIND_REOPENED] = {"reopened", "[{ticket_number}] {subject}",
                                    "Ticket {ticket_number} was opened again.\n\n" MARKER
                                    "\n\n{note}\n"},
    [CONFIRMATION_KIND_REFUSED] = {"refused", "Not accepted: {subject}",
                                   "Your message \"{subject}\" was not accepted.\n\n{note}\n"},
    [CONFIRMATION_KIND_OVERSIZE] =
        {"oversize", "[{ticket_number}] {subject}",
         "Some files could not be added to ticket {ticket_number}, since they are "
         "too large or not accepted:\n\n{files}\n"},
    [CONFIRMATION_KIND_FOLLOW_UP] =
        {"followup", "[{ticket_number}] {subject}",
         "Ticket {old_ticket_number} is finished, so your message was received "
         "as ticket {ticket_number}.\n\n" MARKER "\n\n{note}\n"},
    [CONFIRMATION_KIND_CLOSE_ASKED] =
        {"close-asked", "[{ticket_number}] {subject}",
         "Your message was added to ticket {ticket_number}, and the desk was asked to close "
         "it.\n\n" MARKER "\n\n{note}\n"},
    [CONFIRMATION_KIND_REOPEN_ASKED] =
        {"reopen-asked", "[{ticket_number}] {subject}",
         "Your message was added to ticket {ticket_number}, and the desk was asked to open it "
         "again.\n\n" MARKER "\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_WAITING] =
        {"news-waiting", "[{ticket_number}] {subject}",
         "Ticket {ticket_number}: we need an answer from you.\n\n" MARKER
         "\n\n{question}\n\n{comment}\n\n{attached}\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_RESOLVED] = {"news-resolved", "[{ticket_number}] {subject}",
                                         "Ticket {ticket_number} was resolved.\n\n" MARKER
                                         "\n\n{solution}\n\n{comment}\n\n{attached}\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_CLOSED] = {"news-closed", "[{ticket_number}] {subject}",
                                       "Ticket {ticket_number} was closed.\n\n"
                                       "{solution}\n\n{comment}\n\n{attached}\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_REOPENED] = {"news-reopened", "[{ticket_number}] {subject}",
                                         "Ticket {ticket_number} was opened again.\n\n" MARKER
                                         "\n\n{comment}\n\n{attached}\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_COMMENT] = {"news-comment", "[{ticket_number}] {subject}",
                                        "There is a comment on ticket {ticket_number}.\n\n" MARKER
                                        "\n\n{comment}\n\n{attached}\n\n{note}\n"},
    [CONFIRMATION_KIND_NEWS_STATE] = {"news-state", "[{ticket_number}] {subject}",
                                      "Ticket {ticket_number} has the state: {state}\n\n" MARKER
                                      "\n\n{comment}\n\n{attached}\n\n{note}\n"},
};

void
confirmation_template_free(ConfirmationTemplate *reply_template)
{
    if (reply_template == NULL)
        return;
    g_free(reply_template->subject);
    g_free(reply_template->text);
    g_free(reply_template->html);
    g_free(reply_template->frame);
    g_free(reply_template->language);
    g_free(reply_template);
}

const char *
confirmation_template_name(ConfirmationKind kind)
{
    return built_in[kind].name;
}

static gboolean
set_unusable(GError **error, const char *name, const char *why)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "reply template %s: %s", name,
                why);
    return FALSE;
}

/* Sets the error for a file that exists but cannot be read. If that may pass, it is temporary,
 * because the file has the right words. A file that we may not read is a mistake in the
 * configuration, and waiting does not help. */
static gboolean
set_unreadable(GError **error, const char *name, int cause)
{
    if (cause == EACCES || cause == EPERM || cause == EISDIR || cause == ELOOP)
        return set_unusable(error, name, g_strerror(cause));
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "reply template %s: %s", name,
                g_strerror(cause));
    return FALSE;
}

static gboolean
read_descriptor(int fd, const char *name, char **ret_text, GError **error)
{
    g_autofree char *text = g_malloc(REPLY_TEMPLATE_MAX_BYTES + 2);
    gsize length = 0;

    while (length <= REPLY_TEMPLATE_MAX_BYTES) {
        gssize got = read(fd, text + length, REPLY_TEMPLATE_MAX_BYTES + 1 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return set_unreadable(error, name, errno);
        if (got == 0)
            break;
        length += (gsize)got;
    }
    if (length > REPLY_TEMPLATE_MAX_BYTES)
        return set_unusable(error, name, "larger than 64 KiB");
    text[length] = '\0';
    if (!g_utf8_validate_len(text, length, NULL))
        return set_unusable(error, name, "not UTF-8");
    *ret_text = g_steal_pointer(&text);
    return TRUE;
}

/* Reads a template; line ends become LF. *ret_text stays NULL if the file does not exist. */
static gboolean
read_template(const char *path, const char *name, char **ret_text, GError **error)
{
    g_autofree char *text = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR || set_unreadable(error, name, errno);
    gboolean is_read = read_descriptor(fd, name, &text, error);
    close(fd);
    if (!is_read)
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    *ret_text = g_strjoinv("\n", lines);
    return TRUE;
}

/* Splits "Subject: ...\n\ntext". */
static gboolean
split_subject(const char *whole, const char *name, ConfirmationTemplate *reply_template,
              GError **error)
{
    static const char prefix[] = "Subject:";
    gsize line = strcspn(whole, "\n");

    if (g_ascii_strncasecmp(whole, prefix, strlen(prefix)) != 0 || whole[line] == '\0' ||
        whole[line + 1] != '\n')
        return set_unusable(error, name, "must begin with a Subject line and an empty line");
    reply_template->subject = g_strstrip(g_strndup(whole + strlen(prefix), line - strlen(prefix)));
    reply_template->text = g_strdup(whole + line + 2);
    return TRUE;
}

/* FALSE with *error: unusable. FALSE without an error: no such template. */
static gboolean
load_language(ConfirmationTemplate *reply_template, const char *directory, ConfirmationKind kind,
              const char *language, GError **error)
{
    const char *kind_name = built_in[kind].name;
    g_autofree char *name = g_strdup_printf("%s/%s.txt", language, kind_name);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *html_name = g_strdup_printf("%s/%s.html", language, kind_name);
    g_autofree char *html_path = g_build_filename(directory, html_name, NULL);
    g_autofree char *frame_path = g_build_filename(directory, FRAME_NAME, NULL);
    g_autofree char *whole = NULL;

    if (!read_template(path, name, &whole, error) || whole == NULL ||
        !split_subject(whole, name, reply_template, error) ||
        !read_template(html_path, html_name, &reply_template->html, error) ||
        (reply_template->html == NULL &&
         !read_template(frame_path, FRAME_NAME, &reply_template->frame, error)))
        return FALSE;
    reply_template->language = g_strdup(language);
    return TRUE;
}

static void
add_language(GPtrArray *list, const char *language, gsize length)
{
    g_autofree char *tag = g_strndup(language, length);
    if (!g_ptr_array_find_with_equal_func(list, tag, g_str_equal, NULL))
        g_ptr_array_add(list, g_steal_pointer(&tag));
}

/* The language tags to look for, in order, each once, the fallback last. */
static GPtrArray *
list_languages(const char *const *languages)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

    for (; languages != NULL && *languages != NULL; languages++) {
        g_autofree char *lower = g_ascii_strdown(*languages, -1);
        gsize length = strlen(lower);
        gsize primary = strcspn(lower, "-");
        if (primary == 0 || length > LANGUAGE_MAX_BYTES || strspn(lower, allowed) != length)
            continue;
        add_language(list, lower, length);
        add_language(list, lower, primary);
    }
    add_language(list, FALLBACK_LANGUAGE, strlen(FALLBACK_LANGUAGE));
    return list;
}

ConfirmationTemplate *
confirmation_template_load(const char *directory, ConfirmationKind kind, const char *const *tags,
                           GError **error)
{
    g_autoptr(ConfirmationTemplate) reply_template = g_new0(ConfirmationTemplate, 1);
    g_autoptr(GPtrArray) languages = list_languages(tags);

    for (guint i = 0; directory != NULL && i < languages->len; i++) {
        g_autoptr(GError) problem = NULL;
        if (load_language(reply_template, directory, kind, g_ptr_array_index(languages, i),
                          &problem))
            return g_steal_pointer(&reply_template);
        if (problem != NULL) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
    }
    reply_template->subject = g_strdup(built_in[kind].subject);
    reply_template->text = g_strdup(built_in[kind].text);
    reply_template->language = g_strdup(FALLBACK_LANGUAGE);
    return g_steal_pointer(&reply_template);
}

/* Reads the note of a language: its file or, without a note.txt, the text of "oversize". FALSE with
 * *error: unusable. *ret_note stays NULL if neither exists. */
static gboolean
read_note(const char *directory, const char *language, gboolean is_news, char **ret_note,
          GError **error)
{
    g_autofree char *name = g_strconcat(language, is_news ? "/news-note.txt" : "/note.txt", NULL);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autoptr(ConfirmationTemplate) oversize = g_new0(ConfirmationTemplate, 1);
    g_autoptr(GError) problem = NULL;

    if (!read_template(path, name, ret_note, error))
        return FALSE;
    if (*ret_note != NULL || is_news)
        return TRUE;
    if (load_language(oversize, directory, CONFIRMATION_KIND_OVERSIZE, language, &problem))
        *ret_note = g_steal_pointer(&oversize->text);
    if (problem != NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return problem == NULL;
}

char *
confirmation_template_load_note(const char *directory, const char *const *tags, gboolean is_news,
                                GError **error)
{
    g_autoptr(GPtrArray) languages = list_languages(tags);
    char *note = NULL;

    for (guint i = 0; directory != NULL && note == NULL && i < languages->len; i++) {
        if (!read_note(directory, g_ptr_array_index(languages, i), is_news, &note, error))
            return NULL;
    }
    if (note == NULL)
        note = g_strdup(is_news ? NEWS_NOTE : built_in[CONFIRMATION_KIND_OVERSIZE].text);
    return note;
}

/* The length of "{name" at the beginning of `text`; 0 if it does not begin with one. */
static gsize
name_length(const char *text)
{
    gsize name = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
    return name > 0 ? name + 1 : 0;
}

gsize
confirmation_template_placeholder(const char *text)
{
    gsize name = name_length(text);
    return name > 0 && text[name] == '}' ? name + 1 : 0;
}

/* The value for the "{name" at `text`, which is `length` bytes long. */
static const ConfirmationValue *
find_value(const ConfirmationValue *values, const char *text, gsize length, GError **error)
{
    for (; values->name != NULL; values++) {
        if (strlen(values->name) == length - 1 && strncmp(values->name, text + 1, length - 1) == 0)
            return values;
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                "reply template: unknown placeholder %.*s}", (int)MIN(length, 60), text);
    return NULL;
}

/* Reads the conditions at the beginning of `*line` and moves it behind them. FALSE with *error for
 * an unknown name. */
static gboolean
check_conditions(const char **line, const ConfirmationValue *values, gboolean *ret_holds,
                 GError **error)
{
    gsize length;

    *ret_holds = TRUE;
    while ((length = name_length(*line)) > 0 &&
           ((*line)[length] == '?' || (*line)[length] == '!') && (*line)[length + 1] == '}') {
        const ConfirmationValue *value = find_value(values, *line, length, error);
        if (value == NULL)
            return FALSE;
        if ((*value->value != '\0') != ((*line)[length] == '?'))
            *ret_holds = FALSE;
        *line += length + 2;
    }
    return TRUE;
}

char *
confirmation_template_choose(const char *text, const ConfirmationValue *values, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();

    for (gsize i = 0; lines[i] != NULL; i++) {
        const char *line = lines[i];
        gboolean holds;
        if (!check_conditions(&line, values, &holds, error))
            return NULL;
        if (holds)
            g_ptr_array_add(chosen, (gpointer)(guintptr)line);
    }
    g_ptr_array_add(chosen, NULL);
    return g_strjoinv("\n", (char **)chosen->pdata);
}

static void
append_value(GString *filled, const char *value, gboolean is_html)
{
    if (!is_html) {
        g_string_append(filled, value);
        return;
    }
    g_autofree char *escaped = g_markup_escape_text(value, -1);
    g_auto(GStrv) lines = g_strsplit(escaped, "\n", -1);
    g_autofree char *joined = g_strjoinv("<br>\n", lines);
    g_string_append(filled, joined);
}

/* If `filled` ends with the start tag of a paragraph (and white space), returns where the tag
 * begins, and its name in `ret_name`. Else NULL. */
static const char *
paragraph_start(const GString *filled, const char **ret_name)
{
    static const char *const names[] = {"p", "div", "li", "blockquote"};
    gsize length = filled->len;

    while (length > 0 && g_ascii_isspace(filled->str[length - 1]))
        length--;
    const char *start = g_strrstr_len(filled->str, (gssize)length, "<");
    if (start == NULL || start + strcspn(start, ">") + 1 != filled->str + length)
        return NULL;
    gsize name = strcspn(start + 1, " \t\n>");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) == name && g_ascii_strncasecmp(names[i], start + 1, name) == 0) {
            *ret_name = names[i];
            return start;
        }
    }
    return NULL;
}

/* The length of "</name>" at `text`, with the white space around it and one line end after it; 0 if
 * `text` does not begin with that. */
static gsize
paragraph_end_length(const char *text, const char *name)
{
    const char *p = text + strspn(text, " \t\n");

    if (p[0] != '<' || p[1] != '/' || g_ascii_strncasecmp(p + 2, name, strlen(name)) != 0)
        return 0;
    p += 2 + strlen(name);
    p += strspn(p, " \t\n");
    if (*p != '>')
        return 0;
    return (gsize)(p + (p[1] == '\n' ? 2 : 1) - text);
}

/* Removes a paragraph that would be empty from the end of `filled`; returns how much of the
 * following `text` belongs to that paragraph. */
static gsize
drop_paragraph(GString *filled, const char *text)
{
    const char *name = NULL;
    const char *start = paragraph_start(filled, &name);
    gsize length = start != NULL ? paragraph_end_length(text, name) : 0;

    if (length > 0)
        g_string_truncate(filled, (gsize)(start - filled->str));
    return length;
}

char *
confirmation_template_fill(const char *text, const ConfirmationValue *values, gboolean is_html,
                           GError **error)
{
    g_autoptr(GString) filled = g_string_new(NULL);

    while (*text != '\0') {
        gsize plain = strcspn(text, "{");
        g_string_append_len(filled, text, (gssize)plain);
        text += plain;
        gsize length = confirmation_template_placeholder(text);
        if (length > 0) {
            const ConfirmationValue *value = find_value(values, text, length - 1, error);
            if (value == NULL)
                return NULL;
            append_value(filled, value->value, is_html);
            text += length;
            if (is_html && *value->value == '\0')
                text += drop_paragraph(filled, text);
        } else if (*text == '{') {
            g_string_append_c(filled, *text++);
        }
    }
    return g_strdup(filled->str);
}

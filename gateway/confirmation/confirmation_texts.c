/* confirmation_texts.c - see confirmation_texts.h. Every value from a mail is first cleaned by
 * confirmation_clean.h. Depends on no mail library. */
#include "gateway/confirmation/confirmation_texts.h"

#include <string.h>

#include "build-config.h"
#include "config/config_address.h"
#include "gateway/confirmation/confirmation_clean.h"
#include "gateway/confirmation/confirmation_date.h"
#include "gateway/confirmation/confirmation_html.h"
#include "gateway/confirmation/confirmation_template.h"
#include "gateway/delivery_error.h"
#include "gateway/marker_line.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/quotation/own_marker.h"

#define SUBJECT_MAX_CHARS 200
#define VALUE_MAX_CHARS 500
#define UNTRUSTED_MAX_CHARS 80
#define MAX_VALUES 24
#define MAX_AGE_S (14 * 24 * 3600) /* an older date is not believed */

void
confirmation_texts_clear(ConfirmationTexts *texts)
{
    g_free(texts->subject);
    g_free(texts->text);
    g_free(texts->html);
    g_free(texts->language);
    g_free(texts->fault);
    *texts = (ConfirmationTexts){0};
}

/* ---- values ---- */

typedef struct {
    ConfirmationValue list[MAX_VALUES + 1]; /* ends with an entry whose name is NULL */
    guint length;
} Values;

static void
values_clear(Values *values)
{
    for (guint i = 0; i < values->length; i++)
        g_free((gpointer)(guintptr)values->list[i].value);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Values, values_clear)

/* `value`: (transfer full) */
static void
add_value(Values *values, const char *name, char *value)
{
    g_assert(values->length < MAX_VALUES);
    values->list[values->length++] = (ConfirmationValue){name, value};
}

static void
add_line(Values *values, const char *name, const char *text)
{
    add_value(values, name, confirmation_clean_line(text, VALUE_MAX_CHARS));
}

/* The subject of the mail. An untrusted one is shortened, and its links made harmless: somebody
 * else than its writer may read it. (transfer full) */
static char *
make_subject(const ConfirmationRequest *request)
{
    if (!request->is_untrusted)
        return confirmation_clean_line(request->original_subject, VALUE_MAX_CHARS);
    g_autofree char *line = confirmation_clean_line(request->original_subject, VALUE_MAX_CHARS);
    g_autofree char *harmless = confirmation_clean_links(line);
    return confirmation_clean_line(harmless, UNTRUSTED_MAX_CHARS);
}

static char *
make_files(const ConfirmationRequest *request)
{
    char *files = confirmation_clean_text(request->files);
    if (!request->is_untrusted)
        return files;
    char *harmless = confirmation_clean_links(files);
    g_free(files);
    return harmless;
}

/* The names of the files that go along, in one line. */
static char *
make_attached(const GPtrArray *attachments)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; attachments != NULL && i < attachments->len; i++) {
        const ConfirmationFile *file = g_ptr_array_index(attachments, i);
        g_autofree char *name = confirmation_clean_line(file->name, VALUE_MAX_CHARS);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    return g_strdup(names->str);
}

/* The date when the mail was written, in the zone of this host. If it cannot be true, the current
 * date. */
static char *
make_date(const ConfirmationRequest *request, const char *language)
{
    gint64 age_s = request->date_s - request->sent_s;
    gint64 time_s = age_s >= 0 && age_s <= MAX_AGE_S ? request->sent_s : request->date_s;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(time_s);

    return time != NULL ? confirmation_date_in(language, time) : g_strdup("");
}

/* The link to the ticket; "" if there is no ticket or no link. */
static char *
make_link(const Config *config, const ConfirmationRequest *request)
{
    if (config->ticket_url == NULL || request->ticket_number == NULL ||
        *request->ticket_number == '\0')
        return g_strdup("");
    g_autofree char *number = confirmation_clean_line(request->ticket_number, VALUE_MAX_CHARS);
    g_autofree char *escaped = g_uri_escape_string(number, NULL, FALSE);
    g_autoptr(GString) link = g_string_new(config->ticket_url);
    g_string_replace(link, "{ticket}", escaped, 0);
    return g_strdup(link->str);
}

static char *
make_desk_name(const Config *config)
{
    g_autofree char *name = config->desk_name == NULL && config->mail_from != NULL
                                ? config_address_name_of_mailbox(config->mail_from)
                                : g_strdup(config->desk_name);
    return confirmation_clean_line(name, VALUE_MAX_CHARS);
}

/* Whether the answer of somebody who takes part reopens a resolved ticket; if not, no mail promises
 * that it is looked at again. */
static gboolean
reopens(const Config *config)
{
    return ticket_dialect_can(ticket_dialect_of(config), TICKET_OPERATION_REOPEN) &&
           config->policy_resolved == CONFIG_RESOLVED_REOPEN;
}

static void
add_news(Values *values, const ConfirmationNews *news)
{
    add_line(values, "state", news->state);
    add_line(values, "pending_reason", news->pending_reason);
    add_line(values, "close_code", news->close_code);
    add_value(values, "question", confirmation_clean_text(news->question));
    add_value(values, "solution", confirmation_clean_text(news->solution));
    add_value(values, "comment", confirmation_clean_text(news->comment));
}

/* Sets all values except {note}. The first is the number. */
static void
make_values(const Config *config, const ConfirmationRequest *request, const char *language,
            Values *values)
{
    const char *number = request->ticket_number != NULL ? request->ticket_number
                                                        : ticket_dialect_of(config)->number_unknown;
    const char *name = request->is_untrusted ? NULL : request->sender_name;

    add_line(values, "ticket_number", number);
    add_line(values, "old_ticket_number", request->old_ticket_number);
    add_value(values, "subject", make_subject(request));
    add_value(values, "recipient", g_strdup(request->recipient));
    add_value(values, "files", make_files(request));
    add_value(values, "sender_name", confirmation_clean_name(name));
    add_value(values, "date", make_date(request, language));
    add_value(values, "desk_name", make_desk_name(config));
    add_line(values, "desk_hours", config->desk_hours);
    add_line(values, "desk_phone", config->desk_phone);
    add_value(values, "ticket_url", make_link(config, request));
    add_value(values, "language", g_strdup(language));
    add_value(values, "reopens", g_strdup(reopens(config) ? "yes" : ""));
    add_value(values, "attached", make_attached(request->attachments));
    add_news(values, &request->news);
}

/* ---- texts ---- */

/* Whether people who reply to a confirmation of this kind write to a ticket. */
static gboolean
is_answer_wanted(ConfirmationKind kind)
{
    return kind != CONFIRMATION_KIND_REFUSED && kind != CONFIRMATION_KIND_CLOSED &&
           kind != CONFIRMATION_KIND_NEWS_CLOSED;
}

static char *
choose_and_fill(const char *text, const ConfirmationValue *values, gboolean is_html, GError **error)
{
    g_autofree char *chosen = confirmation_template_choose(text, values, error);
    return chosen != NULL ? confirmation_template_fill(chosen, values, is_html, error) : NULL;
}

/* Removes the gap that an empty value leaves. */
static char *
tidy_text(const char *filled)
{
    g_autoptr(GString) text = g_string_new(filled + strspn(filled, "\n"));

    while (g_string_replace(text, "\n\n\n", "\n\n", 0) > 0)
        ;
    g_strchomp(text->str);
    return g_strconcat(text->str, "\n", NULL);
}

/* The text of the template. The marker comes first, unless the text has its own or needs none. */
static char *
make_text_template(const ConfirmationTemplate *found, ConfirmationKind kind,
                   const ConfirmationValue *values, GError **error)
{
    char *chosen = confirmation_template_choose(found->text, values, error);

    if (chosen == NULL || strstr(chosen, OWN_MARKER_BEGIN) != NULL || !is_answer_wanted(kind))
        return chosen;
    char *marked = g_strconcat(marker_line_in(found->language), "\n\n", chosen, NULL);
    g_free(chosen);
    return marked;
}

/* The same for HTML: the marker comes first in what is shown. */
static char *
add_marker_to_html(char *html, const char *language)
{
    const char *body = strstr(html, "<body");
    const char *end = body != NULL ? strchr(body, '>') : NULL;
    gsize head = end != NULL ? (gsize)(end + 1 - html) : 0;

    if (strstr(html, OWN_MARKER_BEGIN) != NULL)
        return html;
    char *marked =
        g_strdup_printf("%.*s<p>%s</p>%s", (int)head, html, marker_line_in(language), html + head);
    g_free(html);
    return marked;
}

/* *ret_html stays NULL if the confirmation has no HTML. */
static gboolean
make_html(const ConfirmationTemplate *found, const char *text, const ConfirmationValue *values,
          char **ret_html, GError **error)
{
    g_autofree char *framed =
        found->frame != NULL ? confirmation_html_make(found->frame, text) : NULL;

    if (found->html != NULL) {
        *ret_html = choose_and_fill(found->html, values, TRUE, error);
        return *ret_html != NULL;
    }
    if (found->frame == NULL)
        return TRUE;
    if (framed == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "reply template frame.html: there is no {content}");
        return FALSE;
    }
    *ret_html = confirmation_template_fill(framed, values, TRUE, error);
    return *ret_html != NULL;
}

/* Puts a space on both sides of "[NUMBER]", unless the line begins or ends there: mail programs and
 * ServiceNow find numbers that stand alone. */
static char *
finish_subject(const char *filled, const char *number)
{
    g_autofree char *reference = g_strdup_printf("[%s]", number);
    g_autofree char *apart = g_strdup_printf(" %s ", reference);
    g_autoptr(GString) subject = g_string_new(filled);

    g_string_replace(subject, reference, apart, 0);
    return confirmation_clean_line(subject->str, SUBJECT_MAX_CHARS);
}

static gboolean
fill_found(const ConfirmationTemplate *found, ConfirmationKind kind, const Values *values,
           ConfirmationTexts *texts, GError **error)
{
    const ConfirmationValue *list = values->list;
    g_autofree char *subject = confirmation_template_fill(found->subject, list, FALSE, error);
    g_autofree char *text = subject != NULL ? make_text_template(found, kind, list, error) : NULL;
    g_autofree char *filled =
        text != NULL ? confirmation_template_fill(text, list, FALSE, error) : NULL;

    if (filled == NULL || !make_html(found, text, list, &texts->html, error))
        return FALSE;
    if (found->html != NULL && is_answer_wanted(kind))
        texts->html = add_marker_to_html(texts->html, found->language);
    texts->subject = finish_subject(subject, list[0].value);
    texts->text = tidy_text(filled);
    texts->language = g_strdup(found->language);
    return TRUE;
}

/* Sets the last value, {note}: the paragraphs about files left out, in the language of the
 * confirmation, without a marker. */
static gboolean
fill_note(const char *directory, const char *const *languages, gboolean is_news, Values *values,
          GError **error)
{
    g_autofree char *found = confirmation_template_load_note(directory, languages, is_news, error);
    g_autofree char *filled =
        found != NULL ? choose_and_fill(found, values->list, FALSE, error) : NULL;

    if (filled == NULL)
        return FALSE;
    const char *text = filled;
    if (g_str_has_prefix(text, OWN_MARKER_BEGIN))
        text += strcspn(text, "\n");
    ConfirmationValue *note = &values->list[values->length - 1];
    g_free((gpointer)(guintptr)note->value);
    note->value = g_strstrip(g_strdup(text));
    return TRUE;
}

/* Fills `texts` from the templates of `directory`; NULL: from the built-in ones. */
static gboolean
fill_from(const char *directory, const Config *config, const ConfirmationRequest *request,
          ConfirmationTexts *texts, GError **error)
{
    const char *const own_language[] = {config->language, NULL};
    const char *const *languages = request->languages != NULL ? request->languages : own_language;
    g_autoptr(ConfirmationTemplate) found =
        confirmation_template_load(directory, request->kind, languages, error);
    g_auto(Values) values = {0};

    if (found == NULL)
        return FALSE;
    make_values(config, request, found->language, &values);
    add_value(&values, "note", g_strdup(""));
    if (request->files != NULL && *request->files != '\0' &&
        !fill_note(directory, languages, confirmation_kind_is_news(request->kind), &values, error))
        return FALSE;
    return fill_found(found, request->kind, &values, texts, error);
}

gboolean
confirmation_texts_fill(const Config *config, const ConfirmationRequest *request,
                        ConfirmationTexts *texts, GError **error)
{
    const char *directory =
        config->template_dir != NULL ? config->template_dir : TICKETGATE_TEMPLATE_DIR;
    g_autoptr(GError) problem = NULL;

    if (fill_from(directory, config, request, texts, &problem))
        return TRUE;
    if (!g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    confirmation_texts_clear(texts);
    texts->fault = g_strdup(problem->message);
    return fill_from(NULL, config, request, texts, error);
}

/* confirmation.c - composes the answer with GMime.
 *
 * Owns which header fields an answer has (RFC 3834 section 3, RFC 5322 3.6). Sends nothing, and
 * does not ask whether an answer is due. Every value that came from a mail passes
 * confirmation_clean.h first.
 */
#include "gateway/confirmation/confirmation.h"

#include "build-config.h"
#include "gateway/confirmation/confirmation_clean.h"
#include "gateway/confirmation/confirmation_encode.h"
#include "gateway/confirmation/confirmation_template.h"
#include "gateway/delivery_error.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/gmime_autoptr.h"

#include <string.h>

#define SUBJECT_MAX_CHARS 200
#define VALUE_MAX_CHARS 500
#define UNTRUSTED_MAX_CHARS 80
#define REFERENCES_MAX 20 /* the first, that the thread hangs on, and the last */

/* Where a mail client is asked to write: above it all is new. Read by the parser of replies. */
#define MARKER_START "##-"
#define MARKER "##- Please type your reply above this line -##"

void
confirmation_free(Confirmation *reply)
{
    if (reply == NULL)
        return;
    g_free(reply->recipient);
    g_free(reply->subject);
    g_free(reply->body);
    g_free(reply->message_id);
    g_free(reply->fault);
    g_clear_pointer(&reply->message, g_bytes_unref);
    g_free(reply);
}

/* Filled texts of one reply. */
typedef struct {
    char *subject;
    char *text;
    char *html; /* or NULL */
    char *language;
} Texts;

static void
texts_clear(Texts *texts)
{
    g_free(texts->subject);
    g_free(texts->text);
    g_free(texts->html);
    g_free(texts->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Texts, texts_clear)

/* The marker first, unless the template brings its own; no gap where a value was empty. */
static char *
finish_text(const char *filled)
{
    GString *text = g_string_new(NULL);

    if (!g_str_has_prefix(filled, MARKER_START))
        g_string_append(text, MARKER "\n\n");
    g_string_append(text, filled);
    while (g_string_replace(text, "\n\n\n", "\n\n", 0) > 0)
        ;
    g_strchomp(text->str);
    text->len = strlen(text->str);
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}

/* The same for HTML, where the marker has to stand first in what is shown. */
static char *
finish_html(char *filled)
{
    const char *body = strstr(filled, "<body");
    const char *end = body != NULL ? strchr(body, '>') : NULL;
    gsize head = end != NULL ? (gsize)(end + 1 - filled) : 0;

    if (strstr(filled, MARKER_START) != NULL)
        return filled;
    char *finished = g_strdup_printf("%.*s<p>" MARKER "</p>%s", (int)head, filled, filled + head);
    g_free(filled);
    return finished;
}

/* A space on both sides of "[NUMBER]", or an end of the line: mail clients and ServiceNow find
 * numbers that stand alone. */
static char *
finish_subject(const char *filled, const char *number)
{
    g_autofree char *reference = g_strdup_printf("[%s]", number);
    g_autofree char *apart = g_strdup_printf(" %s ", reference);
    g_autoptr(GString) subject = g_string_new(filled);

    g_string_replace(subject, reference, apart, 0);
    return confirmation_clean_line(subject->str, SUBJECT_MAX_CHARS);
}

/* The paragraph about files left out, in the language of the reply: the text of a template of its
 * own, without the marker. */
static gboolean
fill_note(const char *directory, const char *const *languages, const ConfirmationValue *values,
          char **ret_note, GError **error)
{
    g_autoptr(ConfirmationTemplate) found =
        confirmation_template_load(directory, CONFIRMATION_KIND_OVERSIZE, languages, error);
    g_autofree char *filled =
        found != NULL ? confirmation_template_fill(found->text, values, FALSE, error) : NULL;

    if (filled == NULL)
        return FALSE;
    const char *text = filled;
    if (g_str_has_prefix(text, MARKER_START))
        text += strcspn(text, "\n");
    *ret_note = g_strstrip(g_strdup(text));
    return TRUE;
}

static gboolean
fill_found(const ConfirmationTemplate *found, const ConfirmationValue *values, Texts *texts,
           GError **error)
{
    g_autofree char *subject = confirmation_template_fill(found->subject, values, FALSE, error);
    g_autofree char *filled =
        subject != NULL ? confirmation_template_fill(found->text, values, FALSE, error) : NULL;

    if (filled == NULL)
        return FALSE;
    if (found->html != NULL) {
        char *html = confirmation_template_fill(found->html, values, TRUE, error);
        if (html == NULL)
            return FALSE;
        texts->html = finish_html(html);
    }
    texts->subject = finish_subject(subject, values[0].value);
    texts->text = finish_text(filled);
    texts->language = g_strdup(found->language);
    return TRUE;
}

/* Somebody else may read it than who wrote it. (transfer full) */
static char *
fill_subject(const ConfirmationRequest *request)
{
    if (!request->is_untrusted)
        return confirmation_clean_line(request->original_subject, VALUE_MAX_CHARS);
    g_autofree char *line = confirmation_clean_line(request->original_subject, VALUE_MAX_CHARS);
    g_autofree char *harmless = confirmation_clean_links(line);
    return confirmation_clean_line(harmless, UNTRUSTED_MAX_CHARS);
}

/* With the templates of `directory`; NULL: with the built-in ones. */
static gboolean
fill_texts_from(const char *directory, const Config *config, const ConfirmationRequest *request,
                Texts *texts, GError **error)
{
    const char *number = request->ticket_number != NULL ? request->ticket_number
                                                        : ticket_dialect_of(config)->number_unknown;
    g_autofree char *ticket_number = confirmation_clean_line(number, VALUE_MAX_CHARS);
    g_autofree char *old_number =
        confirmation_clean_line(request->old_ticket_number, VALUE_MAX_CHARS);
    g_autofree char *subject = fill_subject(request);
    g_autofree char *clean_files = confirmation_clean_text(request->files);
    g_autofree char *files =
        request->is_untrusted ? confirmation_clean_links(clean_files) : g_strdup(clean_files);
    g_autofree char *note = g_strdup("");
    ConfirmationValue values[] = {{"ticket_number", ticket_number}, /* the first: fill_found() */
                                  {"old_ticket_number", old_number},
                                  {"subject", subject},
                                  {"recipient", request->recipient},
                                  {"files", files},
                                  {"note", note},
                                  {NULL, NULL}};
    ConfirmationValue *const note_value = &values[G_N_ELEMENTS(values) - 2];
    const char *const own_language[] = {config->language, NULL};
    const char *const *languages = request->languages != NULL ? request->languages : own_language;

    if (*files != '\0' && request->kind != CONFIRMATION_KIND_OVERSIZE) {
        g_clear_pointer(&note, g_free);
        if (!fill_note(directory, languages, values, &note, error))
            return FALSE;
        note_value->value = note;
    }
    g_autoptr(ConfirmationTemplate) found =
        confirmation_template_load(directory, request->kind, languages, error);
    return found != NULL && fill_found(found, values, texts, error);
}

/* *ret_fault: see Reply. */
static gboolean
fill_texts(const Config *config, const ConfirmationRequest *request, Texts *texts, char **ret_fault,
           GError **error)
{
    const char *directory =
        config->template_dir != NULL ? config->template_dir : TICKETGATE_TEMPLATE_DIR;
    g_autoptr(GError) problem = NULL;

    if (fill_texts_from(directory, config, request, texts, &problem))
        return TRUE;
    if (!g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    *ret_fault = g_strdup(problem->message);
    texts_clear(texts);
    *texts = (Texts){0};
    return fill_texts_from(NULL, config, request, texts, error);
}

/* UTF-8, quoted-printable: survives every mail system. GMime's text part would choose a charset. */
static GMimeObject *
make_part(const char *subtype, const char *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_object_unref(content);
    return GMIME_OBJECT(part);
}

static void
set_body(GMimeMessage *message, const Texts *texts)
{
    g_autoptr(GMimeObject) text = make_part("plain", texts->text);

    if (texts->html == NULL) {
        g_mime_message_set_mime_part(message, text);
        return;
    }
    g_autoptr(GMimeObject) html = make_part("html", texts->html);
    g_autoptr(GMimeObject) both = GMIME_OBJECT(g_mime_multipart_new_with_subtype("alternative"));
    g_mime_multipart_add(GMIME_MULTIPART(both), text);
    g_mime_multipart_add(GMIME_MULTIPART(both), html);
    g_mime_message_set_mime_part(message, both);
}

/* A field whose value is finished already: GMime neither encodes nor folds it. */
static void
set_raw_field(GMimeMessage *message, const char *field, const char *value)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_autofree char *raw = g_strdup_printf(" %s\n", value);

    g_mime_header_list_append(headers, field, "", NULL);
    g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, field), raw);
}

static gboolean
set_from(GMimeMessage *message, const char *mail_from, GError **error)
{
    g_autoptr(InternetAddressList) list =
        internet_address_list_parse(NULL, mail_from != NULL ? mail_from : "");
    InternetAddress *from = list != NULL && internet_address_list_length(list) == 1
                                ? internet_address_list_get_address(list, 0)
                                : NULL;
    const char *address = from != NULL && INTERNET_ADDRESS_IS_MAILBOX(from)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from))
                              : NULL;

    if (address == NULL || !confirmation_clean_is_address(address)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "[mail] from is not an address that can be used");
        return FALSE;
    }
    g_autofree char *name =
        confirmation_clean_line(internet_address_get_name(from), VALUE_MAX_CHARS);
    if (name[0] == '\0') { /* GMime would decorate a bare address */
        set_raw_field(message, "From", address);
        return TRUE;
    }
    internet_address_set_name(from, name);
    internet_address_set_charset(from, "utf-8");
    internet_address_list_append(g_mime_message_get_from(message), list);
    return TRUE;
}

/* In-Reply-To and References (RFC 5322 3.6.4), each id as it stands, for that is how mail programs
 * look for it. Ids that could break a line are left out. */
static void
set_references(GMimeMessage *message, const ConfirmationRequest *request)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GString) field = g_string_new(NULL);

    for (guint i = 0; request->references != NULL && i < request->references->len; i++) {
        char *id = g_ptr_array_index(request->references, i);
        if (confirmation_clean_is_message_id(id) && g_strcmp0(id, request->message_id) != 0)
            g_ptr_array_add(ids, id);
    }
    if (request->message_id != NULL && confirmation_clean_is_message_id(request->message_id)) {
        g_autofree char *in_reply_to = g_strdup_printf("<%s>", request->message_id);
        set_raw_field(message, "In-Reply-To", in_reply_to);
        g_ptr_array_add(ids, (gpointer)(guintptr)request->message_id);
    }
    if (ids->len > REFERENCES_MAX)
        g_ptr_array_remove_range(ids, 1, ids->len - REFERENCES_MAX);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(field, "%s<%s>", i > 0 ? "\n\t" : "",
                               (const char *)g_ptr_array_index(ids, i));
    if (ids->len > 0)
        set_raw_field(message, "References", field->str);
}

static void
set_fields(GMimeMessage *message, const ConfirmationRequest *request, const Texts *texts)
{
    GMimeObject *object = GMIME_OBJECT(message);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(request->date_s);

    g_autofree char *subject = confirmation_encode_subject(texts->subject);

    /* Addresses beyond ASCII stay as they are (RFC 6532): submission.c asks for SMTPUTF8. */
    set_raw_field(message, "To", request->recipient);
    if (request->reply_to != NULL)
        set_raw_field(message, "Reply-To", request->reply_to);
    set_raw_field(message, "Subject", subject);
    g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, request->own_message_id);
    set_references(message, request);
    g_mime_object_set_header(object, "Auto-Submitted", "auto-replied", NULL);
    g_mime_object_set_header(object, "X-Auto-Response-Suppress", "All", NULL);
    g_mime_object_set_header(object, "Content-Language", texts->language, NULL);
}

static GBytes *
write_message(GMimeMessage *message)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    GMimeFormatOptions *format = g_mime_format_options_new();

    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    g_mime_format_options_free(format);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_bytes_new(bytes->data, bytes->len);
}

static gboolean
check_request(const ConfirmationRequest *request, GError **error)
{
    if (!confirmation_clean_is_address(request->recipient)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE,
                            "the sender's address cannot be answered");
        return FALSE;
    }
    if (!confirmation_clean_is_message_id(request->own_message_id) ||
        (request->reply_to != NULL && !confirmation_clean_is_address(request->reply_to))) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "[mail] from does not lead to a usable Message-ID or Reply-To");
        return FALSE;
    }
    return TRUE;
}

Confirmation *
confirmation_compose(const Config *config, const ConfirmationRequest *request, GError **error)
{
    g_auto(Texts) texts = {0};
    g_autofree char *fault = NULL;

    if (!check_request(request, error) || !fill_texts(config, request, &texts, &fault, error))
        return NULL;
    g_mime_init();
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    if (!set_from(message, config->mail_from, error))
        return NULL;
    set_fields(message, request, &texts);
    set_body(message, &texts);

    Confirmation *reply = g_new0(Confirmation, 1);
    reply->recipient = g_strdup(request->recipient);
    reply->subject = g_steal_pointer(&texts.subject);
    reply->body = g_steal_pointer(&texts.text);
    reply->message_id = g_strdup(request->own_message_id);
    reply->fault = g_steal_pointer(&fault);
    reply->message = write_message(message);
    return reply;
}

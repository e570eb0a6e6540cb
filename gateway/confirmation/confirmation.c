/* confirmation.c - composes a confirmation with GMime.
 *
 * Decides its header fields (RFC 3834 section 3, RFC 5322 3.6). Sends nothing, and does not decide
 * whether a confirmation is due. confirmation_texts.c makes the text.
 */
#include "gateway/confirmation/confirmation.h"

#include "gateway/confirmation/confirmation_clean.h"
#include "gateway/confirmation/confirmation_encode.h"
#include "gateway/confirmation/confirmation_file.h"
#include "gateway/confirmation/confirmation_texts.h"
#include "gateway/delivery_error.h"
#include "parsers/gmime_autoptr.h"

#include <string.h>

#define NAME_MAX_CHARS 500
#define REFERENCES_MAX 20 /* the first one, which holds the thread together, and the last ones */

gboolean
confirmation_kind_is_news(ConfirmationKind kind)
{
    return kind >= CONFIRMATION_KIND_NEWS_WAITING;
}

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

/* A text part in UTF-8 and quoted-printable, which every mail system can carry. GMime's text part
 * would choose a charset itself. */
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

/* The text, and its HTML form if there is one. (transfer full) */
static GMimeObject *
make_text(const ConfirmationTexts *texts)
{
    g_autoptr(GMimeObject) text = make_part("plain", texts->text);

    if (texts->html == NULL)
        return g_steal_pointer(&text);
    g_autoptr(GMimeObject) html = make_part("html", texts->html);
    g_autoptr(GMimeObject) both = GMIME_OBJECT(g_mime_multipart_new_with_subtype("alternative"));
    g_mime_multipart_add(GMIME_MULTIPART(both), text);
    g_mime_multipart_add(GMIME_MULTIPART(both), html);
    return g_steal_pointer(&both);
}

static void
set_body(GMimeMessage *message, const ConfirmationTexts *texts, const GPtrArray *attachments)
{
    g_autoptr(GMimeObject) text = make_text(texts);

    if (attachments == NULL || attachments->len == 0) {
        g_mime_message_set_mime_part(message, text);
        return;
    }
    g_autoptr(GMimeObject) mixed = GMIME_OBJECT(g_mime_multipart_new_with_subtype("mixed"));
    g_mime_multipart_add(GMIME_MULTIPART(mixed), text);
    for (guint i = 0; i < attachments->len; i++) {
        g_autoptr(GMimeObject) part =
            confirmation_file_make_part(g_ptr_array_index(attachments, i));
        g_mime_multipart_add(GMIME_MULTIPART(mixed), part);
    }
    g_mime_message_set_mime_part(message, mixed);
}

/* Adds a field with a finished value: GMime neither encodes nor folds it. */
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
        confirmation_clean_line(internet_address_get_name(from), NAME_MAX_CHARS);
    if (name[0] == '\0') { /* GMime would change a bare address */
        set_raw_field(message, "From", address);
        return TRUE;
    }
    internet_address_set_name(from, name);
    internet_address_set_charset(from, "utf-8");
    internet_address_list_append(g_mime_message_get_from(message), list);
    return TRUE;
}

/* Sets In-Reply-To and References (RFC 5322 3.6.4). Each id stays as it is, because mail programs
 * look for it in that form. Ids that could break a line are left out. */
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
set_fields(GMimeMessage *message, const ConfirmationRequest *request,
           const ConfirmationTexts *texts)
{
    GMimeObject *object = GMIME_OBJECT(message);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(request->date_s);

    g_autofree char *subject = confirmation_encode_subject(texts->subject);

    /* Addresses with other characters than ASCII stay as they are (RFC 6532): submission.c asks for
     * SMTPUTF8. */
    set_raw_field(message, "To", request->recipient);
    if (request->reply_to != NULL)
        set_raw_field(message, "Reply-To", request->reply_to);
    set_raw_field(message, "Subject", subject);
    g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, request->own_message_id);
    set_references(message, request);
    g_mime_object_set_header(
        object, "Auto-Submitted",
        confirmation_kind_is_news(request->kind) ? "auto-generated" : "auto-replied", NULL);
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
    g_auto(ConfirmationTexts) texts = {0};

    if (!check_request(request, error) || !confirmation_texts_fill(config, request, &texts, error))
        return NULL;
    g_mime_init();
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    if (!set_from(message, config->mail_from, error))
        return NULL;
    set_fields(message, request, &texts);
    set_body(message, &texts, request->attachments);

    Confirmation *reply = g_new0(Confirmation, 1);
    reply->recipient = g_strdup(request->recipient);
    reply->subject = g_steal_pointer(&texts.subject);
    reply->body = g_steal_pointer(&texts.text);
    reply->message_id = g_strdup(request->own_message_id);
    reply->fault = g_steal_pointer(&texts.fault);
    reply->message = write_message(message);
    return reply;
}

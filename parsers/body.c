/* body.c - see body.h. Walks the parts (RFC 2046) and chooses; how a part is read is in
 * part_text.c, html_text.c and attachment_writer.c. */
#include "parsers/body.h"

#include <string.h>

#include "parsers/attachment_name.h"
#include "parsers/html_text.h"
#include "parsers/part_text.h"
#include "parsers/reply_text.h"
#include "parsers/text_clean.h"

/* What the parts walked so far say. */
typedef struct {
    ParseRun *run;
    GString *text;
    GString *unquoted; /* the same without what HTML marks as quotation */
    gboolean has_unquoted;
    GPtrArray *names; /* of char *: names given to attachments */
    guint depth;
} Body;

static void body_walk(Body *body, GMimeObject *object);

/* Two tokens (RFC 2045 section 5.1) with a slash between them. */
static gboolean
body_is_type_name(const char *type)
{
    guint n_slashes = 0;

    for (const char *p = type; *p != '\0'; p++) {
        if (!g_ascii_isgraph(*p) || strchr("()<>@,;:\\\"[]?=", *p) != NULL)
            return FALSE;
        n_slashes += *p == '/' ? 1 : 0;
    }
    return n_slashes == 1 && *type != '/' && !g_str_has_suffix(type, "/");
}

static char *
body_type(GMimeObject *object)
{
    g_autofree char *type =
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
    gboolean is_usable = type != NULL && body_is_type_name(type);

    return g_ascii_strdown(is_usable ? type : "application/octet-stream", -1);
}

static LetterAttachment *
body_new_attachment(Body *body, GMimeObject *object, const char *given, const char *type)
{
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);
    const char *disposition = g_mime_object_get_disposition(object);
    attachment->name =
        attachment_name_new(given, type, body->names, body->run->options.max_name_bytes);
    attachment->content_type = g_strdup(type);
    attachment->is_inline =
        (disposition != NULL && g_ascii_strcasecmp(disposition, "inline") == 0) ||
        g_mime_object_get_content_id(object) != NULL;
    g_ptr_array_add(body->names, g_strdup(attachment->name));
    return attachment;
}

/* FALSE, with a note, where the mail has more attachments than are kept. */
static gboolean
body_has_room(Body *body)
{
    if (body->run->letter->attachments->len < body->run->options.max_attachments)
        return TRUE;
    parse_run_note(body->run, "only the first %u attachments were kept",
                   body->run->options.max_attachments);
    body->run->keep_original = TRUE;
    return FALSE;
}

static void
body_attach_part(Body *body, GMimePart *part)
{
    if (!body_has_room(body))
        return;
    g_autofree char *type = body_type(GMIME_OBJECT(part));
    LetterAttachment *attachment =
        body_new_attachment(body, GMIME_OBJECT(part), g_mime_part_get_filename(part), type);
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content != NULL) {
        attachment_writer_copy(body->run->writer, g_mime_data_wrapper_get_stream(content),
                               g_mime_part_get_content_encoding(part), attachment);
    } else {
        attachment_writer_begin(body->run->writer);
        attachment_writer_end(body->run->writer, attachment);
    }
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

static void
body_attach_object(Body *body, GMimeObject *object, GMimeObject *content, const char *type)
{
    if (!body_has_room(body))
        return;
    const char *given = g_mime_object_get_content_disposition_parameter(object, "filename");
    if (given == NULL)
        given = g_mime_object_get_content_type_parameter(object, "name");
    LetterAttachment *attachment = body_new_attachment(body, object, given, type);
    g_autofree char *text = content != NULL ? g_mime_object_to_string(content, NULL) : NULL;
    attachment_writer_begin(body->run->writer);
    if (text != NULL)
        attachment_writer_add(body->run->writer, text, strlen(text));
    attachment_writer_end(body->run->writer, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

static gboolean
body_is_blank(const char *text)
{
    for (; *text != '\0'; text = text_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    return TRUE;
}

static void
body_join(GString *text, const char *more)
{
    if (text->len > 0 && !body_is_blank(more))
        g_string_append(text, text->str[text->len - 1] == '\n' ? "\n" : "\n\n");
    g_string_append(text, more);
}

/* The whole of a text that was cut goes along. */
static void
body_keep_full_text(Body *body, GMimePart *part, gboolean is_html)
{
    body->run->letter->text_is_truncated = TRUE;
    const char *type = is_html ? "text/html" : "text/plain";
    LetterAttachment *attachment = body_new_attachment(
        body, GMIME_OBJECT(part), is_html ? "full-text.html" : "full-text.txt", type);
    attachment->role = LETTER_ROLE_FULL_TEXT;
    attachment->is_inline = FALSE;
    part_text_attach(body->run, part, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

/* format=flowed (RFC 3676): soft line ends joined. */
static char *
body_unflow(const char *text, gboolean is_delsp)
{
    GString *joined = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        gsize quotes = strspn(lines[i], ">");
        const char *content =
            lines[i] + (lines[i][quotes] == ' ' ? quotes + (quotes == 0) : quotes);
        const char *next = lines[i + 1];
        gsize length = strlen(content);
        gboolean is_soft = length > 0 && content[length - 1] == ' ' &&
                           strcmp(content, "-- ") != 0 && next != NULL &&
                           strspn(next, ">") == quotes && *next != '\0';
        gboolean is_first = joined->len == 0 || joined->str[joined->len - 1] == '\n';
        if (is_first)
            g_string_append_len(joined, lines[i], (gssize)quotes);
        else
            content += quotes > 0 && *content == ' ';
        g_string_append_len(joined, content, (gssize)(length - (is_soft && is_delsp ? 1 : 0)));
        if (!is_soft && next != NULL)
            g_string_append_c(joined, '\n');
    }
    return g_string_free(joined, FALSE);
}

static void
body_add_plain(Body *body, GMimePart *part)
{
    gboolean is_cut;
    g_autoptr(GString) text =
        part_text_read(body->run, part, body->run->options.max_text_bytes, &is_cut);
    g_autofree char *clean = text_clean(text->str, text->len);
    const char *format = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "format");
    if (format != NULL && g_ascii_strcasecmp(format, "flowed") == 0) {
        const char *delsp = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "delsp");
        char *joined = body_unflow(clean, delsp != NULL && g_ascii_strcasecmp(delsp, "yes") == 0);
        g_free(clean);
        clean = joined;
    }
    body_join(body->text, clean);
    body_join(body->unquoted, clean);
    if (is_cut)
        body_keep_full_text(body, part, FALSE);
}

static HtmlText *
body_read_html(Body *body, GMimePart *part, gboolean *ret_is_cut)
{
    guint64 max_bytes = body->run->options.max_text_bytes;
    g_autoptr(GString) html = part_text_read(body->run, part, max_bytes * 8, ret_is_cut);
    HtmlText *text = html_text_new(html->str, html->len, max_bytes);
    *ret_is_cut = *ret_is_cut || text->is_cut;
    return text;
}

static void
body_add_html(Body *body, GMimePart *part)
{
    gboolean is_cut;
    g_autoptr(HtmlText) html = body_read_html(body, part, &is_cut);
    g_autofree char *clean = text_clean(html->text, strlen(html->text));
    body_join(body->text, clean);
    body_join(body->unquoted, html->text_without_quote != NULL ? html->text_without_quote : clean);
    body->has_unquoted = body->has_unquoted || html->text_without_quote != NULL;
    if (is_cut)
        body_keep_full_text(body, part, TRUE);
}

static gboolean
body_is_marked_as_file(GMimeObject *object)
{
    const char *disposition = g_mime_object_get_disposition(object);
    if (disposition != NULL && g_ascii_strcasecmp(disposition, "attachment") == 0)
        return TRUE;
    return GMIME_IS_PART(object) && g_mime_part_get_filename(GMIME_PART(object)) != NULL;
}

static gboolean
body_is_type(GMimeObject *object, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

static gboolean
body_is_text(GMimeObject *object)
{
    return GMIME_IS_PART(object) && !body_is_marked_as_file(object) &&
           (body_is_type(object, "text", "plain") || body_is_type(object, "text", "html") ||
            body_is_type(object, "text", "enriched"));
}

/* The first text/html part below `object`, or NULL. */
static GMimePart *
body_find_html(GMimeObject *object, guint depth)
{
    if (GMIME_IS_PART(object))
        return body_is_text(object) && body_is_type(object, "text", "html") ? GMIME_PART(object)
                                                                            : NULL;
    for (int i = 0; GMIME_IS_MULTIPART(object) && depth < 8 &&
                    i < g_mime_multipart_get_count(GMIME_MULTIPART(object));
         i++) {
        GMimePart *found =
            body_find_html(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* The plain text is there: of the HTML beside it only what it marks as quotation is of use. */
static void
body_note_html_quote(Body *body, GMimePart *html_part, gsize unquoted_start)
{
    gboolean is_cut;
    g_autoptr(HtmlText) html = body_read_html(body, html_part, &is_cut);
    if (html->text_without_quote == NULL)
        return;
    g_string_truncate(body->unquoted, unquoted_start);
    body_join(body->unquoted, html->text_without_quote);
    body->has_unquoted = TRUE;
}

/* multipart/alternative: the plain text where it says something, else the HTML; what is neither
 * (an invitation) is attached. */
static void
body_walk_alternative(Body *body, GMimeMultipart *multipart)
{
    gsize text_start = body->text->len;
    gsize unquoted_start = body->unquoted->len;
    GMimePart *html = NULL;
    gboolean has_text = FALSE;
    for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        GMimePart *found = body_find_html(child, 0);
        if (html == NULL && found != NULL)
            html = found;
        if (found != NULL && GMIME_IS_PART(child))
            continue;
        if (found != NULL && has_text && GMIME_IS_MULTIPART(child)) {
            /* multipart/related: its images go along, its HTML stands beside the text. */
            gsize kept_text = body->text->len, kept_unquoted = body->unquoted->len;
            gboolean had_unquoted = body->has_unquoted;
            body_walk(body, child);
            g_string_truncate(body->text, kept_text);
            g_string_truncate(body->unquoted, kept_unquoted);
            body->has_unquoted = had_unquoted;
            continue;
        }
        body_walk(body, child);
        has_text = has_text || !body_is_blank(body->text->str + text_start);
    }
    if (html != NULL && !has_text) {
        g_string_truncate(body->text, text_start);
        g_string_truncate(body->unquoted, unquoted_start);
        body_add_html(body, html);
    } else if (html != NULL) {
        body_note_html_quote(body, html, unquoted_start);
    }
}

static void
body_walk_multipart(Body *body, GMimeMultipart *multipart)
{
    if (body_is_type(GMIME_OBJECT(multipart), "multipart", "alternative")) {
        body_walk_alternative(body, multipart);
        return;
    }
    if (body_is_type(GMIME_OBJECT(multipart), "multipart", "encrypted")) {
        parse_run_note(body->run, "the mail is encrypted and could not be read");
        body_join(body->text, "(The mail is encrypted; it is attached as it came.)\n");
    }
    gboolean is_signed = body_is_type(GMIME_OBJECT(multipart), "multipart", "signed");
    for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        if (i > 0 && is_signed && body->run->options.drop_signature_parts)
            continue;
        body_walk(body, child);
    }
}

static void
body_walk_part(Body *body, GMimeObject *object)
{
    if (!body_is_text(object))
        body_attach_part(body, GMIME_PART(object));
    else if (body_is_type(object, "text", "html"))
        body_add_html(body, GMIME_PART(object));
    else
        body_add_plain(body, GMIME_PART(object));
}

static void
body_walk(Body *body, GMimeObject *object)
{
    if (object == NULL)
        return;
    if (++body->run->n_parts > body->run->options.max_parts ||
        body->depth >= body->run->options.max_depth) {
        parse_run_note(body->run, "the mail has more parts, or deeper ones, than are read");
        body->run->keep_original = TRUE;
        return;
    }
    body->depth++;
    if (GMIME_IS_MULTIPART(object))
        body_walk_multipart(body, GMIME_MULTIPART(object));
    else if (GMIME_IS_MESSAGE_PART(object))
        body_attach_object(
            body, object, GMIME_OBJECT(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object))),
            "message/rfc822");
    else if (GMIME_IS_PART(object))
        body_walk_part(body, object);
    else
        body_attach_object(body, object, object, "message/rfc822");
    body->depth--;
}

static void
body_attach_quoted(Body *body, const char *quoted)
{
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);
    attachment->name = attachment_name_new("quoted.txt", "text/plain", body->names, 200);
    attachment->content_type = g_strdup("text/plain");
    attachment->role = LETTER_ROLE_QUOTED;
    attachment_writer_begin(body->run->writer);
    attachment_writer_add(body->run->writer, quoted, strlen(quoted));
    attachment_writer_end(body->run->writer, attachment);
    g_ptr_array_add(body->run->letter->attachments, attachment);
}

static void
body_set_reply(Body *body)
{
    ParseRun *run = body->run;
    g_auto(ReplyTextResult) result = {0};
    ReplyTextInput input = {.text = run->letter->text,
                            .text_without_quote = body->has_unquoted ? body->unquoted->str : NULL,
                            .marker = run->options.reply_marker,
                            .is_forward = run->letter->is_forward || run->options.keep_quoted};
    reply_text_cut(&input, &result);
    g_free(run->letter->reply_text);
    run->letter->reply_text = text_clean(result.reply_text, strlen(result.reply_text));
    if (result.is_guess && result.quoted_text != NULL && body_has_room(body))
        body_attach_quoted(body, result.quoted_text);
}

void
body_read(ParseRun *run, GMimeMessage *message)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) unquoted = g_string_new(NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Body body = {.run = run, .text = text, .unquoted = unquoted, .names = names};
    body_walk(&body, g_mime_message_get_mime_part(message));
    if (text->len > run->options.max_text_bytes) {
        g_string_truncate(text, text_prefix_length(text->str, run->options.max_text_bytes));
        run->letter->text_is_truncated = TRUE;
        run->keep_original = TRUE;
    }
    g_free(run->letter->text);
    run->letter->text = text_clean(text->str, text->len);
    body_set_reply(&body);
}

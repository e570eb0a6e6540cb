/* body.c - see body.h.
 *
 * Decides which parts are text and which are attachments (RFC 2046). body_text.c reads the text,
 * body_file.c writes the attachments. */
#include "parsers/body/body.h"

#include "parsers/body/body_file.h"
#include "parsers/body/body_kind.h"
#include "parsers/body/body_segments.h"
#include "parsers/body/body_state.h"
#include "parsers/body/body_text.h"
#include "parsers/body/body_wrapped.h"
#include "parsers/body/conservation.h"
#include "parsers/quotation/quote_hint.h"
#include "parsers/text/text_clean.h"
#include "parsers/text/two_forms.h"

#include <string.h>

#define MAX_HTML_LOOK_DEPTH 8

/* ---- multipart/alternative ---- */

/* The HTML parts below `object`, in their order. */
static void
collect_html(const Body *body, GMimeObject *object, GPtrArray *parts, guint depth)
{
    if (body_kind_is_text(body, object) && body_kind_is_html(object))
        g_ptr_array_add(parts, object);
    for (int i = 0; GMIME_IS_MULTIPART(object) && depth < MAX_HTML_LOOK_DEPTH &&
                    i < g_mime_multipart_get_count(GMIME_MULTIPART(object));
         i++)
        collect_html(body, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), parts, depth + 1);
}

/* Cuts the text back to `length` octets. */
static void
truncate_text(Body *body, gsize length)
{
    g_string_truncate(body->text, length);
    while (body->quotes->len > 0 &&
           g_array_index(body->quotes, QuotedRange, body->quotes->len - 1).end > length)
        g_array_set_size(body->quotes, body->quotes->len - 1);
}

/* Puts the HTML parts in place of the text; `texts`: their HtmlText, or NULL. */
static void
replace_by_html(Body *body, const GPtrArray *html_parts, const GPtrArray *texts, gsize text_start)
{
    truncate_text(body, text_start);
    for (guint i = 0; i < html_parts->len; i++) {
        GMimePart *part = g_ptr_array_index(html_parts, i);
        if (texts != NULL)
            body_text_add_seen_html(body, part, g_ptr_array_index(texts, i));
        else
            body_text_add_html(body, part);
    }
}

static void
html_text_destroy(gpointer data)
{
    html_text_free(data);
}

static void
append_new(GString *new_html, const HtmlText *text)
{
    gsize at = 0;

    for (guint i = 0; i < text->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(text->quotes, HtmlQuote, i);
        g_string_append_len(new_html, text->text + at, (gssize)(quote->begin - at));
        at = quote->end;
    }
    g_string_append_printf(new_html, "%s\n", text->text + at);
}

/* The plain text is already added, from `text_start` on. The form with more words becomes the text.
 * The other is attached if it says something else, so no word is lost. From HTML that is not the
 * text, its quotation marks are used. */
static void
compare_html(Body *body, const GPtrArray *html_parts, gsize text_start)
{
    const BodyFile plain_file = {.name = "text.txt", .type = "text/plain"};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(html_text_destroy);
    g_autoptr(GString) html = g_string_new(NULL);
    g_autoptr(GString) new_html = g_string_new(NULL); /* without the quotations that it marks */
    gboolean has_marks = FALSE;

    for (guint i = 0; i < html_parts->len; i++) {
        HtmlText *text = body_text_look_at_html(body, g_ptr_array_index(html_parts, i));
        g_ptr_array_add(texts, text);
        append_new(new_html, text);
        has_marks |= text->has_marks;
        g_string_append_printf(html, "%s%s", html->len > 0 ? "\n" : "", text->text);
    }
    const char *plain = body->text->str + text_start;
    TwoForms forms = two_forms_compare(plain, html->str, new_html->str, has_marks);
    if (forms.is_html) {
        if (forms.keep_other)
            body_file_bytes(body, &plain_file, plain, strlen(plain));
        replace_by_html(body, html_parts, texts, text_start);
        return;
    }
    for (guint i = 0; i < texts->len; i++) {
        const HtmlText *text = g_ptr_array_index(texts, i);
        if (forms.keep_other || text->is_cut)
            body_text_keep_html(body, g_ptr_array_index(html_parts, i));
    }
    for (guint i = 0; i < texts->len; i++)
        quote_hint_add(body->text->str, text_start, g_ptr_array_index(texts, i), body->quotes);
}

/* A multipart with HTML as alternative to plain text: its other parts (images) are attached. */
static void
walk_beside_text(Body *body, GMimeObject *object)
{
    gsize text = body->text->len;
    gboolean was_html = body->is_html;

    body_walk(body, object);
    truncate_text(body, text);
    body->is_html = was_html;
}

/* A further version of the text, for a watch or as AMP page. */
static gboolean
is_for_other_device(GMimeObject *object)
{
    return GMIME_IS_PART(object) && (body_is_type(object, "text", "x-amp-html") ||
                                     body_is_type(object, "text", "watch-html") ||
                                     body_is_type(object, "text", "x-watch-html"));
}

static gboolean
is_plain_text(GMimeObject *object)
{
    return body_is_type(object, "text", "plain") && body_kind_has_nameless_text(object, 0);
}

/* What was found in a multipart/alternative. */
typedef struct {
    GPtrArray *html_parts;
    gsize text_start; /* range of its text in the text of the body */
    gboolean has_text;
    gboolean is_plain; /* has text outside of a multipart with HTML */
} Alternative;

static void
walk_alternative_child(Body *body, GMimeObject *child, Alternative *seen)
{
    guint n_html = seen->html_parts->len;

    collect_html(body, child, seen->html_parts, 0);
    gboolean holds_html = seen->html_parts->len > n_html;
    if (holds_html && GMIME_IS_PART(child))
        return;
    if (holds_html && seen->has_text) {
        walk_beside_text(body, child);
        return;
    }
    body_walk(body, child);
    seen->has_text = seen->has_text || !body_is_blank(body->text->str + seen->text_start);
    seen->is_plain = seen->is_plain || (seen->has_text && !holds_html);
}

/* Uses the plain text if it says something, else the HTML. Other parts (an invitation) are read and
 * attached. */
static void
walk_alternative(Body *body, GMimeMultipart *multipart)
{
    g_autoptr(GPtrArray) html_parts = g_ptr_array_new();
    Alternative seen = {.html_parts = html_parts, .text_start = body->text->len};
    int n = g_mime_multipart_get_count(multipart);

    for (int i = 0; i < 2 * n; i++) { /* plain text first, wherever it is */
        GMimeObject *child = g_mime_multipart_get_part(multipart, i % n);
        if (is_for_other_device(child))
            conservation_explain_part(body, GMIME_PART(child));
        else if (is_plain_text(child) == (i < n))
            walk_alternative_child(body, child, &seen);
    }
    if (html_parts->len == 0)
        return;
    if (seen.has_text && seen.is_plain)
        compare_html(body, html_parts, seen.text_start);
    else if (!seen.has_text)
        replace_by_html(body, html_parts, NULL, seen.text_start);
}

/* ---- all other parts ---- */

/* The line that is most likely the boundary that the header does not name: the first that begins
 * with two dashes and occurs again, the last time with two more dashes at its end. (transfer full)
 */
static char *
guess_boundary(const char *text)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        gsize length = strcspn(line, " \t\r\n");
        if (length < 4 || length > 72 || !g_str_has_prefix(line, "--"))
            continue;
        g_autofree char *boundary = g_strndup(line + 2, length - 2);
        g_autofree char *last = g_strdup_printf("\n--%s--", boundary);
        if (strpbrk(boundary, "\"\\") == NULL && strstr(line, last) != NULL)
            return g_steal_pointer(&boundary);
        return NULL;
    }
    return NULL;
}

/* A multipart with a boundary that never occurs: mail programs would not show its text. */
static void
walk_empty_multipart(Body *body, GMimeMultipart *multipart)
{
    const char *prologue = g_mime_multipart_get_prologue(multipart);
    g_autofree char *boundary = prologue == NULL ? NULL : guess_boundary(prologue);

    if (boundary != NULL) {
        g_autofree char *type = body_type(GMIME_OBJECT(multipart));
        g_autofree char *entity =
            g_strdup_printf("Content-Type: %s; boundary=\"%s\"\n\n%s", type, boundary, prologue);
        parse_run_note(body->run, "the header names another boundary than the mail has");
        conservation_explain_lines(body, prologue);
        body_wrapped_walk_entity(body, entity, strlen(entity));
        return;
    }
    parse_run_note(body->run, "a multipart of the mail has no parts");
    body->run->keep_original = TRUE;
    if (prologue == NULL)
        return;
    g_autoptr(GString) octets = g_string_new(prologue);
    body_text_add_octets(body, octets, FALSE, NULL);
}

/* The text before the first part counts if the mail also calls itself plain text. */
static void
add_prologue(Body *body, GMimeMultipart *multipart)
{
    const char *prologue = g_mime_multipart_get_prologue(multipart);

    if (!body->run->has_two_types || prologue == NULL)
        return;
    g_autoptr(GString) octets = g_string_new(prologue);
    body_text_add_octets(body, octets, FALSE, NULL);
}

static void
walk_multipart(Body *body, GMimeMultipart *multipart)
{
    /* Without a boundary, g_mime_multipart_get_boundary() would make one and rewrite the field.
     * That never ends if another parameter has a name of 70 to 72 octets (GMime issue 165). */
    const char *boundary =
        g_mime_object_get_content_type_parameter(GMIME_OBJECT(multipart), "boundary");
    int n = g_mime_multipart_get_count(multipart);

    if (body_is_type(GMIME_OBJECT(multipart), "multipart", "encrypted"))
        body_wrapped_say_encrypted(body);
    if (boundary != NULL)
        g_ptr_array_add(body->boundaries, g_strdup(boundary));
    if (n > 0)
        add_prologue(body, multipart);
    if (n == 0)
        walk_empty_multipart(body, multipart);
    else if (body_is_type(GMIME_OBJECT(multipart), "multipart", "alternative"))
        walk_alternative(body, multipart);
    else
        for (int i = 0; i < n; i++)
            body_walk(body, g_mime_multipart_get_part(multipart, i));
    if (boundary != NULL)
        g_ptr_array_set_size(body->boundaries, (int)body->boundaries->len - 1);
}

static void
walk_part(Body *body, GMimeObject *object)
{
    GMimePart *part = GMIME_PART(object);
    g_autofree char *type = body_type(object);

    if (body_kind_is_signature(object) && body->run->options.drop_signature_parts) {
        conservation_explain_part(body, part);
        body->n_dropped_signatures++;
    } else if (body_wrapped_open(body, part, type) ||
               strcmp(type, "application/pgp-encrypted") == 0) {
        conservation_explain_part(body, part);
    } else if (!body_kind_is_text(body, object) || body_kind_is_binary(part)) {
        if (strcmp(type, "text/calendar") == 0 && !body_kind_has_disposition(object, "attachment"))
            body_text_add_calendar(body, part);
        body_file_part(body, part, type);
    } else {
        body->is_named_text = FALSE;
        if (body_kind_is_html(object))
            body_text_add_html(body, part);
        else
            body_text_add_plain(body, part);
    }
}

void
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
        walk_multipart(body, GMIME_MULTIPART(object));
    else if (GMIME_IS_MESSAGE_PART(object))
        body_file_message(body, GMIME_MESSAGE_PART(object));
    else if (GMIME_IS_PART(object))
        walk_part(body, object);
    body->depth--;
}

/* ---- the whole ---- */

static void
set_text(Body *body)
{
    ParseRun *run = body->run;
    gsize max_bytes = run->options.max_text_bytes;

    if (body->text->len > max_bytes) {
        g_string_truncate(body->text, text_prefix_length(body->text->str, max_bytes));
        run->letter->text_is_truncated = TRUE;
        run->keep_original = TRUE;
    }
    g_free(run->letter->text);
    run->letter->text = text_clean(body->text->str, body->text->len);
    if (strlen(run->letter->text) != body->text->len)
        g_array_set_size(body->quotes, 0); /* they count octets of the text as it was */
    if (body->events->len > 0)
        g_strchomp(run->letter->text);
}

/* PGP without MIME: the text itself is encrypted. */
static void
look_for_pgp(Body *body)
{
    const char *text = body->text->str + strspn(body->text->str, " \t\n");

    if (g_str_has_prefix(text, "-----BEGIN PGP MESSAGE-----"))
        body_wrapped_say_encrypted(body);
}

static void
note_dropped(const Body *body)
{
    if (body->n_dropped_images > 0)
        parse_run_note(body->run, "left out: %u small images", body->n_dropped_images);
    if (body->n_dropped_signatures > 0)
        parse_run_note(body->run, "left out: %u signature parts", body->n_dropped_signatures);
}

void
body_read(ParseRun *run, GMimeMessage *message)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GArray) quotes = g_array_new(FALSE, FALSE, sizeof(QuotedRange));
    g_autoptr(GString) events = g_string_new(NULL);
    g_autoptr(AttachmentNames) names = attachment_names_new();
    g_autoptr(GPtrArray) boundaries = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) explained = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) kept_html = g_hash_table_new(g_direct_hash, g_direct_equal);
    GMimeObject *root = g_mime_message_get_mime_part(message);
    Body body = {.run = run,
                 .text = text,
                 .quotes = quotes,
                 .events = events,
                 .names = names,
                 .boundaries = boundaries,
                 .explained = explained,
                 .kept_html = kept_html,
                 .stream = run->stream,
                 .is_named_text = root != NULL && !body_kind_has_nameless_text(root, 0)};

    body_walk(&body, root);
    look_for_pgp(&body);
    set_text(&body);
    body_segments_set(&body);
    note_dropped(&body);
    conservation_check(&body);
    if (run->keep_original)
        body_file_original(&body);
}

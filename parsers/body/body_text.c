/* body_text.c - see body_text.h.
 *
 * Reads and joins text of each kind, and handles text beyond the limit. body.c decides which parts
 * are the text. */
#include "parsers/body/body_text.h"

#include "parsers/body/body_file.h"
#include "parsers/body/conservation.h"
#include "parsers/encoding/charset.h"
#include "parsers/encoding/uuencoded.h"
#include "parsers/text/calendar_text.h"
#include "parsers/text/enriched_text.h"
#include "parsers/text/flowed_text.h"
#include "parsers/text/html_data.h"
#include "parsers/text/html_text.h"
#include "parsers/text/part_text.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_CALENDAR_BYTES ((gsize)256 * 1024)
/* Room for markup and style sheets around the text. */
#define HTML_FACTOR 8
/* Room for marks around each word. */
#define MAX_MARKED_FACTOR 2

static void
join(GString *text, const char *more)
{
    if (text->len > 0 && !body_is_blank(more))
        g_string_append(text, text->str[text->len - 1] == '\n' ? "\n" : "\n\n");
    g_string_append(text, more);
}

void
body_text_add(Body *body, const char *more)
{
    join(body->text, more);
}

static gboolean
parameter_is(GMimePart *part, const char *name, const char *value)
{
    const char *given = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name);

    return given != NULL && g_ascii_strcasecmp(given, value) == 0;
}

/* Attaches the whole text if it was cut. */
static void
keep_full_text(Body *body, GMimePart *part, gboolean is_html)
{
    const BodyFile file = {.name = is_html ? "full-text.html" : "full-text.txt",
                           .type = is_html ? "text/html" : "text/plain",
                           .role = LETTER_ROLE_FULL_TEXT};

    body->run->letter->text_is_truncated = TRUE;
    body_file_text(body, part, &file);
}

/* ---- plain text ---- */

/* Attaches the uuencoded files of `text`; returns the text without them. */
static char *
take_uuencoded(Body *body, char *text)
{
    char *rest = NULL;
    g_autoptr(GPtrArray) files = uuencoded_take(text, &rest);

    if (files == NULL)
        return text;
    for (guint i = 0; i < files->len; i++) {
        const UuencodedFile *found = g_ptr_array_index(files, i);
        g_autoptr(GString) name =
            charset_to_utf8(NULL, found->name, strlen(found->name), "windows-1252");
        const BodyFile file = {.name = name->str, .type = "application/octet-stream"};
        body_file_bytes(body, &file, found->content->str, found->content->len);
    }
    g_free(text);
    return rest;
}

static char *
replace(char *old, char *new)
{
    g_free(old);
    return new;
}

void
body_text_add_plain(Body *body, GMimePart *part)
{
    gboolean is_cut = FALSE;
    g_autoptr(GString) text =
        part_text_read(body->run, part, body->run->options.max_text_bytes, &is_cut);
    conservation_explain_part(body, part);
    char *clean = text_clean(text->str, text->len);
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));

    if (g_mime_content_type_is_type(type, "text", "enriched") ||
        g_mime_content_type_is_type(type, "text", "richtext"))
        clean = replace(clean, enriched_text_plain(clean));
    else if (parameter_is(part, "format", "flowed"))
        clean = replace(clean, flowed_text_join(clean, parameter_is(part, "delsp", "yes")));
    if (!is_cut)
        clean = take_uuencoded(body, clean);
    body_text_add(body, clean);
    g_free(clean);
    if (is_cut)
        keep_full_text(body, part, FALSE);
}

/* ---- HTML ---- */

void
body_text_keep_html(Body *body, GMimePart *part)
{
    g_autofree char *type = body_type(GMIME_OBJECT(part));

    if (g_hash_table_add(body->kept_html, part))
        body_file_part(body, part, type);
}

/* The text with the marks of each HTML part, whichever form becomes the text. */
static void
take_marked(Body *body, const HtmlText *html)
{
    Letter *letter = body->run->letter;
    const char *marked = html->marked != NULL ? html->marked : "";
    gsize length = letter->marked_text == NULL ? 0 : strlen(letter->marked_text);

    if (*marked == '\0' ||
        length + strlen(marked) > MAX_MARKED_FACTOR * body->run->options.max_text_bytes)
        return;
    char *all =
        g_strconcat(length > 0 ? letter->marked_text : "", length > 0 ? "\n" : "", marked, NULL);
    g_free(letter->marked_text);
    letter->marked_text = all;
}

static HtmlText *
read_html(Body *body, GMimePart *part)
{
    gboolean is_cut = FALSE;
    guint64 max_bytes = body->run->options.max_text_bytes;
    g_autoptr(GString) html = part_text_read(body->run, part, max_bytes * HTML_FACTOR, &is_cut);
    conservation_explain_part(body, part);
    HtmlText *text = html_text_new(html->str, html->len, max_bytes);

    take_marked(body, text);
    text->is_cut = text->is_cut || is_cut;
    if (!text->is_cut && html_data_is_in(html->str, html->len))
        body_text_keep_html(body, part);
    return text;
}

static void
add_html(Body *body, const HtmlText *html)
{
    join(body->text, html->text);
    gsize begin = body->text->len - strlen(html->text);
    for (guint i = 0; i < html->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(html->quotes, HtmlQuote, i);
        QuotedRange range = {begin + quote->begin, begin + quote->end, quote->is_rest, FALSE};
        g_array_append_val(body->quotes, range);
    }
    body->is_html = TRUE;
}

void
body_text_add_html(Body *body, GMimePart *part)
{
    g_autoptr(HtmlText) html = read_html(body, part);

    body_text_add_seen_html(body, part, html);
}

void
body_text_add_seen_html(Body *body, GMimePart *part, const HtmlText *html)
{
    add_html(body, html);
    if (html->is_cut && g_hash_table_add(body->kept_html, part))
        keep_full_text(body, part, TRUE);
}

HtmlText *
body_text_look_at_html(Body *body, GMimePart *part)
{
    return read_html(body, part);
}

/* ---- other ---- */

void
body_text_add_octets(Body *body, const GString *octets, gboolean is_html, const char *charset)
{
    const BodyFile html_file = {.type = "text/html"};
    gsize length = MIN(octets->len, body->run->options.max_text_bytes);
    g_autoptr(GString) text =
        charset_to_utf8(charset, octets->str, length, body->run->options.default_charset);

    if (is_html) {
        g_autoptr(HtmlText) html =
            html_text_new(text->str, text->len, body->run->options.max_text_bytes);
        add_html(body, html);
        if (html_data_is_in(octets->str, octets->len))
            body_file_bytes(body, &html_file, octets->str, octets->len);
    } else {
        g_autofree char *clean = text_clean(text->str, text->len);
        body_text_add(body, clean);
    }
}

void
body_text_add_calendar(Body *body, GMimePart *part)
{
    gboolean is_cut = FALSE;
    g_autoptr(GString) octets = part_text_read(body->run, part, MAX_CALENDAR_BYTES, &is_cut);
    g_autofree char *clean = text_clean(octets->str, octets->len);
    g_autofree char *text = calendar_text_new(clean);

    if (text != NULL)
        join(body->events, text);
}

/* body_text.h - adds parts of a message to the readable text of the Letter. Internal to parsers/.
 */
#pragma once

#include "parsers/body/body_state.h"
#include "parsers/text/html_text.h"

/* Adds `more` (UTF-8, LF) as a paragraph of its own. */
void body_text_add(Body *body, const char *more);

/* Adds the text of a text/plain, text/enriched or text/richtext part; uuencoded files in it are
 * attached. */
void body_text_add_plain(Body *body, GMimePart *part);

/* Adds the text of a text/html part. */
void body_text_add_html(Body *body, GMimePart *part);

/* Adds text that is not in a part: octets of plain text or HTML in a charset (or NULL). */
void body_text_add_octets(Body *body, const GString *octets, gboolean is_html, const char *charset);

/* Adds the text of an invitation. */
void body_text_add_calendar(Body *body, GMimePart *part);

/* The text of a text/html part, without adding it. (transfer full) */
HtmlText *body_text_look_at_html(Body *body, GMimePart *part);

/* Attaches a text/html part unchanged, unless it is attached already. To be called for a part with
 * data: addresses (html_data.h). */
void body_text_keep_html(Body *body, GMimePart *part);

/* Adds the text that body_text_look_at_html() returned. */
void body_text_add_seen_html(Body *body, GMimePart *part, const HtmlText *html);

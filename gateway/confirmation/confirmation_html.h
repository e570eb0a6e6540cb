/* confirmation_html.h - makes the HTML part of a text template and a frame. Pure. */
#pragma once

#include <glib.h>

/* `frame` with HTML in place of its {content}. `text` is a template whose placeholders are not
 * filled in yet. Each of its paragraphs becomes a <p> that finds its own direction: the first has
 * the class "headline", the one with the marker "marker", one with indented lines "set",
 * {question}, {solution} and {comment} alone "words", the last of several "desk". A placeholder
 * inside a sentence gets a <bdi>; {ticket_url} becomes a link to itself. All other characters of
 * `text` are escaped. NULL if the frame has no {content}. (transfer full) */
char *confirmation_html_make(const char *frame, const char *text);

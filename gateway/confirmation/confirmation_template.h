/* confirmation_template.h - the texts of replies, and their placeholders.
 *
 * A template is TEMPLATE_DIR/LANGUAGE/KIND.txt: a first line "Subject: ...", an empty line, the
 * text; beside it KIND.html, where there is one. UTF-8. Without it, TEMPLATE_DIR/frame.html, where
 * that is there, makes HTML of the text (confirmation_html.h). A placeholder is a name of
 * lower-case letters and underscores in braces; any other brace is text (so that style sheets can
 * stand in HTML). A line that begins with "{name?}" is only there where that value says something,
 * one with
 * "{name!}" where it does not.
 */
#pragma once

#include "gateway/confirmation/confirmation.h"

#define REPLY_TEMPLATE_MAX_BYTES 65536

/* The names that a template may use; filled in by confirmation.c. */
typedef struct {
    const char *name;  /* "ticket_number", "subject", "note", ... */
    const char *value; /* cleaned, never NULL */
} ConfirmationValue;

typedef struct {
    char *subject; /* placeholders not filled yet */
    char *text;
    char *html;     /* or NULL */
    char *frame;    /* what makes HTML of `text`; NULL where there is `html`, or no frame */
    char *language; /* RFC 5646 tag of what was found */
} ConfirmationTemplate;

void confirmation_template_free(ConfirmationTemplate *reply_template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfirmationTemplate, confirmation_template_free)

/* "created" and so on: the name of the file. */
const char *confirmation_template_name(ConfirmationKind kind);

/* A `directory` of NULL has none but the built-in texts. Looks for each of `languages`
 * (NULL-terminated; "nl-NL" is looked for as nl-nl, then as nl), then for "en", then takes a
 * built-in text. They may come from a mail: anything but a language tag is passed over.
 * DELIVERY_ERROR_CONFIGURATION: a template is there but cannot be read, is no UTF-8, is larger than
 * REPLY_TEMPLATE_MAX_BYTES, or lacks its Subject line. (transfer full) */
ConfirmationTemplate *confirmation_template_load(const char *directory, ConfirmationKind kind,
                                                 const char *const *languages, GError **error);

/* What {note} holds, its placeholders not filled yet: LANGUAGE/note.txt, else the text of the
 * template "oversize", of the first language that has either; else a built-in text. Errors: as
 * confirmation_template_load(). (transfer full) */
char *confirmation_template_load_note(const char *directory, const char *const *languages,
                                      GError **error);

/* The length of the placeholder "{name}" that `text` begins with; 0: it begins with none. */
gsize confirmation_template_placeholder(const char *text);

/* `text` without the lines whose conditions do not hold, and without the conditions of the others.
 * DELIVERY_ERROR_CONFIGURATION: a name that is none of `values`. (transfer full) */
char *confirmation_template_choose(const char *text, const ConfirmationValue *values,
                                   GError **error);

/* Fills every placeholder, in one pass: what a value holds is never looked at again. With `is_html`
 * values are escaped and their line ends become <br>, and a paragraph (p, div, li, blockquote) that
 * holds nothing but a placeholder with an empty value is left out, its line end with it.
 * DELIVERY_ERROR_CONFIGURATION: a placeholder that is none of `values` (which ends with a NULL
 * name). (transfer full) */
char *confirmation_template_fill(const char *text, const ConfirmationValue *values,
                                 gboolean is_html, GError **error);

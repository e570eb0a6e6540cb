/* confirmation_template.h - the templates of confirmations, and their placeholders.
 *
 * A template is a UTF-8 file TEMPLATE_DIR/LANGUAGE/KIND.txt: a first line "Subject: ...", an empty
 * line, the text. An HTML version may be beside it as KIND.html. If not, TEMPLATE_DIR/frame.html
 * makes HTML of the text, if that file exists (confirmation_html.h). A placeholder is a name of
 * lower-case letters and underscores in braces; any other brace is text, so that HTML can contain
 * style sheets. A line that begins with "{name?}" is only used if that value is not empty, a line
 * with "{name!}" only if it is empty.
 */
#pragma once

#include "gateway/confirmation/confirmation.h"

#define REPLY_TEMPLATE_MAX_BYTES 65536

/* The names that a template may use; confirmation_texts.c fills them in. */
typedef struct {
    const char *name;  /* "ticket_number", "subject", "note", ... */
    const char *value; /* cleaned, never NULL */
} ConfirmationValue;

typedef struct {
    char *subject; /* placeholders are not filled in */
    char *text;
    char *html;     /* or NULL */
    char *frame;    /* makes HTML of `text`; NULL if `html` is set, or without a frame */
    char *language; /* RFC 5646 tag of the template that was found */
} ConfirmationTemplate;

void confirmation_template_free(ConfirmationTemplate *reply_template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfirmationTemplate, confirmation_template_free)

/* The name of the file: "created" and so on. */
const char *confirmation_template_name(ConfirmationKind kind);

/* Looks in `directory` for each of `languages` (NULL-terminated; "nl-NL" is looked for as nl-nl,
 * then as nl), then for "en", then takes a built-in text. With `directory` NULL it only uses
 * built-in texts. The languages may come from a mail: everything that is not a language tag is
 * ignored. DELIVERY_ERROR_CONFIGURATION: a template exists but cannot be read, is not UTF-8, is
 * larger than REPLY_TEMPLATE_MAX_BYTES, or has no Subject line. (transfer full) */
ConfirmationTemplate *confirmation_template_load(const char *directory, ConfirmationKind kind,
                                                 const char *const *languages, GError **error);

/* The text for {note}, its placeholders not filled in: LANGUAGE/note.txt, or else the text of the
 * template "oversize", in the first language that has one of them; of news, LANGUAGE/news-note.txt.
 * Else a built-in text. Errors: as confirmation_template_load(). (transfer full) */
char *confirmation_template_load_note(const char *directory, const char *const *languages,
                                      gboolean is_news, GError **error);

/* The length of the placeholder "{name}" at the beginning of `text`; 0 if it does not begin with
 * one. */
gsize confirmation_template_placeholder(const char *text);

/* `text` without the lines whose conditions are not met, and without the conditions of the other
 * lines. DELIVERY_ERROR_CONFIGURATION: a name that is not in `values`. (transfer full) */
char *confirmation_template_choose(const char *text, const ConfirmationValue *values,
                                   GError **error);

/* Fills in every placeholder, in one pass: placeholders inside a value stay as they are. With
 * `is_html` values are escaped and their line ends become <br>; a paragraph (p, div, li,
 * blockquote) that contains only a placeholder with an empty value is left out, with its line end.
 * DELIVERY_ERROR_CONFIGURATION: a placeholder that is not in `values` (which ends with a NULL
 * name). (transfer full) */
char *confirmation_template_fill(const char *text, const ConfirmationValue *values,
                                 gboolean is_html, GError **error);

/* reply_text.h - the new text of a mail, without the mail that it answers and the signature.
 *
 * A line that our own mails carry (the marker) wins over all else. Then come containers that a
 * program marked as quotation: HTML elements, lines with "> ". Only then is the text read for the
 * lines that programs put above a quotation, and such a cut is a guess. Answers written between
 * the quoted lines are kept with them. Where nothing would remain, all stays.
 */
#pragma once

#include <glib.h>

/* What the line that our mails carry begins and ends with, whatever the language of the words
 * between: "##- Please type your reply above this line -##". A program may have wrapped it. */
#define REPLY_TEXT_MARKER_BEGIN "##-"
#define REPLY_TEXT_MARKER_END "-##"

typedef struct {
    const char *text;               /* the whole text: UTF-8, LF */
    const char *text_without_quote; /* text of the HTML part with the containers of html_quote.h
                                     * left out; NULL: there is no HTML, or it has none */
    const char *marker;             /* text of the marker; NULL: the two above */
    gboolean is_forward;            /* a forward: nothing is cut */
} ReplyTextInput;

typedef struct {
    char *reply_text;  /* the new text, no blank lines around it; "" only where text is blank */
    char *quoted_text; /* what was cut from text, where a guess cut it; NULL: no guess */
    gboolean is_guess; /* neither marker nor container told where to cut */
} ReplyTextResult;

/* Cuts `input`, whose strings stay the caller's, and fills `result`, whose strings are the
 * caller's from then on (reply_text_clear()). Never fails. */
void reply_text_cut(const ReplyTextInput *input, ReplyTextResult *result);
void reply_text_clear(ReplyTextResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReplyTextResult, reply_text_clear)

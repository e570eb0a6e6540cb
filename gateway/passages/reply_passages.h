/* reply_passages.h - what a comment shows of a mail, and what is attached as quoted.txt: each word
 * of the text is in one of them, or known to the ticket. Pure.
 *
 * New text is shown. A quotation is dropped as far as the ticket holds it; what somebody wrote
 * inside it is shown, below the line that it stands behind ("> line"); a mail that the ticket does
 * not hold is attached. A signature is dropped where the ticket holds it or it is the line of a
 * mail program, stays where it is short, and else is attached; so is a disclaimer.
 *
 * Who edits a quotation twice may come back to words that the ticket holds by then. So a line that
 * the answered mail did not hold, between such that it held, is shown, whatever came since.
 */
#pragma once

#include "config/config.h"
#include "gateway/passages/known_text.h"
#include "parsers/letter.h"

typedef struct {
    char *words;            /* for the comment; may be "" */
    gboolean has_own_words; /* there is something beside a signature */
    char *ranges; /* what is attached: "begin-end,begin-end", in octets of the text; NULL: nothing
                   */
} ReplyPassages;

/* By [reply] `quoted`: with "keep" all is shown, with "drop" nothing is attached. `known`: what the
 * ticket holds; `answered`: what it held when the mail came that is answered; NULL or of nothing:
 * that is not known. (transfer full) */
ReplyPassages *reply_passages_new(const Letter *letter, ConfigQuoted quoted, KnownText *known,
                                  KnownText *answered);
void reply_passages_free(ReplyPassages *passages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyPassages, reply_passages_free)

/* The text of `ranges`, for quoted.txt. What is no range of `text` is left out. (transfer full) */
char *reply_passages_quoted(const char *text, const char *ranges);

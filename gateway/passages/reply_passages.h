/* reply_passages.h - decides what a comment shows of a mail, and what is attached as quoted.txt.
 * Each word of the text is in one of them or already on the ticket. Pure.
 *
 * New text is shown. The parts of a quotation that are on the ticket are dropped. Text that
 * somebody wrote inside a quotation is shown, below the line before it ("> line"). A quoted mail
 * that is not on the ticket is attached. A signature is dropped if it is on the ticket or is the
 * line of a mail program, shown if it is short, and attached otherwise; the same holds for a
 * disclaimer.
 *
 * If somebody edits a quotation twice, the words may be on the ticket by then. So a line that was
 * not in the answered mail, between lines that were, is shown in any case. */
#pragma once

#include "config/config.h"
#include "gateway/passages/known_text.h"
#include "parsers/letter.h"

typedef struct {
    char *words;            /* for the comment; may be "" */
    gboolean has_own_words; /* there is more than a signature */
    char *ranges; /* what is attached: "begin-end,begin-end", offsets in the text; NULL: nothing */
} ReplyPassages;

/* Follows [reply] `quoted`: with "keep" everything is shown, with "drop" nothing is attached.
 * `known` is the text on the ticket; `answered` is the text that was on it when the answered mail
 * came; NULL or empty: unknown. (transfer full) */
ReplyPassages *reply_passages_new(const Letter *letter, ConfigQuoted quoted, KnownText *known,
                                  KnownText *answered);
void reply_passages_free(ReplyPassages *passages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyPassages, reply_passages_free)

/* The text of `ranges`, for quoted.txt. Invalid ranges are left out. (transfer full) */
char *reply_passages_quoted(const char *text, const char *ranges);

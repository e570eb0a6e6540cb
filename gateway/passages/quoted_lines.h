/* quoted_lines.h - decides what to do with each line of a quotation: lines that the ticket already
 * has are not needed. Pure.
 *
 * A quotation may contain several mails, one below the other, each with an introduction ("On ...
 * wrote:", From:, Sent:, ...). A mail that is not on the ticket at all is attached as a whole. For
 * a mail on the ticket, text that somebody wrote between or below the known lines is shown; text
 * above them is shown if most of the mail is known. The first introduction comes from the sender's
 * mail program and is treated like its mail, with exceptions. People or a subject that are not in
 * the header of the reply, and a line in which a sentence ends, are attached. Words that no program
 * writes there ("Sent: Monday, ask Bob", "... wrote: yes") are shown. Later introductions have to
 * be known like any other line. A line that looks like a marker but is not ours is shown. */
#pragma once

#include "gateway/passages/known_text.h"
#include "parsers/text/text_lines.h"

typedef enum {
    QUOTED_LINE_BLANK, /* no words */
    QUOTED_LINE_INTRODUCTION,
    QUOTED_LINE_KNOWN,
    QUOTED_LINE_UNKNOWN,
} QuotedLineKind;

typedef enum {
    QUOTED_LINE_DROP,
    QUOTED_LINE_SHOW,
    QUOTED_LINE_ATTACH,
} QuotedLineFate;

typedef struct {
    QuotedLineKind kind;
    QuotedLineFate fate;
    gboolean is_marker;      /* our line above which people reply */
    gboolean is_like_marker; /* from somebody else, between the same signs */
    guint n_words;
    guint n_unknown; /* of n_words; words in doubt or in another case count as unknown */
} QuotedLine;

/* Kind and fate of each of `lines`. `header` has the names, addresses and subject of the reply;
 * NULL: there is another quotation above. `markers` has the numbers (guint) of lines that begin
 * like our marker. `known` NULL: nothing is known. (transfer full) */
QuotedLine *quoted_lines_new(const TextLines *lines, const char *header, const GArray *markers,
                             KnownText *known);

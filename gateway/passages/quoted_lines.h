/* quoted_lines.h - what becomes of each line of a quotation: a ticket that holds it needs it no
 * more. Pure.
 *
 * A quotation may hold several mails, one below the other, each with the lines that introduce it
 * ("On ... wrote:", From:, Sent:, ...). A mail of which the ticket holds nothing is attached whole;
 * of one that it holds, what somebody wrote between or below the known lines is shown, and above
 * them where most of it is known. The first introduction is the sender's program's own, and goes
 * with its mail, but for people and a subject that the answer's header does not name and a line in
 * which a sentence ends, which are attached, and for words that no program writes there ("Sent:
 * Monday, ask Bob", "... wrote: yes"), which are shown; those below have to be known like any line.
 * A line between the signs of a marker that is none of ours is shown.
 */
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
    gboolean is_marker;      /* our line above which answers are written */
    gboolean is_like_marker; /* somebody's, between the same signs */
    guint n_words;
    guint n_unknown; /* of them; not those that are only in doubt, or of another case */
} QuotedLine;

/* One for each of `lines`, kind and fate. `header`: the names, addresses and subject of the answer;
 * NULL: another quotation stands above. `markers` are the lines' numbers (guint) that begin like
 * our marker. `known` NULL: nothing is known. (transfer full) */
QuotedLine *quoted_lines_new(const TextLines *lines, const char *header, const GArray *markers,
                             KnownText *known);

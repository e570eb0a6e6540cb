/* own_marker.h - the line of our mails that says to answer above it. */
#pragma once

#include "parsers/quotation/line_kinds.h"

/* What the line that our mails carry begins and ends with, whatever the language of the words
 * between: "##- Please type your reply above this line -##". A program may have wrapped it. */
#define OWN_MARKER_BEGIN "##-"
#define OWN_MARKER_END "-##"

typedef struct {
    guint from;         /* its first line */
    guint to;           /* the line after its last */
    gsize begin;        /* octets of the text: behind other words of its line */
    gboolean is_alone;  /* no words stand behind it in its line */
    guint introduction; /* the lines from here on to the marker introduce the mail that has it */
} OwnMarker;

/* Finds the first marker (its text in `marker`; NULL: the two above) that somebody wrote something
 * above. Other systems have such lines, too: where no line of a quotation introduces it, a rule, a
 * picture or a name above it is nothing that was written. FALSE where there is none. */
gboolean own_marker_find(const TextLines *lines, const LineInfo *info, const char *marker,
                         OwnMarker *ret_marker);

/* Whether something was written in the lines before `to`: a text that is no rule, picture or name.
 */
gboolean own_marker_is_text_above(const TextLines *lines, const LineInfo *info, guint to);

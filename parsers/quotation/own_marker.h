/* own_marker.h - finds the line in our mails above which people reply. */
#pragma once

#include "parsers/quotation/line_kinds.h"

/* The beginning and end of this line in our mails; the words between are in any language: "##-
 * Please type your reply above this line -##". A program may have wrapped it. */
#define OWN_MARKER_BEGIN "##-"
#define OWN_MARKER_END "-##"

typedef struct {
    guint from;         /* its first line */
    guint to;           /* the line after its last */
    gsize begin;        /* offset in the text: after other words of its line */
    gboolean is_alone;  /* there are no words after it in its line */
    guint introduction; /* the lines from here to the marker introduce the mail that contains it, or
                         * are its headline */
} OwnMarker;

/* Finds the first marker (with the text `marker`; NULL: the two above) that has written text above
 * it. Other systems also have such lines: if no line of a quotation introduces the marker, a rule,
 * a picture or a name above it does not count as written. FALSE if there is no such marker. */
gboolean own_marker_find(const TextLines *lines, const LineInfo *info, const char *marker,
                         OwnMarker *ret_marker);

/* Whether something was written in the lines before `to`: a text that is not just a rule, picture
 * or name. */
gboolean own_marker_is_text_above(const TextLines *lines, const LineInfo *info, guint to);

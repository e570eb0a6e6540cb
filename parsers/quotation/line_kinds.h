/* line_kinds.h - what each line of a mail's text is, before it is asked what that means. */
#pragma once

#include "parsers/text/text_lines.h"

typedef enum {
    LINE_BLANK,
    LINE_TEXT,
    LINE_QUOTE,       /* "> " */
    LINE_ATTRIBUTION, /* "On ... X wrote:" */
    LINE_BLOCK,       /* From:, Sent:, ...; "-----Original Message-----" */
    LINE_MARKER,      /* "reply above this line" */
    LINE_FORWARD,     /* "---------- Forwarded message ---------" */
} LineKind;

typedef struct {
    LineKind kind;
    gsize begin; /* octets of the text: behind the line's beginning where an attribution has other
                  * words before it */
} LineInfo;

/* For each line of `lines` one, and one blank more. (transfer full) */
LineInfo *line_kinds_new(const TextLines *lines);

/* The first line from `from` to before `to` of one of the kinds (LINE_BIT() of them); `to` where
 * there is none. */
guint line_kinds_find(const LineInfo *info, guint from, guint to, guint bits);

#define LINE_BIT(kind) (1U << (kind))

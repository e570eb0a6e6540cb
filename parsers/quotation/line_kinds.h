/* line_kinds.h - the kind of each line of a mail's text, before segments.c interprets it. */
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
    gsize begin; /* offset in the text: after the beginning of the line if there are other words
                  * before an attribution */
} LineInfo;

/* One for each line of `lines`, and one more, which is blank. (transfer full) */
LineInfo *line_kinds_new(const TextLines *lines);

/* The first line from `from` to before `to` of one of the kinds (LINE_BIT() of them); `to` if no
 * line is of these kinds. */
guint line_kinds_find(const LineInfo *info, guint from, guint to, guint bits);

#define LINE_BIT(kind) (1U << (kind))

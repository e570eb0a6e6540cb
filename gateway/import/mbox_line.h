/* mbox_line.h - the lines of an mbox: which one begins a mail, and which one is quoted. Pure.
 *
 * There is no standard. Lines that real programs write:
 *
 *     From user@example.org Mon Jan  1 00:00:00 2024              most, RFC 4155
 *     From user@example.org Mon Jan 01 00:00:00 +0000 2024        with a zone
 *     From user at example.org  Mon Jan  1 00:00:00 2024          archives of mailing lists
 *     From - Mon Jan 01 00:00:00 2024                             Mozilla, and newer ones only
 * "From " From 1786543210987654321@xxx Mon Jan 01 00:00:00 +0000 2024 Google */
#pragma once

#include <glib.h>

/* What stands before and after a line that begins with "From ". */
typedef struct {
    gboolean is_after_blank; /* the line before is empty, or it is the first of the file */
    const char *next;        /* the line behind it, NUL-terminated; "" at the end of the file */
} MboxLineContext;

/* Whether `line` (without its line end, NUL-terminated) begins a mail: it begins with "From " and
 * has a date behind an empty line or before a header field; a line without a date needs both, and
 * has at most an address. A sentence in a mail ("From what I know") is none. */
gboolean mbox_line_is_from(const char *line, const MboxLineContext *context);

/* The address of a From_ line: "" for the null sender (MAILER-DAEMON, <>); NULL: it has none that
 * is of use. (transfer full) (nullable) */
char *mbox_line_sender(const char *line);

/* The date of a From_ line, in seconds since the epoch; 0: it has none. */
gint64 mbox_line_date(const char *line);

/* Whether `text`, the `length` octets at the begin of a line, is a quoted From_ line (">From ",
 * ">>From ", ...): writers of mboxrd add a '>' to each, those of mboxo to the first kind. */
gboolean mbox_line_is_quoted(const char *text, gsize length);

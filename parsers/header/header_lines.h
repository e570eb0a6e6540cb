/* header_lines.h - the lines of a header, one by one, as broken as they come. Internal to parsers/.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *begin;
    gsize length; /* without the line end (LF or CR LF) */
    gsize whole;  /* with it */
} HeaderLine;

/* The line at `at` of `length` octets at `text`. FALSE at the end, and where the line has no end
 * there, unless `is_all`: nothing follows these octets. */
gboolean header_line_read(const char *text, gsize length, gsize at, gboolean is_all,
                          HeaderLine *ret_line);

/* The length of the field name (RFC 5322 section 2.2) that the line begins with, neither its colon
 * nor blanks before it counted (section 4.5); 0: none. */
gsize header_line_name_length(const HeaderLine *line);

/* Whether the field name is `name`, in any case of letters. */
gboolean header_line_is_field(const HeaderLine *line, const char *name);

/* The number of a field that stands once in every header, such as From, 1 to 31; 0: any other
 * field that programs write ("Received", "X-..."); -1: none of these, so it may as well be text. */
int header_line_known_field(const HeaderLine *line);

/* Nothing but blanks; an empty line is white, too. */
gboolean header_line_is_white(const HeaderLine *line);

/* Begins with a blank: goes on with the field above. */
gboolean header_line_is_folded(const HeaderLine *line);

/* "From " of a mailbox, and what programs make of it when they quote it; "From :" is a field. */
gboolean header_line_is_envelope(const HeaderLine *line);

/* A parameter of the Content-Type or Content-Disposition above, at the beginning of a line. */
gboolean header_line_is_lost_parameter(const HeaderLine *line, const HeaderLine *before);

/* header_lines.h - reads the lines of a header one by one, however broken. Internal to parsers/. */
#pragma once

#include <glib.h>

typedef struct {
    const char *begin;
    gsize length; /* without the line end (LF or CR LF) */
    gsize whole;  /* with it */
} HeaderLine;

/* The line at offset `at` of `text` (`length` octets). FALSE at the end, and if the line end is
 * missing, unless `is_all` (nothing follows these octets). */
gboolean header_line_read(const char *text, gsize length, gsize at, gboolean is_all,
                          HeaderLine *ret_line);

/* The length of the field name (RFC 5322 section 2.2) at the start of the line, without its colon
 * and blanks before the colon (section 4.5); 0: there is no field name. */
gsize header_line_name_length(const HeaderLine *line);

/* Whether the field name is `name`, in upper or lower case. */
gboolean header_line_is_field(const HeaderLine *line, const char *name);

/* 1 to 31: the number of a field that occurs once in a header, such as From. 0: another field that
 * programs write ("Received", "X-..."). -1: neither; it may be text. */
int header_line_known_field(const HeaderLine *line);

/* The line is empty or has only blanks. */
gboolean header_line_is_white(const HeaderLine *line);

/* The line begins with a blank: it continues the field above. */
gboolean header_line_is_folded(const HeaderLine *line);

/* The "From " line of an mbox file, also in quoted form; "From :" is a field. */
gboolean header_line_is_envelope(const HeaderLine *line);

/* A line that begins with a parameter of the Content-Type or Content-Disposition above it. */
gboolean header_line_is_lost_parameter(const HeaderLine *line, const HeaderLine *before);

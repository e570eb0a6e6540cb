/* ticket_number.h - the form in which a ticket number is compared, asked for and shown. Pure. */
#pragma once

#include <glib.h>

/* The number that `length` bytes of `text` (UTF-8) spell: wide characters as usual ones, '#' for
 * each way to write it (as an HTML entity, percent-encoded, in quoted-printable, escaped by a
 * backslash), without blanks around that, ASCII letters in upper case. (transfer full) */
char *ticket_number_fold(const char *text, gsize length);

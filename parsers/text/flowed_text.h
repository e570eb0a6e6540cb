/* flowed_text.h - format=flowed (RFC 3676): soft line ends joined. */
#pragma once

#include <glib.h>

/* `text` (UTF-8, LF) with each paragraph on one line. Quoted lines keep their ">"; space-stuffing
 * is taken off. `is_delsp`: the space before a soft line end belongs to the format, not to the
 * text (DelSp=yes). (transfer full) */
char *flowed_text_join(const char *text, gboolean is_delsp);

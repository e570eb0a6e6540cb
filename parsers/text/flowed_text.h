/* flowed_text.h - joins the soft line breaks of format=flowed (RFC 3676). */
#pragma once

#include <glib.h>

/* `text` (UTF-8, LF) with each paragraph on one line. Quoted lines keep their ">"; space-stuffing
 * is removed. `is_delsp`: the space before a soft line break does not belong to the text
 * (DelSp=yes). (transfer full) */
char *flowed_text_join(const char *text, gboolean is_delsp);

/* iso2022_jp.h - ISO-2022-JP as it is written, not as it is defined. */
#pragma once

#include <glib.h>

/* Zero it before the first call. */
typedef struct {
    int set; /* the character set that the last escape sequence chose */
} Iso2022Jp;

/* Appends `bytes` (ISO-2022-JP, RFC 1468, with the vendors' rows and half-width kana that strict
 * converters refuse) to `euc` as EUC-JP. Octets of 8 bits pass as they are. Returns how many
 * octets were taken; what is left (three at most) begins a sequence whose end is still to come;
 * with `is_last` all are taken. */
gsize iso2022_jp_to_euc(Iso2022Jp *jp, const char *bytes, gsize length, gboolean is_last,
                        GString *euc);

/* iso2022_jp.h - reads ISO-2022-JP as mail programs write it, including extensions. */
#pragma once

#include <glib.h>

/* Zero it before the first call. */
typedef struct {
    int set; /* the character set that the last escape sequence chose */
} Iso2022Jp;

/* Appends `bytes` (ISO-2022-JP, RFC 1468, with the vendors' rows and half-width kana that strict
 * converters refuse) to `euc` as EUC-JP. 8-bit octets pass unchanged. Returns the number of octets
 * taken. The rest (at most three) begins a sequence that is not complete yet; with `is_last` all
 * octets are taken. */
gsize iso2022_jp_to_euc(Iso2022Jp *jp, const char *bytes, gsize length, gboolean is_last,
                        GString *euc);

/* confirmation_date.h - writes a date and time as people write it in their language. Pure. */
#pragma once

#include <glib.h>

/* "Saturday 28 November 2026, 19:29 (UTC+1)", "zaterdag 28 november 2026, 19:29 uur (UTC+1)"; in
 * other languages "2026-11-28 19:29 (UTC+1)". The zone is that of `time`; `language` is an RFC 5646
 * tag. (transfer full) */
char *confirmation_date_in(const char *language, GDateTime *time);

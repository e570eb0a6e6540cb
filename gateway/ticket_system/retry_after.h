/* retry_after.h - reads the field Retry-After (RFC 9110, section 10.2.3), and fields that name a
 * time. */
#pragma once

#include <glib.h>

/* The longest wait: a response that asks for a year must not stop the mail. */
#define RETRY_AFTER_MAX_S (G_GINT64_CONSTANT(24) * 60 * 60)

/* `value` is the value of the field, with white space around it allowed; `now_s` is the time since
 * the epoch in seconds. Returns the seconds to wait: 0 for a date in the past, at most
 * RETRY_AFTER_MAX_S. -1 for NULL and for a value that is neither seconds nor an HTTP date. */
gint64 retry_after_parse(const char *value, gint64 now_s);

/* The furthest time of a quota that is waited for. */
#define RETRY_AFTER_MAX_RESET_S (G_GINT64_CONSTANT(60) * 60)

/* The seconds until the time in `value`, a field such as quota-reset-UTC, whose form is not
 * documented: seconds or milliseconds since the epoch, an HTTP date, or a date of ISO 8601 (UTC if
 * it names no zone). -1: it has another form, is in the past, or later than RETRY_AFTER_MAX_RESET_S
 * from `now_s`. */
gint64 retry_after_reset_parse(const char *value, gint64 now_s);

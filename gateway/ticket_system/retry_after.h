/* retry_after.h - reads the field Retry-After (RFC 9110, section 10.2.3). */
#pragma once

#include <glib.h>

/* The longest wait: a response that asks for a year must not stop the mail. */
#define RETRY_AFTER_MAX_S (G_GINT64_CONSTANT(24) * 60 * 60)

/* `value` is the value of the field, with white space around it allowed; `now_s` is the time since
 * the epoch in seconds. Returns the seconds to wait: 0 for a date in the past, at most
 * RETRY_AFTER_MAX_S. -1 for NULL and for a value that is neither seconds nor an HTTP date. */
gint64 retry_after_parse(const char *value, gint64 now_s);

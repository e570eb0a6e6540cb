/* calendar_text.h - shows an invitation (iCalendar, RFC 5545, RFC 5546) as text. */
#pragma once

#include <glib.h>

/* A few lines about the first event of `calendar` (UTF-8, any line ends): its kind (invitation,
 * cancellation, who accepted or declined), summary, time, place and organiser. Missing values, such
 * as end or place, are left out. NULL if there is no event. (transfer full) */
char *calendar_text_new(const char *calendar);

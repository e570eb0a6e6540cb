/* calendar_text.h - what an invitation (iCalendar, RFC 5545, RFC 5546) says, as text. */
#pragma once

#include <glib.h>

/* A few lines about the first event of `calendar` (UTF-8, any line ends): what it is (invitation,
 * cancellation, who accepted or declined), its summary, time, place and organiser; of a request
 * without end or place, only what is there. NULL where there is no event. (transfer full) */
char *calendar_text_new(const char *calendar);

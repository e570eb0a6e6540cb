/* refusal.h - reads what the API's reason for a refusal (400) is about. Pure. */
#pragma once

#include <glib.h>

/* Whether `reason` (one line of UTF-8 from json_response_reason(); NULL: none) says that the ci or
 * service of a request is not an agreed one. These come from our configuration, never from the
 * mail, so the mail waits until the configuration is corrected. */
gboolean refusal_is_about_configuration(const char *reason);

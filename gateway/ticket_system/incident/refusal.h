/* refusal.h - what the API's words for a refusal (400) are about. Pure. */
#pragma once

#include <glib.h>

/* Whether `reason` (one line of UTF-8 as json_response_reason() gives it; NULL: none) says that ci
 * or service of a request is none of the agreed ones: these come from our configuration and never
 * from the mail, which then has to wait until the configuration is put right. */
gboolean refusal_is_about_configuration(const char *reason);

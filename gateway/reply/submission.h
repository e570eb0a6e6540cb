/* submission.h - hands a finished mail to the MTA by SMTP (RFC 5321), with libcurl. */
#pragma once

#include "config/config.h"

/* Sends `message` (CRLF) with a null envelope sender to `recipient`. Errors:
 * DELIVERY_ERROR_TEMPORARY (no connection, 4xx), DELIVERY_ERROR_MESSAGE (5xx: never try again). */
gboolean submission_send(const Config *config, const char *recipient, GBytes *message,
                         gint64 deadline_us, GError **error);

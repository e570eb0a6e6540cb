/* submission.h - hands a finished mail to a mail server by SMTP (RFC 5321), with libcurl.
 *
 * The server is the machine's own, or one that asks for TLS (RFC 3207, 8314) and a login (RFC 4954)
 * by password or by an access token (XOAUTH2, or OAUTHBEARER of RFC 7628).
 */
#pragma once

#include "config/config.h"

/* Sends `message` (CRLF) with the configuration's envelope sender to `recipient`, once. Errors:
 * DELIVERY_ERROR_MESSAGE (5xx about recipient or mail: never try again), DELIVERY_ERROR_TEMPORARY
 * (all else: no connection, no trust in the certificate, no login, 4xx). */
gboolean submission_send(const Config *config, const char *recipient, GBytes *message,
                         gint64 deadline_us, GError **error);

/* Connects and logs in as for a mail, and sends none. DELIVERY_ERROR_TEMPORARY: what is wrong. */
gboolean submission_check(const Config *config, gint64 deadline_us, GError **error);

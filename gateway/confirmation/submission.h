/* submission.h - hands a finished mail to a mail server by SMTP (RFC 5321), with libcurl.
 *
 * The server is on this host, or it requires TLS (RFC 3207, 8314) and a login (RFC 4954) with a
 * password or an access token (XOAUTH2, or OAUTHBEARER of RFC 7628).
 */
#pragma once

#include "config/config.h"
#include "gateway/heartbeat.h"

typedef struct {
    const char *recipient;      /* addr-spec */
    GBytes *message;            /* RFC 5322, CRLF line ends */
    const Heartbeat *heartbeat; /* asked while it waits, and before the last byte; NULL: none */
} SubmissionMail;

/* Sends `mail` once, from the configured envelope sender; without one, from our own address if it
 * is news (Auto-Submitted: auto-generated), else from the empty sender. Errors:
 * DELIVERY_ERROR_MESSAGE (5xx about recipient or mail: never try again), that of the heartbeat (the
 * mail was not sent), or DELIVERY_ERROR_TEMPORARY (all else: no connection, a bad certificate, no
 * login, 4xx). */
gboolean submission_send(const Config *config, const SubmissionMail *mail, gint64 deadline_us,
                         GError **error);

/* Connects and logs in as for a mail, but sends none. DELIVERY_ERROR_TEMPORARY says what is wrong.
 */
gboolean submission_check(const Config *config, gint64 deadline_us, GError **error);

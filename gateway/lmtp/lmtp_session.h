/* lmtp_session.h - one connection: the order of LMTP's commands, and an answer to each.
 *
 * RFC 2033: one reply for each recipient behind the message. What becomes of a message is the
 * LmtpService's business.
 */
#pragma once

#include "gateway/lmtp/lmtp_stream.h"

typedef struct {
    gboolean (*has_route)(gpointer data, const char *recipient);
    /* Makes ready for a message; returns where to write it, or -1 with an error. */
    int (*begin)(gpointer data, GError **error);
    /* The message has been written. An entry for each recipient: NULL or its error. (transfer full)
     */
    GPtrArray *(*deliver)(gpointer data, const char *sender, const char *const *recipients,
                          guint64 length);
    /* The client has its answers. */
    void (*finish)(gpointer data);
    gpointer data;
    guint64 max_message_bytes;
    guint max_recipients;
    const char *host_name; /* in the greeting */
} LmtpService;

/* Talks to the client of `stream` until it quits, goes, is silent for too long, or the stream is
 * stopped. Returns the number of messages taken in. */
guint lmtp_session_run(LmtpStream *stream, const LmtpService *service);

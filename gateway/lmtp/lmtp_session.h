/* lmtp_session.h - one connection: the order of LMTP's commands, and a reply to each.
 *
 * RFC 2033: one reply for each recipient after the message. The LmtpService delivers the message.
 */
#pragma once

#include "gateway/lmtp/lmtp_stream.h"

/* What the client has said of a mail so far. */
typedef struct {
    const char *sender;
    const char *const *recipients; /* NULL-terminated */
    const char *queue_id;          /* of the client (XFORWARD); NULL: it did not say */
    const char *client_name;       /* of LHLO */
    guint64 length;                /* octets written */
} LmtpMail;

typedef struct {
    gboolean (*has_route)(gpointer data, const char *recipient);
    /* Prepares for a message; returns the file to write it to, or -1 with an error. */
    int (*begin)(gpointer data, GError **error);
    /* The message is written. Returns an entry for each recipient. (transfer full) (element-type
     * DeliverySessionResult) */
    GPtrArray *(*deliver)(gpointer data, const LmtpMail *mail);
    /* The mail, or one recipient, is not taken because of `problem`; the client is told. */
    void (*refuse)(gpointer data, const LmtpMail *mail, const GError *problem);
    /* The client has its replies. */
    void (*finish)(gpointer data);
    gpointer data;
    guint64 max_message_bytes;
    guint max_recipients;
    const char *host_name; /* in the greeting */
} LmtpService;

/* Talks to the client of `stream` until it quits, closes the connection or is silent for too long,
 * or the stream is stopped. Returns the number of messages received. */
guint lmtp_session_run(LmtpStream *stream, const LmtpService *service);

/* lmtp_client.h - one LMTP conversation with a listening Unix socket, for tests. */
#pragma once

#include <glib.h>

/* A conversation up to its message, and a message with its end: mail from a machine, which is
 * ignored without a request to the API. */
#define LMTP_CLIENT_BEFORE "LHLO t\r\nMAIL FROM:<>\r\nRCPT TO:<s@desk.example>\r\nDATA\r\n"
#define LMTP_CLIENT_MESSAGE                                                                        \
    "From: <>\r\nSubject: out of office\r\nAuto-Submitted: auto-replied\r\nMessage-ID: "           \
    "<w@customer.example>\r\n\r\nAway\r\n.\r\n"

/* Connects to `path`, with retries for some seconds; -1 if nobody listens. */
int lmtp_client_connect(const char *path);

/* Sends `text` and reads until the replies end in `codes`, such as "250 421". FALSE if the server
 * closed the connection, or they did not come within 20 s. */
gboolean lmtp_client_say(int fd, const char *text, const char *codes);

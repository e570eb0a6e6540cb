/* lmtp_client.h - one LMTP conversation with a listening Unix socket, for tests. */
#pragma once

#include <glib.h>

/* Connects to `path`, retrying for some seconds; -1: nobody listens. */
int lmtp_client_connect(const char *path);

/* Sends `text` and reads until the answers end in `codes`, such as "250 421". FALSE: the server
 * went, or they did not come within 20 s. */
gboolean lmtp_client_say(int fd, const char *text, const char *codes);

/* lmtp_listener.h - the socket that MTAs connect to. */
#pragma once

#include <glib.h>

/* A listening socket, close-on-exec. Where systemd has passed one (sd_listen_fds(3): LISTEN_PID and
 * LISTEN_FDS, which are taken out of the environment), it is that one and `address` (as
 * lmtp_address_read() takes it) is not looked at. A Unix socket gets mode 0660 and, if given, the
 * group `group`; an old one that nobody listens on is replaced. -1 with
 * DELIVERY_ERROR_CONFIGURATION: address or group of no use, or in use. */
int lmtp_listener_open(const char *address, const char *group, GError **error);

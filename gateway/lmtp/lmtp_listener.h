/* lmtp_listener.h - the socket that MTAs connect to. */
#pragma once

#include <glib.h>

/* Whether `address` can be listened on: "unix:/PATH", or a loopback address with its port,
 * "127.0.0.1:24" or "[::1]:24". LMTP has no authentication: no other address is taken. */
gboolean lmtp_listener_is_address(const char *address);

/* A listening socket, close-on-exec. Where systemd has passed one (sd_listen_fds(3): LISTEN_PID and
 * LISTEN_FDS, which are taken out of the environment), it is that one and `address` is not looked
 * at. A Unix socket gets mode 0660 and, where given, the group `group`; an old one that nobody
 * listens on is replaced. -1 with DELIVERY_ERROR_CONFIGURATION: address or group of no use, or in
 * use. */
int lmtp_listener_open(const char *address, const char *group, GError **error);

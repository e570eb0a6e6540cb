/* lmtp_listener.h - opens the socket that MTAs connect to. */
#pragma once

#include <glib.h>

/* A listening socket, close-on-exec. If systemd passed one (sd_listen_fds(3): LISTEN_PID and
 * LISTEN_FDS, which are removed from the environment), that one is used and `address` (see
 * lmtp_address_read()) is ignored. A Unix socket gets mode 0660 and the group `group`, if given; an
 * old socket that nobody listens on is replaced. -1 with DELIVERY_ERROR_CONFIGURATION: the address
 * or group is unusable, or the address is in use. */
int lmtp_listener_open(const char *address, const char *group, GError **error);

/* The same at an address of our own, whatever systemd passed. `key` is for messages: "[metrics]
 * listen". */
int lmtp_listener_bind(const char *key, const char *address, const char *group, GError **error);

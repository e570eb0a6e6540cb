/* lmtp_address.h - what [lmtp] listen says, and whether it can be listened on here. */
#pragma once

#include <glib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

typedef union {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
} LmtpAddress;

/* Reads "unix:/PATH", or a loopback address with its port, "127.0.0.1:24" or "[::1]:24" (LMTP has
 * no authentication, RFC 2033: no other address is taken). NULL if `text` is one of these; else
 * what is wrong with it and what would be right, one line without its end ((transfer full)). */
char *lmtp_address_read(const char *text, LmtpAddress *ret_address);

/* The size that bind(2) and connect(2) want to know. */
socklen_t lmtp_address_length(const LmtpAddress *address);

/* Whether a Unix socket can be made at `address` by this process: its directory is there and may be
 * written to, and nothing but a socket stands in its place. NULL if it can, and for addresses of
 * other kinds; else as lmtp_address_read(). */
char *lmtp_address_check_place(const LmtpAddress *address);

/* Whether `group` ([lmtp] socket_group, or NULL) exists. As lmtp_address_read(). */
char *lmtp_address_check_group(const char *group);

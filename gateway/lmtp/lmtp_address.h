/* lmtp_address.h - reads [lmtp] listen, and checks whether this process can listen there. */
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

/* The address size for bind(2) and connect(2). */
socklen_t lmtp_address_length(const LmtpAddress *address);

/* Whether this process can make a Unix socket at `address`: the directory exists and is writable,
 * and the path is free or a socket. NULL if it can, and for addresses of other kinds; otherwise as
 * lmtp_address_read(). */
char *lmtp_address_check_place(const LmtpAddress *address);

/* Whether `group` ([lmtp] socket_group, or NULL) exists. Returns as lmtp_address_read(). */
char *lmtp_address_check_group(const char *group);

/* clamd.h - one stream of octets to a running clamd(8), and its verdict: the INSTREAM command. */
#pragma once

#include <glib.h>

/* What is scanned: `length` octets of `fd` from `offset` on; with `is_base64` they are decoded on
 * the way (RFC 4648 section 4, no line breaks, a multiple of four). The descriptor stays the
 * caller's, and its position is not used. */
typedef struct {
    int fd;
    guint64 offset;
    guint64 length;
    gboolean is_base64;
} ClamdStream;

/* Asks the clamd at `address`: the absolute path of its socket, or tcp://HOST:PORT with a numeric
 * loopback address. TRUE: it looked; *ret_signature is the name of what it found, one line of
 * printable ASCII ((transfer full)), or NULL for nothing. FALSE with DELIVERY_ERROR_TEMPORARY:
 * there is no verdict - it is not there, took longer than `timeout_ms` over one step, or refuses
 * the stream (longer than its StreamMaxLength). */
gboolean clamd_scan(const char *address, guint timeout_ms, const ClamdStream *stream,
                    char **ret_signature, GError **error);

/* clamd.h - one stream of octets to a running clamd(8), and its verdict: the INSTREAM command. */
#pragma once

#include "gateway/attachment_content.h"

/* What is scanned: the first `length` octets of `fd`, or what `attachment` decodes to. Descriptors
 * stay the caller's, and their positions are not used. */
typedef struct {
    int fd;
    guint64 length;
    const AttachmentContent *attachment; /* not NULL: the others mean nothing */
} ClamdStream;

/* Asks the clamd at `address`: the absolute path of its socket, or tcp://HOST:PORT with a numeric
 * loopback address. TRUE: it looked; *ret_signature is the name of what it found, one line of
 * printable ASCII ((transfer full)), or NULL for nothing. FALSE with DELIVERY_ERROR_TEMPORARY:
 * there is no verdict - it is not there, took longer than `timeout_ms` over one step, or refuses
 * the stream (longer than its StreamMaxLength). */
gboolean clamd_scan(const char *address, guint timeout_ms, const ClamdStream *stream,
                    char **ret_signature, GError **error);

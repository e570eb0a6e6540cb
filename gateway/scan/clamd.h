/* clamd.h - sends one stream of octets to clamd(8) and reads its verdict: the INSTREAM command. */
#pragma once

#include "gateway/attachment_content.h"

/* What to scan: the first `length` octets of `fd`, or the decoded `attachment`. Descriptors still
 * belong to the caller; their positions are not used. */
typedef struct {
    int fd;
    guint64 length;
    const AttachmentContent *attachment; /* if not NULL, the others are ignored */
} ClamdStream;

/* Asks the clamd at `address`: the absolute path of its socket, or tcp://HOST:PORT with a numeric
 * loopback address. TRUE: it scanned the stream. *ret_signature is the name of what it found, one
 * line of printable ASCII ((transfer full)), or NULL for nothing. FALSE with
 * DELIVERY_ERROR_TEMPORARY: no verdict, because clamd is not running, took longer than `timeout_ms`
 * for one step, or refused the stream (longer than its StreamMaxLength). */
gboolean clamd_scan(const char *address, guint timeout_ms, const ClamdStream *stream,
                    char **ret_signature, GError **error);

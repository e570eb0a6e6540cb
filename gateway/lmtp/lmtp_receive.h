/* lmtp_receive.h - copies the octets of a message from the connection to a file. */
#pragma once

#include "gateway/lmtp/lmtp_stream.h"

typedef struct {
    int fd;         /* the file to write; -1: read and keep nothing */
    guint64 length; /* octets written */
    guint64 max_bytes;
    gboolean is_too_large; /* there was more, which was read but not kept */
    gboolean is_failed;    /* the file could not be written */
} LmtpMessage;

/* Reads up to the dot (lmtp_data.h). FALSE: the client closed the connection or was silent too long
 * before that. */
gboolean lmtp_receive_data(LmtpStream *stream, LmtpMessage *message);

/* Reads `length` octets (BDAT) and appends them. FALSE: as above. */
gboolean lmtp_receive_chunk(LmtpStream *stream, LmtpMessage *message, guint64 length);

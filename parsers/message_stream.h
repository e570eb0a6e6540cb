/* message_stream.h - the message's file as GMime reads it, in few and large reads. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* GMime's own file stream asks the kernel for 4 KiB at a time, and for its place in the file each
 * time, and GMime reads a message twice. */
#define MESSAGE_TYPE_STREAM (message_stream_get_type())
G_DECLARE_FINAL_TYPE(MessageStream, message_stream, MESSAGE, STREAM, GMimeStream)

/* The first `length` octets of the file `fd`, which stays the caller's and whose position is not
 * used. Read only. Streams of parts of it (g_mime_stream_substream) share one buffer; none may
 * outlive the descriptor. A file that is shorter than said ends early. (transfer full) */
GMimeStream *message_stream_new(int fd, gint64 length);

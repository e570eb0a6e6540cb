/* message_stream.h - a GMime stream that reads the message's file in few, large reads. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* GMime's own file stream reads 4 KiB at a time and asks the kernel for its position each time, and
 * GMime reads a message twice. */
#define MESSAGE_TYPE_STREAM (message_stream_get_type())
G_DECLARE_FINAL_TYPE(MessageStream, message_stream, MESSAGE, STREAM, GMimeStream)

/* The first `length` octets of the file `fd`, read only. `fd` still belongs to the caller; its
 * position is not used. Streams of parts (g_mime_stream_substream) share one buffer; none may
 * outlive the descriptor. If the file is shorter than `length`, the stream ends early. (transfer
 * full) */
GMimeStream *message_stream_new(int fd, gint64 length);

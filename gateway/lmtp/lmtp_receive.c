/* lmtp_receive.c - see lmtp_receive.h. Always reads to the end: a client that cannot send its whole
 * message thinks that the connection is broken and ignores the reply. */
#include "gateway/lmtp/lmtp_receive.h"

#include <errno.h>

#include "gateway/descriptor_io.h"
#include "gateway/lmtp/lmtp_data.h"
#include "gateway/log.h"

static void
keep(LmtpMessage *message, const char *data, gsize length)
{
    if (message->fd < 0 || message->is_too_large || message->is_failed)
        return;
    if (length > message->max_bytes - message->length) {
        message->is_too_large = TRUE;
        return;
    }
    if (!descriptor_write_all(message->fd, data, length)) {
        log_error("spool", "cannot write the spool file: %s", g_strerror(errno));
        message->is_failed = TRUE;
        return;
    }
    message->length += length;
}

gboolean
lmtp_receive_data(LmtpStream *stream, LmtpMessage *message)
{
    LmtpData state = LMTP_DATA_LINE_START;
    g_autofree char *out = NULL;
    gsize out_size = 0;

    while (state != LMTP_DATA_END) {
        const char *data = NULL;
        gsize length = 0;
        gsize out_length = 0;

        if (lmtp_stream_peek(stream, &data, &length) != LMTP_STREAM_OK)
            return FALSE;
        if (out_size < length + 2) {
            out_size = length + 2;
            g_free(out);
            out = g_malloc(out_size);
        }
        gsize taken = lmtp_data_take(&state, data, length, out, &out_length);
        keep(message, out, out_length);
        lmtp_stream_take(stream, taken);
    }
    return TRUE;
}

gboolean
lmtp_receive_chunk(LmtpStream *stream, LmtpMessage *message, guint64 length)
{
    while (length > 0) {
        const char *data = NULL;
        gsize available = 0;

        if (lmtp_stream_peek(stream, &data, &available) != LMTP_STREAM_OK)
            return FALSE;
        gsize taken = (gsize)MIN((guint64)available, length);
        keep(message, data, taken);
        lmtp_stream_take(stream, taken);
        length -= taken;
    }
    return TRUE;
}

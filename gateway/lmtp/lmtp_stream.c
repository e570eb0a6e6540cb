/* lmtp_stream.c - see lmtp_stream.h. */
#include "gateway/lmtp/lmtp_stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define BUFFER_BYTES ((gsize)64 * 1024)

struct LmtpStream {
    int fd;
    LmtpStreamOptions options;
    GString *answers;
    gboolean is_lost; /* a reply could not be sent */
    gsize start;      /* octets in `buffer` that were not taken yet: from here ... */
    gsize end;        /* ...to here */
    char buffer[BUFFER_BYTES + 1];
};

LmtpStream *
lmtp_stream_new(int fd, const LmtpStreamOptions *options)
{
    LmtpStream *stream = g_new(LmtpStream, 1);

    memset(stream, 0, G_STRUCT_OFFSET(LmtpStream, buffer));
    stream->fd = fd;
    stream->options = *options;
    stream->options.max_line_bytes = MIN(options->max_line_bytes, (guint)BUFFER_BYTES);
    stream->answers = g_string_new(NULL);
    return stream;
}

void
lmtp_stream_free(LmtpStream *stream)
{
    if (stream == NULL)
        return;
    g_string_free(stream->answers, TRUE);
    g_free(stream);
}

/* Waits for `events`. Only with `is_stoppable` does stop_fd end the wait. */
static LmtpStreamResult
wait_for(const LmtpStream *stream, short events, gboolean is_stoppable)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)stream->options.idle_timeout_ms * 1000;

    for (;;) {
        struct pollfd watches[] = {
            {.fd = stream->fd, .events = events},
            {.fd = is_stoppable ? stream->options.stop_fd : -1, .events = POLLIN},
        };
        gint64 left_ms = MAX(0, until_us - g_get_monotonic_time() + 999) / 1000;
        int ready = poll(watches, G_N_ELEMENTS(watches), (int)MIN(left_ms, G_MAXINT));

        if (ready > 0)
            return watches[1].revents != 0 ? LMTP_STREAM_STOPPED : LMTP_STREAM_OK;
        if (ready == 0)
            return LMTP_STREAM_TIMEOUT;
        if (errno != EINTR)
            return LMTP_STREAM_END;
    }
}

gboolean
lmtp_stream_flush(LmtpStream *stream)
{
    gsize sent = 0;

    while (!stream->is_lost && sent < stream->answers->len) {
        gssize count = send(stream->fd, stream->answers->str + sent, stream->answers->len - sent,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0)
            sent += (gsize)count;
        else if (count == 0 || (errno != EAGAIN && errno != EINTR) ||
                 wait_for(stream, POLLOUT, FALSE) != LMTP_STREAM_OK)
            stream->is_lost = TRUE;
    }
    g_string_truncate(stream->answers, 0);
    return !stream->is_lost;
}

/* Reads once; there must be room. Waits only if nothing has arrived yet. */
static LmtpStreamResult
fill(LmtpStream *stream, gboolean is_stoppable)
{
    for (;;) {
        gssize count = recv(stream->fd, stream->buffer + stream->end, BUFFER_BYTES - stream->end,
                            MSG_DONTWAIT);
        if (count > 0) {
            stream->end += (gsize)count;
            return LMTP_STREAM_OK;
        }
        if (count == 0 || (errno != EAGAIN && errno != EINTR) || !lmtp_stream_flush(stream))
            return LMTP_STREAM_END;
        LmtpStreamResult result = wait_for(stream, POLLIN, is_stoppable);
        if (result != LMTP_STREAM_OK)
            return result;
    }
}

static void
make_room(LmtpStream *stream)
{
    memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
    stream->end -= stream->start;
    stream->start = 0;
}

/* Makes a string of the line that ends at `line_feed`. */
static const char *
take_line(LmtpStream *stream, char *line_feed)
{
    char *line = stream->buffer + stream->start;
    char *end = line_feed > line && line_feed[-1] == '\r' ? line_feed - 1 : line_feed;

    for (char *p = line; p < end; p++)
        if (*p == '\0')
            *p = '?';
    *end = '\0';
    stream->start = (gsize)(line_feed + 1 - stream->buffer);
    return line;
}

LmtpStreamResult
lmtp_stream_read_line(LmtpStream *stream, const char **ret_line)
{
    gboolean is_too_long = FALSE;

    for (;;) {
        char *line = stream->buffer + stream->start;
        gsize length = stream->end - stream->start;
        char *line_feed = memchr(line, '\n', length);

        if (line_feed != NULL)
            length = (gsize)(line_feed - line) + 1;
        is_too_long = is_too_long || length > stream->options.max_line_bytes;
        if (line_feed != NULL) {
            *ret_line = take_line(stream, line_feed);
            return is_too_long ? LMTP_STREAM_TOO_LONG : LMTP_STREAM_OK;
        }
        if (is_too_long)
            stream->start = stream->end; /* the result no longer matters */
        make_room(stream);
        LmtpStreamResult result = fill(stream, TRUE);
        if (result != LMTP_STREAM_OK)
            return result;
    }
}

LmtpStreamResult
lmtp_stream_peek(LmtpStream *stream, const char **ret_data, gsize *ret_length)
{
    if (stream->start == stream->end) {
        stream->start = stream->end = 0;
        LmtpStreamResult result = fill(stream, FALSE);
        if (result != LMTP_STREAM_OK)
            return result;
    }
    *ret_data = stream->buffer + stream->start;
    *ret_length = stream->end - stream->start;
    return LMTP_STREAM_OK;
}

void
lmtp_stream_take(LmtpStream *stream, gsize length)
{
    g_assert(length <= stream->end - stream->start);
    stream->start += length;
}

void
lmtp_stream_write(LmtpStream *stream, const char *line)
{
    g_string_append(stream->answers, line);
    g_string_append(stream->answers, "\r\n");
}

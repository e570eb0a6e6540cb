/* lmtp_stream.h - lines and octets of one connection, with limits of length and time.
 *
 * Knows nothing of LMTP. Answers are gathered and go out when the next octet has to be waited for,
 * so that a client that sends several commands at once (PIPELINING, RFC 2920) gets its answers at
 * once.
 */
#pragma once

#include <glib.h>

typedef struct LmtpStream LmtpStream;

typedef enum {
    LMTP_STREAM_OK,
    LMTP_STREAM_TOO_LONG, /* the line was longer than allowed, and is passed over */
    LMTP_STREAM_END,      /* the client is gone */
    LMTP_STREAM_TIMEOUT,
    LMTP_STREAM_STOPPED, /* `stop_fd` became readable while a line was waited for */
} LmtpStreamResult;

typedef struct {
    guint idle_timeout_ms; /* for each wait */
    guint max_line_bytes;  /* of a command, its line end included */
    int stop_fd;           /* readable when the process is to stop; -1: never */
} LmtpStreamOptions;

/* `fd` is a connected socket and stays the caller's; `options` are copied. (transfer full) */
LmtpStream *lmtp_stream_new(int fd, const LmtpStreamOptions *options);
void lmtp_stream_free(LmtpStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpStream, lmtp_stream_free)

/* The next line, without LF or CR LF; a NUL in it reads as '?'. *ret_line is valid until the next
 * call. */
LmtpStreamResult lmtp_stream_read_line(LmtpStream *stream, const char **ret_line);

/* Some octets, at least one; *ret_data is valid until the next call. What the caller does not
 * lmtp_stream_take() comes again. */
LmtpStreamResult lmtp_stream_peek(LmtpStream *stream, const char **ret_data, gsize *ret_length);
void lmtp_stream_take(LmtpStream *stream, gsize length);

/* Adds an answer, with its CR LF. */
void lmtp_stream_write(LmtpStream *stream, const char *line);

/* Sends what was added. FALSE: the client is gone, or does not read. */
gboolean lmtp_stream_flush(LmtpStream *stream);

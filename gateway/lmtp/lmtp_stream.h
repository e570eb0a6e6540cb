/* lmtp_stream.h - reads and writes lines and octets of one connection, with limits of length and
 * time.
 *
 * Does not know LMTP. Replies are collected and sent before it waits for the next octet, so a
 * client that sends several commands at once (PIPELINING, RFC 2920) gets its replies together. */
#pragma once

#include <glib.h>

typedef struct LmtpStream LmtpStream;

typedef enum {
    LMTP_STREAM_OK,
    LMTP_STREAM_TOO_LONG, /* the line was longer than allowed, and is skipped */
    LMTP_STREAM_END,      /* the client is gone */
    LMTP_STREAM_TIMEOUT,
    LMTP_STREAM_STOPPED, /* `stop_fd` became readable while a line was waited for */
} LmtpStreamResult;

typedef struct {
    guint idle_timeout_ms; /* for each wait */
    guint max_line_bytes;  /* of a command, including its line end */
    int stop_fd;           /* readable when the process is to stop; -1: never */
} LmtpStreamOptions;

/* `fd` is a connected socket and still belongs to the caller; `options` are copied. (transfer full)
 */
LmtpStream *lmtp_stream_new(int fd, const LmtpStreamOptions *options);
void lmtp_stream_free(LmtpStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpStream, lmtp_stream_free)

/* The next line, without LF or CR LF; a NUL in it reads as '?'. *ret_line is valid until the next
 * call. */
LmtpStreamResult lmtp_stream_read_line(LmtpStream *stream, const char **ret_line);

/* Some octets, at least one; *ret_data is valid until the next call. Octets that the caller does
 * not take with lmtp_stream_take() are returned again. */
LmtpStreamResult lmtp_stream_peek(LmtpStream *stream, const char **ret_data, gsize *ret_length);
void lmtp_stream_take(LmtpStream *stream, gsize length);

/* Adds a reply, with its CR LF. */
void lmtp_stream_write(LmtpStream *stream, const char *line);

/* Sends the added replies. FALSE: the client is gone, or does not read. */
gboolean lmtp_stream_flush(LmtpStream *stream);

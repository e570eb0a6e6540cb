/* clamd.c - see clamd.h. Knows the protocol, not the mail.
 *
 * clamd(8), INSTREAM: "zINSTREAM\0", then pieces, each after its length as 32 bits in network
 * order, with a length of 0 at the end. The response is "stream: OK\0", "stream: NAME FOUND\0" or
 * "... ERROR\0"; it may come before the last piece was read.
 */
#include "gateway/scan/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"

#define PIECE_BYTES ((gsize)64 * 1024)
#define ANSWER_MAX_BYTES 1000
#define SIGNATURE_MAX_BYTES 200
#define TCP_PREFIX "tcp://"

typedef struct {
    int fd;
    guint timeout_ms;
} Connection;

static gboolean
fail(GError **error, const char *what, const char *why)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "virus scanner: %s: %s", what,
                why);
    return FALSE;
}

static gboolean
fill_address(const char *address, struct sockaddr_storage *storage, socklen_t *ret_length)
{
    struct sockaddr_un *local = (struct sockaddr_un *)storage;
    struct sockaddr_in *four = (struct sockaddr_in *)storage;

    memset(storage, 0, sizeof *storage);
    if (!g_str_has_prefix(address, TCP_PREFIX)) {
        local->sun_family = AF_UNIX;
        *ret_length = sizeof *local;
        return g_strlcpy(local->sun_path, address, sizeof local->sun_path) < sizeof local->sun_path;
    }
    const char *colon = strrchr(address, ':');
    g_autofree char *host =
        g_strndup(address + strlen(TCP_PREFIX), (gsize)(colon - address) - strlen(TCP_PREFIX));
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    *ret_length = sizeof *four;
    return inet_pton(AF_INET, host, &four->sin_addr) == 1;
}

/* Waits until the connection can be read or written; FALSE with errno. */
static gboolean
wait_for(const Connection *connection, short events, short *ret_events)
{
    struct pollfd watch = {.fd = connection->fd, .events = events};
    int n = 0;

    do
        n = poll(&watch, 1, (int)connection->timeout_ms);
    while (n < 0 && errno == EINTR);
    if (n == 0)
        errno = ETIMEDOUT;
    *ret_events = watch.revents;
    return n > 0;
}

static gboolean
open_connection(const char *address, Connection *connection, GError **error)
{
    struct sockaddr_storage storage;
    socklen_t length = 0;
    short events = 0;
    int problem = 0;
    socklen_t problem_length = sizeof problem;

    if (!fill_address(address, &storage, &length))
        return fail(error, address, "no address of a clamd");
    connection->fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (connection->fd < 0)
        return fail(error, "socket", g_strerror(errno));
    if (connect(connection->fd, (const struct sockaddr *)&storage, length) == 0)
        return TRUE;
    if (errno == EAGAIN) /* a local socket's queue is full */
        return fail(error, address, "it is busy");
    if (errno != EINPROGRESS || !wait_for(connection, POLLOUT, &events))
        return fail(error, address, g_strerror(errno));
    if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &problem, &problem_length) == 0 &&
        problem != 0)
        return fail(error, address, g_strerror(problem));
    return TRUE;
}

/* FALSE with errno; EPIPE: clamd closed the connection, and may have sent a verdict. */
static gboolean
send_all(const Connection *connection, const void *octets, gsize length)
{
    const char *p = octets;

    while (length > 0) {
        short events = 0;
        gssize n = send(connection->fd, p, length, MSG_NOSIGNAL);
        if (n > 0) {
            p += n;
            length -= (gsize)n;
        } else if (n < 0 && errno != EINTR &&
                   (errno != EAGAIN || !wait_for(connection, POLLOUT, &events))) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
send_piece(const Connection *connection, const void *octets, gsize length)
{
    uint32_t announced = htonl((uint32_t)length);

    return send_all(connection, &announced, sizeof announced) &&
           send_all(connection, octets, length);
}

/* Reads what is scanned. */
typedef struct {
    const ClamdStream *stream;
    guint64 done;            /* of a file */
    AttachmentReader reader; /* of an attachment */
    gint state;              /* of g_base64_decode_step() */
    guint save;
    char base64[PIECE_BYTES];
} Source;

/* Like read(2), but EIO if the file is too short. */
static gssize
read_file(Source *source, char *piece)
{
    gsize wanted = (gsize)MIN((guint64)PIECE_BYTES, source->stream->length - source->done);
    gssize n = 0;

    if (wanted == 0)
        return 0;
    n = descriptor_read_at(source->stream->fd, piece, wanted, source->done);
    if (n == 0)
        errno = EIO;
    source->done += n > 0 ? (guint64)n : 0;
    return n > 0 ? n : -1;
}

/* Like read(2). An empty piece would end the stream early. */
static gssize
read_piece(Source *source, char *piece)
{
    gsize size = 0;

    if (source->stream->attachment == NULL)
        return read_file(source, piece);
    while (size == 0) {
        gssize n = attachment_reader_read(&source->reader, source->base64, PIECE_BYTES);
        if (n <= 0)
            return n;
        size = g_base64_decode_step(source->base64, (gsize)n, (guchar *)piece, &source->state,
                                    &source->save);
    }
    return (gssize)size;
}

/* Sends the whole stream. *ret_is_stopped: clamd closed its side before the end and has sent a
 * response. */
static gboolean
send_stream(const Connection *connection, const ClamdStream *stream, gboolean *ret_is_stopped,
            GError **error)
{
    g_autofree Source *source = g_new0(Source, 1);
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize n = 0;

    source->stream = stream;
    if (stream->attachment != NULL)
        source->reader.content = *stream->attachment;
    while ((n = read_piece(source, piece)) > 0 && send_piece(connection, piece, (gsize)n))
        continue;
    if (n < 0)
        return fail(error, "the spooled mail", g_strerror(errno));
    *ret_is_stopped = n > 0 || !send_piece(connection, "", 0);
    return !*ret_is_stopped || errno == EPIPE || errno == ECONNRESET ||
           fail(error, "sending", g_strerror(errno));
}

/* The response without its final NUL. (transfer full) */
static char *
read_answer(const Connection *connection, GError **error)
{
    g_autoptr(GString) answer = g_string_new(NULL);
    char piece[256];
    short events = 0;

    while (answer->len < ANSWER_MAX_BYTES && wait_for(connection, POLLIN, &events)) {
        gssize n = recv(connection->fd, piece, sizeof piece, 0);
        if (n > 0)
            g_string_append_len(answer, piece, n);
        if ((n < 0 && errno != EINTR && errno != EAGAIN) || n == 0)
            break;
        if (memchr(answer->str, '\0', answer->len) != NULL)
            return g_strdup(answer->str);
    }
    fail(error, "no whole answer", answer->len == 0 ? g_strerror(errno) : "it is cut short");
    return NULL;
}

/* The name in "stream: NAME FOUND"; only its printable ASCII. (transfer full) */
static char *
signature_of(const char *answer)
{
    const char *begin = strchr(answer, ':');
    const char *end = answer + strlen(answer) - strlen(" FOUND");
    GString *name = g_string_new(NULL);

    for (begin = begin != NULL ? begin + 1 : answer; begin < end; begin++) {
        if (g_ascii_isgraph(*begin) && name->len < SIGNATURE_MAX_BYTES)
            g_string_append_c(name, *begin);
    }
    if (name->len == 0)
        g_string_append(name, "unnamed");
    return g_string_free(name, FALSE);
}

static gboolean
judge(const char *answer, char **ret_signature, GError **error)
{
    if (strcmp(answer, "stream: OK") == 0) {
        *ret_signature = NULL;
        return TRUE;
    }
    if (g_str_has_suffix(answer, " FOUND")) {
        *ret_signature = signature_of(answer);
        return TRUE;
    }
    return fail(error, "it answers", answer);
}

gboolean
clamd_scan(const char *address, guint timeout_ms, const ClamdStream *stream, char **ret_signature,
           GError **error)
{
    static const char command[] = "zINSTREAM"; /* the NUL is sent, too */
    Connection connection = {.fd = -1, .timeout_ms = timeout_ms};
    g_autofree char *answer = NULL;
    gboolean is_stopped = FALSE;

    if (open_connection(address, &connection, error)) {
        if (!send_all(&connection, command, sizeof command))
            fail(error, "sending", g_strerror(errno));
        else if (send_stream(&connection, stream, &is_stopped, error))
            answer = read_answer(&connection, error);
    }
    if (connection.fd >= 0)
        (void)close(connection.fd);
    return answer != NULL && judge(answer, ret_signature, error);
}

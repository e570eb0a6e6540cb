/* fuzz_lmtp.c - a whole LMTP conversation with a client that sends anything; also each of its lines
 * as a command. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/delivery/delivery_session.h"
#include "gateway/lmtp/lmtp_command.h"
#include "gateway/lmtp/lmtp_queue_id.h"
#include "gateway/lmtp/lmtp_session.h"
#include "tests/fuzz/fuzz.h"

#define MAX_MESSAGE_BYTES 2000
#define MAX_RECIPIENTS 3

static gboolean
has_route(gpointer data, const char *recipient)
{
    (void)data;
    g_assert(g_utf8_validate(recipient, -1, NULL) && strpbrk(recipient, "\r\n") == NULL);
    return recipient[0] != 'x';
}

static int
begin(gpointer data, GError **error)
{
    (void)data;
    (void)error;
    return fuzz_file("lmtp message", NULL, 0);
}

/* A delivered mail must be one that was accepted: a sender, recipients, and a message within the
 * limit. */
static GPtrArray *
deliver(gpointer data, const LmtpMail *mail)
{
    GPtrArray *results =
        g_ptr_array_new_with_free_func((GDestroyNotify)delivery_session_result_free);
    guint *n_messages = data;

    (*n_messages)++;
    g_assert(mail->sender != NULL && mail->recipients[0] != NULL);
    g_assert(mail->client_name != NULL && mail->length <= MAX_MESSAGE_BYTES);
    for (guint i = 0; mail->recipients[i] != NULL; i++) {
        DeliverySessionResult *result = g_new0(DeliverySessionResult, 1);
        g_assert(i < MAX_RECIPIENTS);
        result->ticket_number = g_strdup(mail->recipients[i]); /* the worst of ticket systems */
        g_ptr_array_add(results, result);
    }
    return results;
}

/* What is refused has a sender; there may be no recipient yet. */
static void
refuse(gpointer data, const LmtpMail *mail, const GError *problem)
{
    (void)data;
    g_assert(problem != NULL && mail->sender != NULL && mail->recipients != NULL);
    g_assert(mail->length <= MAX_MESSAGE_BYTES);
}

static void
finish(gpointer data)
{
    (void)data;
}

/* Every reply must be a line of printable ASCII with a code. */
static void
check_answers(int fd)
{
    g_autoptr(GString) answers = g_string_new(NULL);
    char piece[4096];
    gssize n = 0;

    while ((n = recv(fd, piece, sizeof piece, MSG_DONTWAIT)) > 0)
        g_string_append_len(answers, piece, n);
    g_auto(GStrv) lines = g_strsplit(answers->str, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++) {
        g_assert(strlen(lines[i]) >= 4 && strchr("2345", lines[i][0]) != NULL);
        for (const char *p = lines[i]; *p != '\0'; p++)
            g_assert(g_ascii_isprint(*p));
    }
}

static void
talk(const uint8_t *data, size_t size)
{
    const LmtpStreamOptions options = {
        .idle_timeout_ms = 1000, .max_line_bytes = 500, .stop_fd = -1};
    guint n_messages = 0;
    const LmtpService service = {.has_route = has_route,
                                 .begin = begin,
                                 .deliver = deliver,
                                 .refuse = refuse,
                                 .finish = finish,
                                 .data = &n_messages,
                                 .max_message_bytes = MAX_MESSAGE_BYTES,
                                 .max_recipients = MAX_RECIPIENTS,
                                 .host_name = "desk.example"};
    int ends[2];

    g_assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    /* Fits into the buffer of a socket, so that one thread can write first and serve then. */
    g_assert(send(ends[0], data, size, MSG_DONTWAIT | MSG_NOSIGNAL) == (gssize)size);
    g_assert(shutdown(ends[0], SHUT_WR) == 0);
    LmtpStream *stream = lmtp_stream_new(ends[1], &options);
    g_assert(lmtp_session_run(stream, &service) >= n_messages);
    lmtp_stream_free(stream);
    check_answers(ends[0]);
    close(ends[0]);
    close(ends[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *line = g_strndup((const char *)data, size);
    g_auto(LmtpCommand) command = {0};

    if (size > 16384)
        return 0;
    if (lmtp_command_read(line, &command) == NULL && command.address != NULL)
        g_assert(g_utf8_validate(command.address, -1, NULL));
    g_autofree char *id = lmtp_queue_id_of_received(line, "mta.example");
    g_assert(id == NULL || g_str_is_ascii(id));
    talk(data, size);
    return 0;
}

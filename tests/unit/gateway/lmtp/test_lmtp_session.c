/* Whole conversations, as tables: what a client sends, and which replies it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/delivery/delivery_session.h"
#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_session.h"
#include "tests/unit/delivery_fixture.h"

/* What the fake service has received. */
typedef struct {
    int fd;
    GString *seen; /* "sender>recipient,recipient:content|" for each message */
    gboolean is_broken;
} Fake;

static gboolean
has_route(gpointer data, const char *recipient)
{
    (void)data;
    return strcmp(recipient, "nobody@desk.example") != 0;
}

static int
begin(gpointer data, GError **error)
{
    Fake *fake = data;
    if (fake->is_broken) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "no disk");
        return -1;
    }
    assert_int_equal(ftruncate(fake->fd, 0), 0);
    lseek(fake->fd, 0, SEEK_SET);
    return fake->fd;
}

/* bad@... is refused, busy@... is told to try later. */
static GPtrArray *
deliver(gpointer data, const LmtpMail *mail)
{
    Fake *fake = data;
    GPtrArray *results =
        g_ptr_array_new_with_free_func((GDestroyNotify)delivery_session_result_free);
    g_autofree char *content = delivery_fixture_contents(fake->fd);
    g_autofree char *list = g_strjoinv(",", (char **)(guintptr)mail->recipients);
    assert_int_equal(strlen(content), mail->length);
    assert_string_equal(mail->client_name, "mta");
    g_string_append_printf(fake->seen, "%s%s%s>%s:%s|",
                           mail->queue_id != NULL ? mail->queue_id : "",
                           mail->queue_id != NULL ? "=" : "", mail->sender, list, content);
    for (guint i = 0; mail->recipients[i] != NULL; i++) {
        DeliverySessionResult *result = g_new0(DeliverySessionResult, 1);
        result->outcome = "create";
        if (g_str_has_prefix(mail->recipients[i], "bad@"))
            result->error = g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_REFUSED, "Go away");
        else if (g_str_has_prefix(mail->recipients[i], "busy@"))
            result->error = g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN, "secret");
        else
            result->ticket_number = g_strdup("INC7");
        g_ptr_array_add(results, result);
    }
    return results;
}

static void
refuse(gpointer data, const LmtpMail *mail, const GError *problem)
{
    g_autofree char *list = g_strjoinv(",", (char **)(guintptr)mail->recipients);
    assert_non_null(problem);
    g_string_append_printf(
        ((Fake *)data)->seen, "!%s%s%s>%s:%d|", mail->queue_id != NULL ? mail->queue_id : "",
        mail->queue_id != NULL ? "=" : "", mail->sender, list, (int)mail->length);
}

static void
finish(gpointer data)
{
    g_string_append_c(((Fake *)data)->seen, '.');
}

/* The codes of all replies, "220 250 ...", one for each line that is not continued. */
static char *
read_codes(int fd)
{
    GString *codes = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    char buffer[4096];
    gssize count = 0;

    while ((count = read(fd, buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, count);
    g_auto(GStrv) lines = g_strsplit(text->str, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (strlen(lines[i]) > 3 && lines[i][3] == ' ')
            g_string_append_printf(codes, "%s%.3s", codes->len > 0 ? " " : "", lines[i]);
    g_string_free(text, TRUE);
    return g_string_free(codes, FALSE);
}

/* Returns the codes; *ret_seen is what was delivered. */
static char *
converse(const char *client, gboolean is_broken, char **ret_seen)
{
    const LmtpStreamOptions options = {
        .idle_timeout_ms = 1000, .max_line_bytes = 2048, .stop_fd = -1};
    Fake fake = {
        .fd = memfd_create("m", MFD_CLOEXEC), .seen = g_string_new(NULL), .is_broken = is_broken};
    const LmtpService service = {.has_route = has_route,
                                 .begin = begin,
                                 .deliver = deliver,
                                 .refuse = refuse,
                                 .finish = finish,
                                 .data = &fake,
                                 .max_message_bytes = 30,
                                 .max_recipients = 3,
                                 .host_name = "desk.example"};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(write(ends[0], client, strlen(client)), strlen(client));
    shutdown(ends[0], SHUT_WR);
    g_autoptr(LmtpStream) stream = lmtp_stream_new(ends[1], &options);
    lmtp_session_run(stream, &service);
    close(ends[1]);
    char *codes = read_codes(ends[0]);
    close(ends[0]);
    close(fake.fd);
    *ret_seen = g_string_free(fake.seen, FALSE);
    return codes;
}

#define HELLO "LHLO mta\r\n"
#define FROM "MAIL FROM:<a@b>\r\n"
#define TO "RCPT TO:<s@desk.example>\r\n"

static const struct {
    const char *client;
    const char *codes;
    const char *seen;
} cases[] = {
    {HELLO FROM TO "DATA\r\nhi\r\n.\r\nQUIT\r\n", "220 250 250 250 354 250 221",
     "a@b>s@desk.example:hi\r\n|."},
    {HELLO "MAIL FROM:<>\r\n" TO "DATA\r\n.\r\n", "220 250 250 250 354 250", ">s@desk.example:|."},
    /* one reply for each recipient (RFC 2033, section 4.2) */
    {HELLO FROM TO "RCPT TO:<bad@x>\r\nRCPT TO:<busy@x>\r\nDATA\r\n.\r\n",
     "220 250 250 250 250 250 354 250 550 451", "a@b>s@desk.example,bad@x,busy@x:|."},
    {HELLO FROM "RCPT TO:<nobody@desk.example>\r\n" TO "DATA\r\n.\r\n",
     "220 250 250 550 250 354 250", "!a@b>nobody@desk.example:0|a@b>s@desk.example:|."},
    {HELLO FROM "RCPT TO:<nobody@desk.example>\r\nDATA\r\nQUIT\r\n", "220 250 250 550 503 221",
     "!a@b>nobody@desk.example:0|"},
    {HELLO FROM TO TO TO TO "DATA\r\n.\r\n", "220 250 250 250 250 250 452 354 250 250 250",
     "a@b>s@desk.example,s@desk.example,s@desk.example:|."},
    /* order */
    {FROM HELLO TO FROM FROM "DATA\r\n", "220 503 250 503 250 503 503", ""},
    {HELLO FROM TO "RSET\r\n" TO FROM TO "DATA\r\nx\r\n.\r\n",
     "220 250 250 250 250 503 250 250 354 250", "a@b>s@desk.example:x\r\n|."},
    {HELLO FROM TO HELLO "DATA\r\n", "220 250 250 250 250 503", ""},
    {"EHLO mta\r\nNOOP\r\nVRFY x\r\nwhat\r\n", "220 500 250 252 500", ""},
    /* two messages, pipelined */
    {HELLO FROM TO "DATA\r\n1\r\n.\r\n" FROM TO "DATA\r\n2\r\n.\r\nQUIT\r\n",
     "220 250 250 250 354 250 250 250 354 250 221",
     "a@b>s@desk.example:1\r\n|.a@b>s@desk.example:2\r\n|."},
    /* size, announced and real (RFC 1870) */
    {HELLO "MAIL FROM:<a@b> SIZE=31\r\n" TO, "220 250 552 503", "!a@b>:0|"},
    {HELLO "MAIL FROM:<a@b> SIZE=30\r\n" TO, "220 250 250 250", ""},
    {HELLO FROM TO "RCPT TO:<bad@x>\r\nDATA\r\n1234567890123456789012345678901\r\n.\r\nNOOP\r\n",
     "220 250 250 250 250 354 552 552 250", "!a@b>s@desk.example,bad@x:0|."},
    /* CHUNKING (RFC 3030) */
    {HELLO FROM TO "BDAT 3\r\nabcBDAT 4 LAST\r\n.\r\ndNOOP\r\n", "220 250 250 250 250 250 250",
     "a@b>s@desk.example:abc.\r\nd|."},
    {HELLO FROM TO "BDAT 0 LAST\r\n", "220 250 250 250 250", "a@b>s@desk.example:|."},
    {HELLO "BDAT 6\r\nQUIT\r\nNOOP\r\n", "220 250 503 250", ""},
    {HELLO FROM TO "BDAT 1\r\naDATA\r\nRSET\r\n" FROM TO "BDAT 1 LAST\r\nb",
     "220 250 250 250 250 503 250 250 250 250", "a@b>s@desk.example:b|."},
    {HELLO FROM TO "BDAT 20\r\n12345678901234567890BDAT 20 LAST\r\n12345678901234567890NOOP\r\n",
     "220 250 250 250 250 552 250", "!a@b>s@desk.example:20|."},
    /* the queue id is that of the next message alone */
    {HELLO "XFORWARD IDENT=4XYZ\r\n" FROM TO "DATA\r\n.\r\n" FROM TO "DATA\r\n.\r\n",
     "220 250 250 250 250 354 250 250 250 354 250",
     "4XYZ=a@b>s@desk.example:|.a@b>s@desk.example:|."},
    {HELLO "XFORWARD IDENT=4XYZ\r\n" FROM "RCPT TO:<nobody@desk.example>\r\nRSET\r\n" FROM TO
           "DATA\r\n.\r\n",
     "220 250 250 250 550 250 250 250 354 250",
     "!4XYZ=a@b>nobody@desk.example:0|a@b>s@desk.example:|."},
    /* cut off in the message: nothing is delivered, no reply is sent */
    {HELLO FROM TO "DATA\r\nhalf a mess", "220 250 250 250 354", ""},
    {HELLO FROM TO "BDAT 9 LAST\r\nhalf", "220 250 250 250", ""},
};

static void
each_conversation_gets_the_expected_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *seen = NULL;
        g_autofree char *codes = converse(cases[i].client, FALSE, &seen);
        assert_string_equal(codes, cases[i].codes);
        assert_string_equal(seen, cases[i].seen);
    }
}

static void
without_a_file_the_client_is_told_to_wait(void **state)
{
    (void)state;
    g_autofree char *seen = NULL;
    g_autofree char *codes = converse(HELLO FROM TO "DATA\r\nQUIT\r\n", TRUE, &seen);
    assert_string_equal(seen, "!a@b>s@desk.example:0|");
    assert_string_equal(codes, "220 250 250 250 451"); /* another worker may do better */
}

static void
nonsense_without_end_is_cut_off(void **state)
{
    (void)state;
    GString *client = g_string_new(NULL);
    g_autofree char *seen = NULL;
    for (guint i = 0; i < 100; i++)
        g_string_append(client, "GET / HTTP/1.1\r\n");
    g_autofree char *codes = converse(client->str, FALSE, &seen);
    assert_true(g_str_has_suffix(codes, "500 421"));
    assert_true(strlen(codes) < 4 * 30);
    g_string_free(client, TRUE);
}

/* Twenty errors are accepted; after one more, the client is disconnected, whatever it sends. */
static void
nonsense_has_an_end(void **state)
{
    (void)state;
    for (guint more = 0; more < 2; more++) {
        GString *client = g_string_new(NULL);
        GString *wanted = g_string_new("220");
        for (guint i = 0; i < 20 + more; i++) {
            g_string_append(client, "HELP\r\n");
            g_string_append(wanted, " 500");
        }
        g_string_append(client, "QUIT\r\n");
        g_string_append(wanted, more > 0 ? " 421" : " 221");
        g_autofree char *seen = NULL;
        g_autofree char *codes = converse(client->str, FALSE, &seen);
        assert_string_equal(codes, wanted->str);
        g_string_free(client, TRUE);
        g_string_free(wanted, TRUE);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonsense_has_an_end),
        cmocka_unit_test(each_conversation_gets_the_expected_codes),
        cmocka_unit_test(without_a_file_the_client_is_told_to_wait),
        cmocka_unit_test(nonsense_without_end_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* lmtp_session.c - see lmtp_session.h. Keeps the state between commands; lmtp_receive.c reads the
 * message itself. */
#include "gateway/lmtp/lmtp_session.h"

#include "build-config.h"
#include "gateway/delivery/delivery_session.h"
#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_command.h"
#include "gateway/lmtp/lmtp_receive.h"
#include "gateway/lmtp/lmtp_reply.h"

/* After this many errors, the client is disconnected. */
#define BAD_COMMANDS_MAX 20

typedef struct {
    LmtpStream *stream;
    const LmtpService *service;
    gboolean is_greeted; /* LHLO was received */
    char *client_name;
    char *queue_id; /* XFORWARD, for the next message; NULL: not said */
    char *sender;   /* NULL: no MAIL yet */
    GPtrArray *recipients;
    LmtpMessage message; /* BDAT: received so far */
    guint bad_commands;
    guint messages;
    gboolean is_over;
} LmtpSession;

static void
reset(LmtpSession *session)
{
    g_clear_pointer(&session->queue_id, g_free);
    g_clear_pointer(&session->sender, g_free);
    g_ptr_array_set_size(session->recipients, 0);
    session->message = (LmtpMessage){.fd = -1};
}

static void
say(LmtpSession *session, const char *line)
{
    lmtp_stream_write(session->stream, line);
}

/* Texts that the client may pass on to the sender. */
static GError *
new_problem(DeliveryError code)
{
    static const struct {
        DeliveryError code;
        const char *text;
    } texts[] = {
        {DELIVERY_ERROR_TOO_LARGE, "The message is too large"},
        {DELIVERY_ERROR_NO_ROUTE, "No tickets are taken at this address"},
        {DELIVERY_ERROR_TEMPORARY, "the message cannot be written to [spool] path"},
    };
    guint i = 0;

    while (texts[i].code != code)
        i++;
    return g_error_new_literal(DELIVERY_ERROR, (int)code, texts[i].text);
}

static void
complain(LmtpSession *session, const char *line)
{
    session->bad_commands++;
    say(session, line);
}

static LmtpMail
mail_of(const LmtpSession *session, const char *const *recipients)
{
    return (LmtpMail){.sender = session->sender,
                      .recipients = recipients,
                      .queue_id = session->queue_id,
                      .client_name = session->client_name,
                      .length = session->message.length};
}

/* The recipients so far, ended by NULL up to the next one. */
static const char *const *
recipients_of(LmtpSession *session)
{
    g_ptr_array_add(session->recipients, NULL);
    g_ptr_array_set_size(session->recipients, (gint)session->recipients->len - 1);
    return (const char *const *)session->recipients->pdata;
}

/* Tells the service that the mail is not taken, for whoever looks for it later, and the client
 * `n_replies` times. */
static void
refuse(LmtpSession *session, const char *const *recipients, guint n_replies, const GError *problem)
{
    const LmtpMail mail = mail_of(session, recipients);
    g_autofree char *line = lmtp_reply_line(problem);

    session->service->refuse(session->service->data, &mail, problem);
    for (guint i = 0; i < n_replies; i++)
        say(session, line);
}

static void
greet(LmtpSession *session, LmtpCommand *command)
{
    g_autofree char *size =
        g_strdup_printf("250-SIZE %" G_GUINT64_FORMAT, session->service->max_message_bytes);
    g_autofree char *name = g_strconcat("250-", session->service->host_name, NULL);

    reset(session);
    g_free(session->client_name);
    session->client_name = g_steal_pointer(&command->name);
    session->is_greeted = TRUE;
    say(session, name);
    say(session, size);
    say(session, "250-8BITMIME");
    say(session, "250-SMTPUTF8");
    say(session, "250-PIPELINING");
    say(session, "250-CHUNKING");
    say(session, "250-XFORWARD IDENT");
    say(session, "250 ENHANCEDSTATUSCODES");
}

static void
handle_mail(LmtpSession *session, LmtpCommand *command)
{
    if (!session->is_greeted || session->sender != NULL) {
        say(session, session->is_greeted ? "503 5.5.1 MAIL was said already"
                                         : "503 5.5.1 LHLO is expected first");
        return;
    }
    session->sender = g_steal_pointer(&command->address);
    if (command->size > session->service->max_message_bytes) {
        g_autoptr(GError) problem = new_problem(DELIVERY_ERROR_TOO_LARGE);
        refuse(session, recipients_of(session), 1, problem);
        reset(session);
        return;
    }
    say(session, "250 2.1.0 Sender taken");
}

static void
rcpt(LmtpSession *session, LmtpCommand *command)
{
    const LmtpService *service = session->service;

    if (session->sender == NULL) {
        say(session, "503 5.5.1 MAIL is expected first");
    } else if (session->recipients->len >= service->max_recipients) {
        say(session, "452 4.5.3 Too many recipients in one message");
    } else if (!service->has_route(service->data, command->address)) {
        g_autoptr(GError) problem = new_problem(DELIVERY_ERROR_NO_ROUTE);
        const char *const recipients[] = {command->address, NULL};
        refuse(session, recipients, 1, problem);
    } else {
        g_ptr_array_add(session->recipients, g_steal_pointer(&command->address));
        say(session, "250 2.1.5 Recipient taken");
    }
}

static void
deliver_whole(LmtpSession *session)
{
    const LmtpService *service = session->service;

    const LmtpMail mail = mail_of(session, recipients_of(session));
    g_autoptr(GPtrArray) results = service->deliver(service->data, &mail);
    for (guint i = 0; i < results->len; i++) {
        const DeliverySessionResult *result = g_ptr_array_index(results, i);
        g_autofree char *line = result->error != NULL
                                    ? lmtp_reply_line(result->error)
                                    : lmtp_reply_done(result->outcome, result->ticket_number);
        lmtp_stream_write(session->stream, line);
    }
}

/* The whole message was received, or as much of it as is kept. */
static void
deliver_message(LmtpSession *session)
{
    session->messages++;
    if (session->message.is_too_large || session->message.is_failed) {
        g_autoptr(GError) problem = new_problem(
            session->message.is_too_large ? DELIVERY_ERROR_TOO_LARGE : DELIVERY_ERROR_TEMPORARY);
        refuse(session, recipients_of(session), session->recipients->len, problem);
    } else {
        deliver_whole(session);
    }
    session->is_over = !lmtp_stream_flush(session->stream);
    reset(session);
    session->service->finish(session->service->data);
}

/* FALSE: there can be no message now; the client was told why. */
static gboolean
begin_message(LmtpSession *session)
{
    g_autoptr(GError) problem = NULL;

    if (session->message.fd >= 0)
        return TRUE;
    if (session->recipients->len == 0) {
        say(session, "503 5.5.1 A recipient is needed first");
        return FALSE;
    }
    int fd = session->service->begin(session->service->data, &problem);
    if (fd < 0) {
        refuse(session, recipients_of(session), 1, problem);
        session->is_over = TRUE; /* the next connection may find another worker */
        return FALSE;
    }
    session->message = (LmtpMessage){.fd = fd, .max_bytes = session->service->max_message_bytes};
    return TRUE;
}

static void
handle_data(LmtpSession *session)
{
    if (session->message.fd >= 0) {
        say(session, "503 5.5.1 BDAT was begun");
        return;
    }
    if (!begin_message(session))
        return;
    say(session, "354 Go on; end with a dot alone on its line");
    if (lmtp_receive_data(session->stream, &session->message))
        deliver_message(session);
    else
        session->is_over =
            TRUE; /* cut off: nothing was accepted, so the client keeps the message */
}

/* RFC 3030, section 2. The octets follow, whatever the reply will be. */
static void
bdat(LmtpSession *session, const LmtpCommand *command)
{
    LmtpMessage nothing = {.fd = -1};
    gboolean is_begun = begin_message(session);
    LmtpMessage *message = is_begun ? &session->message : &nothing;

    if (!lmtp_receive_chunk(session->stream, message, command->size)) {
        session->is_over = TRUE;
    } else if (is_begun && command->is_last) {
        deliver_message(session);
    } else if (is_begun) {
        say(session, "250 2.0.0 Octets taken");
    }
}

static void
run_command(LmtpSession *session, LmtpCommand *command)
{
    switch (command->verb) {
    case LMTP_VERB_LHLO:
        greet(session, command);
        break;
    case LMTP_VERB_MAIL:
        handle_mail(session, command);
        break;
    case LMTP_VERB_RCPT:
        rcpt(session, command);
        break;
    case LMTP_VERB_DATA:
        handle_data(session);
        break;
    case LMTP_VERB_BDAT:
        bdat(session, command);
        break;
    case LMTP_VERB_RSET:
        reset(session);
        say(session, "250 2.0.0 Forgotten");
        break;
    case LMTP_VERB_NOOP:
        say(session, "250 2.0.0 Here");
        break;
    case LMTP_VERB_VRFY:
        say(session, "252 2.5.0 Send a mail and see");
        break;
    case LMTP_VERB_XFORWARD:
        g_free(session->queue_id);
        session->queue_id = g_steal_pointer(&command->name);
        say(session, "250 2.0.0 Noted");
        break;
    case LMTP_VERB_QUIT:
        say(session, "221 2.0.0 Bye");
        session->is_over = TRUE;
        break;
    }
}

static void
step(LmtpSession *session)
{
    const char *line = NULL;

    switch (lmtp_stream_read_line(session->stream, &line)) {
    case LMTP_STREAM_OK: {
        g_auto(LmtpCommand) command = {0};
        const char *problem = lmtp_command_read(line, &command);
        if (problem == NULL)
            run_command(session, &command);
        else
            complain(session, problem);
        break;
    }
    case LMTP_STREAM_TOO_LONG:
        complain(session, "500 5.5.2 The line is too long");
        break;
    case LMTP_STREAM_TIMEOUT:
        say(session, "421 4.4.2 Silent for too long");
        session->is_over = TRUE;
        break;
    case LMTP_STREAM_STOPPED:
        say(session, "421 4.3.2 The gateway is being stopped or changed; come again");
        session->is_over = TRUE;
        break;
    case LMTP_STREAM_END:
        session->is_over = TRUE;
        break;
    }
    if (session->bad_commands > BAD_COMMANDS_MAX && !session->is_over) {
        say(session, "421 4.7.0 Too many bad commands");
        session->is_over = TRUE;
    }
}

guint
lmtp_session_run(LmtpStream *stream, const LmtpService *service)
{
    LmtpSession session = {.stream = stream, .service = service, .message = {.fd = -1}};
    g_autofree char *greeting =
        g_strdup_printf("220 %s LMTP ticketgate " TICKETGATE_VERSION, service->host_name);

    session.recipients = g_ptr_array_new_with_free_func(g_free);
    say(&session, greeting);
    while (!session.is_over)
        step(&session);
    (void)lmtp_stream_flush(stream);
    reset(&session);
    g_ptr_array_unref(session.recipients);
    g_free(session.client_name);
    return session.messages;
}

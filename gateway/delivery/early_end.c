/* early_end.c - see early_end.h. Reads the header by raw_header.h: the parser has failed or was not
 * asked. */
#include "gateway/delivery/early_end.h"

#include <string.h>

#include "gateway/delivery/delivery_trace.h"
#include "gateway/descriptor_io.h"
#include "gateway/intake/mail_digest.h"
#include "gateway/intake/raw_header.h"
#include "gateway/log.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/ticket_route.h"

/* What the header says. Strings are owned; NULL: not known. */
typedef struct {
    LetterAddress *from;
    char *subject;
    MailIdentity identity;
} EarlyMail;

static void
early_mail_clear(EarlyMail *mail)
{
    g_clear_pointer(&mail->from, letter_address_free);
    g_clear_pointer(&mail->subject, g_free);
    mail_identity_clear(&mail->identity);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EarlyMail, early_mail_clear)

static void
read_header(EarlyMail *mail, const Spool *spool)
{
    g_autofree char *head = g_malloc(RAW_HEADER_MAX_BYTES + 1);
    gsize wanted = (gsize)MIN(spool->length, RAW_HEADER_MAX_BYTES);
    gssize count = descriptor_read_at(spool->fd, head, wanted, 0);
    if (count <= 0)
        return;
    (void)raw_header_cut(head, (gsize)count);
    mail->from = raw_header_address(head, "From");
    mail->subject = raw_header_text(head, "Subject");
    (void)mail_digest_message_id(spool->fd, spool->length, &mail->identity.message_id);
    if (mail->identity.message_id == NULL)
        mail->identity.content_id = mail_identity_content_id(spool->fd);
}

/* Of a message that did not come: who wrote to whom, as which mail of the server. (transfer full)
 */
static char *
envelope_id(const Envelope *envelope, const char *recipients)
{
    const char *parts[] = {"envelope", envelope->sender, recipients, log_queue_id()};
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        const char *part = parts[i] != NULL ? parts[i] : "";
        g_checksum_update(checksum, (const guchar *)part, (gssize)strlen(part) + 1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}

static void
tell(const DeliveryContext *context, const Route *route, const MailIdentity *identity,
     DeliveryTraceEnd end)
{
    const char *const *recipients = context->envelope->recipients;
    g_autofree char *list =
        recipients != NULL ? g_strjoinv(" ", (char **)(guintptr)recipients) : NULL;
    /* Not the name of any route: a line end cannot be in one. */
    g_autofree char *nowhere = g_strconcat("\n", list, NULL);
    MailIdentity own = *identity;
    g_autofree char *id = NULL;
    if (own.message_id == NULL && own.content_id == NULL)
        own.content_id = id = envelope_id(context->envelope, list);
    g_autoptr(MailKey) key = mail_key_name(&own, route != NULL ? route->name : nowhere, 0);
    end.mail_key = key->key;
    end.route = route != NULL ? route->name : NULL;
    delivery_trace_tell(context, &end);
}

void
early_end_tell(DeliveryContext *context, const Spool *spool, const GError *problem)
{
    const Envelope *envelope = context->envelope;
    const Intake *intake = context->intake;
    g_auto(EarlyMail) mail = {0};
    DeliveryTraceEnd end = {
        .outcome = delivery_trace_outcome(problem), .reason = problem->message, .is_aside = TRUE};
    if (intake != NULL) {
        delivery_trace_describe(context, &end);
    } else {
        if (spool != NULL)
            read_header(&mail, spool);
        end.sender = mail.from != NULL ? mail.from->address : envelope->sender;
        end.message_id = mail.identity.message_id;
        end.subject = mail.subject;
    }
    if (context->journal == NULL && !context->is_journal_down && context->config->keep_trace_s > 0)
        (void)delivery_context_open_journal(context, NULL);

    const MailIdentity *identity = intake != NULL ? &intake->identity : &mail.identity;
    g_autoptr(GPtrArray) routes = intake != NULL
                                      ? ticket_route_select(context->config, envelope->recipients,
                                                            context->keys, intake->letter)
                                      : route_select(context->config, envelope->recipients);
    for (guint i = 0; i < routes->len; i++)
        tell(context, g_ptr_array_index(routes, i), identity, end);
    if (routes->len == 0)
        tell(context, NULL, identity, end);
}

/* mail_claim.c - see mail_claim.h. mail_names.c makes the names. */
#include "gateway/delivery/mail_claim.h"

#include "gateway/delivery/mail_names.h"
#include "gateway/log.h"
#include "gateway/policy/authentication.h"

/* A claim ends this long after the deadline of its process. */
#define MAIL_CLAIM_LEASE_MARGIN_S 60

gboolean
mail_claim_run(RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const Config *config = context->config;
    g_auto(MailNames) names;
    mail_names_init(&names, &context->intake->identity, mail->route->name);
    names.wanted.message_id = context->intake->letter->message_id;
    names.wanted.is_unproven = authentication_is_missing(config, context->intake->letter);
    names.wanted.plan_bytes = config->attachments_per_request;
    mail->record = journal_mail_claim(context->journal, &names.wanted,
                                      config->deadline_s + MAIL_CLAIM_LEASE_MARGIN_S,
                                      context->deadline_us, error);
    if (mail->record == NULL) {
        mail->key = mail_names_steal(&names, names.wanted.key);
        return FALSE;
    }
    if (mail->record->is_new && g_strcmp0(mail->record->key, names.wanted.key) != 0)
        log_warning("same-message-id",
                    "another mail came with the same Message-ID <%s> before, and says something "
                    "else, or was not proven as this one is: this one is a mail of its own",
                    context->intake->identity.message_id);
    mail->key = mail_names_steal(&names, mail->record->key);
    return TRUE;
}

gboolean
mail_claim_find_done(RouteMail *mail, Journal *journal, gboolean *ret_is_done, GError **error)
{
    const DeliveryContext *context = mail->context;
    GError *problem = NULL;
    g_auto(MailNames) names;
    mail_names_init(&names, &context->intake->identity, mail->route->name);
    names.wanted.is_unproven = authentication_is_missing(context->config, context->intake->letter);
    g_autoptr(JournalMail) known = journal_mail_find_same(journal, &names.wanted, NULL, &problem);
    *ret_is_done = known != NULL && known->step == JOURNAL_STEP_DONE;
    if (problem != NULL) {
        mail->key = mail_names_steal(&names, names.wanted.key);
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (*ret_is_done) {
        mail->key = mail_names_steal(&names, known->key);
        mail->record = g_steal_pointer(&known);
    }
    return TRUE;
}

void
mail_claim_assume(RouteMail *mail)
{
    mail->key = mail_key_name(&mail->context->intake->identity, mail->route->name, 0);
    mail->record = g_new0(JournalMail, 1);
    mail->record->key = g_strdup(mail->key->key);
    mail->record->reference_number = g_strdup(mail->key->reference_number);
    mail->record->plan_bytes = mail->context->config->attachments_per_request;
    mail->record->is_new = TRUE;
}

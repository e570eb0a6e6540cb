/* news_mail.c - see news_mail.h. news_change.c decides what is told, journal_thread.c knows whom.
 */
#include "gateway/news/news_mail.h"

#include <string.h>

#include "gateway/confirmation/confirmation_template.h"
#include "gateway/delivery/budget.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery/ticket_memory.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/log.h"
#include "gateway/own_address.h"
#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/signed_reference.h"

static gint64
now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* Unique for the ticket, also if a lost journal counts from the beginning. A mail in the outbox
 * keeps its own. */
static char *
new_message_id(const DeliveryContext *context, const NewsMail *mail, const char *own,
               const char *person)
{
    const char *number = mail->ticket->ticket_number;
    const char *at = strrchr(own, '@');
    const char *domain = at != NULL ? at + 1 : "localhost";
    g_autofree char *unique =
        g_strdup_printf("news-%u-%" G_GINT64_FORMAT, mail->ticket->n_mails + 1, now_s());
    char *id = context->keys != NULL
                   ? signed_reference_message_id(context->keys, number, person, unique, domain)
                   : NULL;
    if (id != NULL)
        return id;
    g_autofree char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, person, -1);
    return g_strdup_printf("ticketgate.%s-%s.%.12s@%s", number, unique, checksum, domain);
}

static char *
new_reply_to(const DeliveryContext *context, const NewsMail *mail, const char *own,
             const char *person)
{
    char delimiter = config_delimiter(context->config);

    return context->keys != NULL && delimiter != '\0'
               ? signed_reference_address(context->keys, mail->ticket->ticket_number, person, own,
                                          delimiter)
               : NULL;
}

/* (transfer full) */
static Confirmation *
compose_for(const DeliveryContext *context, const NewsMail *mail, const char *person,
            GError **error)
{
    const Config *config = context->config;
    g_autofree char *own = own_address_of(config);

    if (own == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "cannot write: [mail] from is not set");
        return NULL;
    }
    g_autofree char *own_id = new_message_id(context, mail, own, person);
    g_autofree char *reply_to = new_reply_to(context, mail, own, person);
    const char *first = mail->ticket->language != NULL ? mail->ticket->language : config->language;
    const char *const languages[] = {first, config->language, NULL};
    ConfirmationRequest request = {.kind = mail->kind,
                                   .recipient = person,
                                   .reply_to = reply_to,
                                   .ticket_number = mail->ticket->ticket_number,
                                   .original_subject = mail->subject,
                                   .sent_s = -1,
                                   .is_untrusted = mail->ticket->is_unproven,
                                   .message_id = mail->ticket->message_id,
                                   .languages = languages,
                                   .own_message_id = own_id,
                                   .date_s = now_s(),
                                   .news = mail->says};
    Confirmation *confirmation = confirmation_compose(config, &request, error);
    if (confirmation != NULL && confirmation->fault != NULL)
        log_error("news", "news to <%s> with the built-in text: %s (see: ticketgate check-config)",
                  person, confirmation->fault);
    return confirmation;
}

static BudgetSubject
budget_subject(const NewsMail *mail, const char *person)
{
    return (BudgetSubject){.sender = person,
                           .ticket_number = mail->ticket->ticket_number,
                           .is_proven = TRUE,
                           .is_part = TRUE};
}

/* Whether this person gets a mail now; if not, and it is worth knowing, that is logged. */
static gboolean
is_told(const DeliveryContext *context, const NewsMail *mail, const char *person,
        gboolean *ret_is_told, GError **error)
{
    g_autofree char *why = NULL;
    const BudgetSubject subject = budget_subject(mail, person);
    gboolean is_spent = FALSE;

    *ret_is_told = FALSE;
    if (!confirmation_recipient_is_person(context->config, person, &why))
        return TRUE;
    if (!budget_is_spent(context, CONFIG_BUDGET_REPLY, &subject, &is_spent, error))
        return FALSE;
    if (is_spent)
        log_warning("news", "no news to <%s> about %s: the [budget] of replies is spent", person,
                    mail->ticket->ticket_number);
    *ret_is_told = !is_spent;
    return TRUE;
}

/* A mail for each person who is to be told. (transfer full) (element-type Confirmation) */
static GPtrArray *
compose_all(const DeliveryContext *context, const NewsMail *mail, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)confirmation_free);
    g_autoptr(GPtrArray) people =
        journal_participant_list(context->journal, mail->ticket->ticket_number,
                                 context->config->news_to != CONFIG_NEWS_PARTICIPANTS, error);

    if (people == NULL)
        return NULL;
    for (guint i = 0; i < people->len; i++) {
        const char *person = g_ptr_array_index(people, i);
        GError *problem = NULL;
        gboolean is_due;
        if (!is_told(context, mail, person, &is_due, error))
            return NULL;
        Confirmation *one = is_due ? compose_for(context, mail, person, &problem) : NULL;
        if (one != NULL) {
            g_ptr_array_add(mails, one);
        } else if (problem != NULL &&
                   g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
            log_warning("news", "no news to <%s>: %s", person, problem->message);
            g_error_free(problem);
        } else if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
    }
    return g_steal_pointer(&mails);
}

/* Inside a transaction: one mail into the outbox, the thread, the budget, and the text that the
 * ticket is known to have. */
static gboolean
record_mail(const DeliveryContext *context, const NewsMail *mail, const Confirmation *confirmation,
            OutboxItem *item, GError **error)
{
    const char *number = mail->ticket->ticket_number;
    g_autofree char *key = g_strdup_printf("news-%s-%u.news.%s", number, mail->ticket->n_mails,
                                           confirmation->recipient);
    const BudgetSubject subject = budget_subject(mail, confirmation->recipient);
    const TicketMemoryText text = {.number = number, .source = key, .text = confirmation->body};
    const JournalThreadMail thread = {.message_id = confirmation->message_id,
                                      .ticket_number = number};

    return journal_outbox_add(context->journal, key, item, error) &&
           budget_count(context, CONFIG_BUDGET_REPLY, &subject, error) &&
           ticket_memory_note(context, &text, NULL, error) &&
           journal_thread_add(context->journal, &thread, error);
}

/* Inside a transaction. */
static gboolean
record_all(const DeliveryContext *context, const NewsMail *mail, const GPtrArray *mails,
           OutboxItem *items, GError **error)
{
    if (mails->len > 0)
        mail->ticket->n_mails++;
    for (guint i = 0; i < mails->len; i++) {
        const Confirmation *confirmation = g_ptr_array_index(mails, i);
        items[i] =
            (OutboxItem){.recipient = confirmation->recipient, .message = confirmation->message};
        if (!record_mail(context, mail, confirmation, &items[i], error))
            return FALSE;
    }
    return journal_ticket_record(context->journal, mail->ticket, error);
}

static void
hand_over(const DeliveryContext *context, const NewsMail *mail, const OutboxItem *items,
          guint n_items)
{
    for (guint i = 0; i < n_items; i++) {
        log_info("news", "%s: %s to <%s>", mail->ticket->ticket_number,
                 confirmation_template_name(mail->kind), items[i].recipient);
        if (items[i].id >= 0 && !outbox_flush_item(context, &items[i]))
            return;
    }
}

gboolean
news_mail_tell(const DeliveryContext *context, const NewsMail *mail, NewsMailRecord also,
               gpointer data, GError **error)
{
    g_autoptr(GPtrArray) mails = compose_all(context, mail, error);

    if (mails == NULL || !journal_begin(context->journal, TRUE, error))
        return FALSE;
    g_autofree OutboxItem *items = g_new0(OutboxItem, mails->len + 1);
    if (!record_all(context, mail, mails, items, error) ||
        (also != NULL && !also(context, data, error))) {
        journal_rollback(context->journal);
        return FALSE;
    }
    if (!journal_commit(context->journal, error))
        return FALSE;
    hand_over(context, mail, items, mails->len);
    return TRUE;
}

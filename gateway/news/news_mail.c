/* news_mail.c - see news_mail.h. news_change.c decides what is told, journal_thread.c knows whom.
 */
#include "gateway/news/news_mail.h"

#include <string.h>

#include "gateway/confirmation/confirmation_template.h"
#include "gateway/delivery/budget.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery/ticket_memory.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"
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

/* A signed reference gives rights, so only to a person's own address. */
static gboolean
is_own_address(const JournalReader *reader)
{
    return g_ascii_strcasecmp(reader->address, reader->news_address) == 0;
}

/* Unique for the ticket, also if a lost journal counts from the beginning. A mail in the outbox
 * keeps its own. */
static char *
new_message_id(const DeliveryContext *context, const NewsMail *mail, const char *own,
               const JournalReader *reader)
{
    const char *person = reader->news_address;
    const char *number = mail->ticket->ticket_number;
    const char *at = strrchr(own, '@');
    const char *domain = at != NULL ? at + 1 : "localhost";
    g_autofree char *unique =
        g_strdup_printf("news-%u-%" G_GINT64_FORMAT, mail->ticket->n_mails, now_s());
    char *id = context->keys != NULL && is_own_address(reader)
                   ? signed_reference_message_id(context->keys, number, person, unique, domain)
                   : NULL;
    if (id != NULL)
        return id;
    g_autofree char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, person, -1);
    return g_strdup_printf("ticketgate.%s-%s.%.12s@%s", number, unique, checksum, domain);
}

static char *
new_reply_to(const DeliveryContext *context, const NewsMail *mail, const char *own,
             const JournalReader *reader)
{
    char delimiter = config_delimiter(context->config);

    return context->keys != NULL && delimiter != '\0' && is_own_address(reader)
               ? signed_reference_address(context->keys, mail->ticket->ticket_number,
                                          reader->address, own, delimiter)
               : NULL;
}

/* (transfer full) */
static Confirmation *
compose_for(const DeliveryContext *context, const NewsMail *mail, const JournalReader *reader,
            GError **error)
{
    const char *person = reader->news_address;
    const Config *config = context->config;
    g_autofree char *own = own_address_of(config);

    if (own == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "cannot write: [mail] from is not set");
        return NULL;
    }
    g_autofree char *own_id = new_message_id(context, mail, own, reader);
    g_autofree char *reply_to = new_reply_to(context, mail, own, reader);
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
                                   .files = mail->files != NULL ? mail->files->missing : NULL,
                                   .news = mail->says,
                                   .attachments =
                                       mail->files != NULL ? mail->files->attached : NULL};
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

/* Whether this person gets a mail now; if not, that is logged. */
static gboolean
is_told(const DeliveryContext *context, const NewsMail *mail, const char *person,
        gboolean *ret_is_told, GError **error)
{
    const BudgetSubject subject = budget_subject(mail, person);
    gboolean is_spent = FALSE;

    if (!budget_is_spent(context, CONFIG_BUDGET_REPLY, &subject, &is_spent, error))
        return FALSE;
    if (is_spent)
        log_warning("news", "no news to <%s> about %s: the [budget] of replies is spent", person,
                    mail->ticket->ticket_number);
    *ret_is_told = !is_spent;
    return TRUE;
}

/* Whether somebody before gets mail at the same address. */
static gboolean
is_listed_before(const GPtrArray *people, guint index)
{
    const JournalReader *reader = g_ptr_array_index(people, index);

    for (guint i = 0; i < index; i++) {
        const JournalReader *other = g_ptr_array_index(people, i);
        if (g_ascii_strcasecmp(other->news_address, reader->news_address) == 0)
            return TRUE;
    }
    return FALSE;
}

GPtrArray *
news_mail_people(const DeliveryContext *context, const char *number, GError **error)
{
    const Config *config = context->config;
    GPtrArray *people = journal_participant_list(
        context->journal, number, config->news_to != CONFIG_NEWS_PARTICIPANTS, error);

    for (guint i = 0; people != NULL && i < people->len;) {
        const JournalReader *reader = g_ptr_array_index(people, i);
        g_autofree char *why = NULL;
        if (confirmation_recipient_is_person(config, reader->news_address, &why) &&
            !is_listed_before(people, i))
            i++;
        else
            g_ptr_array_remove_index(people, i);
    }
    return people;
}

/* The people whose budget is not spent. (transfer full) (element-type JournalReader) */
static GPtrArray *
people_to_tell(const DeliveryContext *context, const NewsMail *mail, GError **error)
{
    g_autoptr(GPtrArray) people = news_mail_people(context, mail->ticket->ticket_number, error);

    for (guint i = 0; people != NULL && i < people->len;) {
        const JournalReader *reader = g_ptr_array_index(people, i);
        gboolean is_due;
        if (!is_told(context, mail, reader->news_address, &is_due, error))
            return NULL;
        if (is_due)
            i++;
        else
            g_ptr_array_remove_index(people, i);
    }
    return g_steal_pointer(&people);
}

/* Inside a transaction: one mail into the outbox, the thread, the budget, and the text that the
 * ticket is known to have. */
static gboolean
record_mail(const DeliveryContext *context, const NewsMail *mail, const Confirmation *confirmation,
            gint64 *ret_id, GError **error)
{
    const char *number = mail->ticket->ticket_number;
    g_autofree char *key = g_strdup_printf("news-%s-%u.news.%s", number, mail->ticket->n_mails,
                                           confirmation->recipient);
    const BudgetSubject subject = budget_subject(mail, confirmation->recipient);
    OutboxItem item = {.recipient = confirmation->recipient, .message = confirmation->message};
    const TicketMemoryText text = {.number = number, .source = key, .text = confirmation->body};
    const JournalThreadMail thread = {.message_id = confirmation->message_id,
                                      .ticket_number = number};

    if (!journal_outbox_add(context->journal, key, &item, error))
        return FALSE;
    *ret_id = item.id;
    return budget_count(context, CONFIG_BUDGET_REPLY, &subject, error) &&
           ticket_memory_note(context, &text, NULL, error) &&
           journal_thread_add(context->journal, &thread, error);
}

/* Inside a transaction: writes the mail to one person. *ret_id stays -1 if their address cannot be
 * used. */
static gboolean
tell_one(const DeliveryContext *context, const NewsMail *mail, const JournalReader *reader,
         gint64 *ret_id, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Confirmation) one = compose_for(context, mail, reader, &problem);

    if (one != NULL)
        return record_mail(context, mail, one, ret_id, error);
    if (!g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    log_warning("news", "no news to <%s>: %s", reader->news_address, problem->message);
    g_error_free(problem);
    return TRUE;
}

/* Inside a transaction. One mail at a time is in memory, since it may have large files. */
static gboolean
record_all(const DeliveryContext *context, const NewsMail *mail, const GPtrArray *people,
           gint64 *ids, GError **error)
{
    gboolean is_any = FALSE;

    mail->ticket->n_mails++;
    for (guint i = 0; i < people->len; i++) {
        ids[i] = -1;
        if (!tell_one(context, mail, g_ptr_array_index(people, i), &ids[i], error))
            return FALSE;
        is_any = is_any || ids[i] >= 0;
    }
    if (!is_any)
        mail->ticket->n_mails--;
    return journal_ticket_record(context->journal, mail->ticket, error);
}

static void
hand_over(const DeliveryContext *context, const NewsMail *mail, const gint64 *ids, guint n_ids)
{
    for (guint i = 0; i < n_ids; i++) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(OutboxItem) item =
            ids[i] >= 0 ? journal_outbox_read(context->journal, ids[i], &problem) : NULL;
        if (problem != NULL)
            log_warning("journal", "outbox not read: %s", problem->message);
        if (item == NULL)
            continue;
        log_info("news", "%s: %s to <%s>", mail->ticket->ticket_number,
                 confirmation_template_name(mail->kind), item->recipient);
        if (!outbox_flush_item(context, item))
            return;
    }
}

gboolean
news_mail_tell(const DeliveryContext *context, const NewsMail *mail, NewsMailRecord also,
               gpointer data, GError **error)
{
    g_autoptr(GPtrArray) people = people_to_tell(context, mail, error);

    if (people == NULL || !journal_begin(context->journal, TRUE, error))
        return FALSE;
    g_autofree gint64 *ids = g_new(gint64, people->len + 1);
    if (!journal_lease_confirm(context->journal, error) ||
        !record_all(context, mail, people, ids, error) ||
        (also != NULL && !also(context, data, error))) {
        journal_rollback(context->journal);
        return FALSE;
    }
    if (!journal_commit(context->journal, error))
        return FALSE;
    hand_over(context, mail, ids, people->len);
    return TRUE;
}

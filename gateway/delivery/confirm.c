/* confirm.c - see confirm.h. decision.c decides whether a confirmation is due. */
#include "gateway/delivery/confirm.h"

#include <string.h>

#include "gateway/delivery/budget.h"
#include "gateway/delivery/conversation.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery/refused_files.h"
#include "gateway/delivery/ticket_memory.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_return.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/log.h"
#include "gateway/own_address.h"
#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/requester.h"
#include "gateway/policy/signed_reference.h"

#define CONFIRM_MAX_CC 10

/* The files that the ticket does not have: they were too large, or refused. (transfer container) */
static GPtrArray *
missing_files(const RouteMail *mail)
{
    GPtrArray *files = g_ptr_array_new();
    g_ptr_array_extend(files, mail->plan->oversize, NULL, NULL);
    if (mail->record->refused != NULL)
        g_ptr_array_extend_and_steal(files, refused_files_list(mail));
    return files;
}

/* The same as text for the sender; NULL if no file is missing. (transfer full) */
static char *
files_text(const RouteMail *mail)
{
    g_autoptr(GPtrArray) files = missing_files(mail);
    return ticket_text_file_list(files);
}

gboolean
confirm_is_due(const RouteMail *mail)
{
    g_autoptr(GPtrArray) files = missing_files(mail);
    if (files->len > 0)
        decision_add_oversize_reply(mail->context->config, mail->context->intake->letter,
                                    mail->decision);
    return mail->decision->is_reply_due;
}

static ConfirmationKind
kind_of_comment(const Decision *decision)
{
    if (decision->asked != ASKED_NOTHING)
        return decision->asked == ASKED_CLOSE ? CONFIRMATION_KIND_CLOSE_ASKED
                                              : CONFIRMATION_KIND_REOPEN_ASKED;
    return decision->is_reply_for_files ? CONFIRMATION_KIND_OVERSIZE : CONFIRMATION_KIND_COMMENTED;
}

static ConfirmationKind
kind_of(const Decision *decision)
{
    switch (decision->kind) {
    case DECISION_CREATE:
        return decision->is_follow_up ? CONFIRMATION_KIND_FOLLOW_UP : CONFIRMATION_KIND_CREATED;
    case DECISION_CLOSE:
        return CONFIRMATION_KIND_CLOSED;
    case DECISION_REOPEN:
        return CONFIRMATION_KIND_REOPENED;
    case DECISION_REJECT:
        return CONFIRMATION_KIND_REFUSED;
    case DECISION_COMMENT:
        return kind_of_comment(decision);
    case DECISION_IGNORE:
        break;
    }
    return CONFIRMATION_KIND_COMMENTED;
}

/* A signed reference gives rights on the ticket. So it only goes to people who took part in the
 * ticket before or open it with this mail, and only to their own address. */
static gboolean
is_signed(const RouteMail *mail, const char *person, const char *recipient)
{
    return mail->context->keys != NULL && mail->record->ticket_number != NULL &&
           (mail->decision->kind == DECISION_CREATE ||
            (mail->record->is_participant && !mail->decision->is_storm)) &&
           g_ascii_strcasecmp(person, recipient) == 0;
}

/* A Message-ID signed for `person`. If `person` is NULL, one that only the journal knows, different
 * for each `recipient`. */
static char *
new_message_id(const RouteMail *mail, const char *own, const char *person, const char *recipient)
{
    const char *at = strrchr(own, '@');
    const char *domain = at != NULL ? at + 1 : "localhost";
    g_autofree char *unique =
        g_strdup_printf("%.16s-%s", mail->key->key, decision_kind_name(mail->decision->kind));
    char *id = person != NULL
                   ? signed_reference_message_id(mail->context->keys, mail->record->ticket_number,
                                                 person, unique, domain)
                   : NULL;
    if (id != NULL)
        return id;
    g_autofree char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, recipient, -1);
    return g_strdup_printf("ticketgate.%s.%.12s@%s", unique, checksum, domain);
}

/* Reply-To with the signed sub-address. NULL: the mail gets no Reply-To. */
static char *
new_reply_to(const RouteMail *mail, const char *own, const char *person)
{
    char delimiter = config_delimiter(mail->context->config);
    if (person == NULL || delimiter == '\0')
        return NULL;
    return signed_reference_address(mail->context->keys, mail->record->ticket_number, person, own,
                                    delimiter);
}

/* The display name in From, if the mail goes to that address; else NULL. */
static const char *
sender_name_of(const Letter *letter, const char *recipient)
{
    for (guint i = 0; i < letter->from->len; i++) {
        const LetterAddress *entry = g_ptr_array_index(letter->from, i);
        if (g_ascii_strcasecmp(entry->address, recipient) == 0)
            return entry->name;
    }
    return NULL;
}

/* `person` is the person for whom the references are signed, `recipient` is where the mail goes.
 * They differ only if a mail asks for replies to another address of the sender's organisation. */
static Confirmation *
compose_for(const RouteMail *mail, const char *person, const char *recipient, GError **error)
{
    const Letter *letter = mail->context->intake->letter;
    g_autofree char *own = own_address_of(mail->context->config);
    if (own == NULL) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                    "cannot answer: [mail] from is not set");
        return NULL;
    }
    const char *signed_for = is_signed(mail, person, recipient) ? person : NULL;
    g_autofree char *files = files_text(mail);
    g_autofree char *own_id = new_message_id(mail, own, signed_for, recipient);
    g_autofree char *reply_to = new_reply_to(mail, own, signed_for);
    const char *languages[4] = {NULL};
    guint n_languages = 0;
    const char *const wanted[] = {mail->ticket_route.language, letter->language,
                                  mail->context->config->language};
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (wanted[i] != NULL)
            languages[n_languages++] = wanted[i];
    ConfirmationRequest request = {
        .kind = kind_of(mail->decision),
        .recipient = recipient,
        .reply_to = reply_to,
        .ticket_number = mail->record->ticket_number,
        .old_ticket_number = mail->decision->named_ticket,
        .original_subject = *letter->thread_topic != '\0' ? letter->thread_topic : letter->subject,
        .sender_name = sender_name_of(letter, recipient),
        .sent_s = letter->date_s,
        .is_untrusted = !mail->is_proven && mail->context->config->authserv_ids != NULL &&
                        mail->context->config->authserv_ids[0] != NULL,
        .message_id = letter->message_id,
        .references = letter->references,
        .languages = languages,
        .own_message_id = own_id,
        .date_s = g_get_real_time() / G_USEC_PER_SEC,
        .files = files,
    };
    Confirmation *confirmation = confirmation_compose(mail->context->config, &request, error);
    if (confirmation != NULL && confirmation->fault != NULL)
        log_error("reply",
                  "reply to <%s> with the built-in text: %s (see: ticketgate check-config)",
                  recipient, confirmation->fault);
    return confirmation;
}

const char *
confirm_recipient(const RouteMail *mail, char **ret_why)
{
    const char *recipient = confirmation_recipient_sender(mail->context->config,
                                                          mail->context->intake->letter, ret_why);
    const char *person = requester_address(mail->context->config, mail->context->intake->letter);
    const Decision *decision = mail->decision;
    gboolean is_named = decision->kind != DECISION_CREATE || decision->named_ticket != NULL;
    if (recipient == NULL || person == NULL || !is_named || mail->is_proven ||
        conversation_is_part(mail) || g_ascii_strcasecmp(recipient, person) == 0)
        return recipient;
    g_clear_pointer(ret_why, g_free);
    return confirmation_recipient_is_person(mail->context->config, person, ret_why) ? person : NULL;
}

Confirmation *
confirm_compose(const RouteMail *mail, GError **error)
{
    g_autofree char *why = NULL;
    const char *recipient = confirm_recipient(mail, &why);
    if (recipient == NULL) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "cannot answer: %s", why);
        return NULL;
    }
    return compose_for(mail,
                       requester_address(mail->context->config, mail->context->intake->letter),
                       recipient, error);
}

/* The key of a confirmation in the outbox. It is the same at every try, so each recipient gets each
 * kind of confirmation once for a mail. The sender's key does not contain the address: a changed
 * Reply-To or address book does not lead to a second confirmation. */
static char *
outbox_key(const RouteMail *mail, const char *cc_recipient)
{
    const char *kind = decision_kind_name(mail->decision->kind);
    g_autofree char *lower = cc_recipient != NULL ? g_ascii_strdown(cc_recipient, -1) : NULL;
    return lower != NULL ? g_strdup_printf("%s.%s.%s", mail->key->key, kind, lower)
                         : g_strdup_printf("%s.%s", mail->key->key, kind);
}

/* Puts it into the outbox, the thread and the budget, then hands it to the MTA. `cc_recipient` is
 * NULL for the confirmation of the sender. */
static gboolean
send_one(const RouteMail *mail, const Confirmation *confirmation, const char *cc_recipient,
         GError **error)
{
    OutboxItem item = {.recipient = confirmation->recipient, .message = confirmation->message};
    BudgetSubject subject = {.sender = confirmation->recipient,
                             .ticket_number = mail->record->ticket_number,
                             .is_proven = mail->is_proven,
                             .is_part = conversation_is_part(mail)};
    g_autofree char *key = outbox_key(mail, cc_recipient);
    gboolean is_spent;
    if (!budget_is_spent(mail->context, CONFIG_BUDGET_REPLY, &subject, &is_spent, error))
        return FALSE;
    if (is_spent) {
        log_warning("reply", "no reply to <%s> about %s: the [budget] of replies is spent",
                    confirmation->recipient,
                    mail->record->ticket_number != NULL ? mail->record->ticket_number
                                                        : "a refusal");
        return TRUE;
    }
    if (!journal_outbox_add(mail->context->journal, key, &item, error) ||
        !budget_count(mail->context, CONFIG_BUDGET_REPLY, &subject, error))
        return FALSE;
    const TicketMemoryText text = {
        .number = mail->record->ticket_number, .source = key, .text = confirmation->body};
    const JournalThreadMail thread = {.message_id = confirmation->message_id,
                                      .ticket_number = mail->record->ticket_number};
    if (mail->record->ticket_number != NULL &&
        (!ticket_memory_note(mail->context, &text, NULL, error) ||
         !journal_thread_add(mail->context->journal, &thread, error)))
        return FALSE;
    if (item.id >= 0)
        outbox_flush_item(mail->context, &item);
    return TRUE;
}

/* The people in To and Cc without the sender, machines and our own addresses, each once. Empty if
 * there are more than CONFIRM_MAX_CC: then it is a list. (element-type utf8) */
static GPtrArray *
other_people(const RouteMail *mail, const char *sender)
{
    const Letter *letter = mail->context->intake->letter;
    GPtrArray *const lists[] = {letter->to, letter->cc};
    GPtrArray *people = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len && people->len <= CONFIRM_MAX_CC; j++) {
            LetterAddress *entry = g_ptr_array_index(lists[i], j);
            g_autofree char *why = NULL;
            if (g_ascii_strcasecmp(entry->address, sender) != 0 &&
                confirmation_recipient_is_person(mail->context->config, entry->address, &why) &&
                !g_ptr_array_find_with_equal_func(people, entry->address, g_str_equal, NULL))
                g_ptr_array_add(people, entry->address);
        }
    if (people->len > CONFIRM_MAX_CC) {
        log_warning("reply", "no confirmations to To and Cc: more than %d people", CONFIRM_MAX_CC);
        g_ptr_array_set_size(people, 0);
    }
    return people;
}

/* Mail to this person comes back, and they have not written since. */
static gboolean
is_unreachable(const RouteMail *mail, const char *person, gboolean *ret_is, GError **error)
{
    if (!journal_return_is_noted(mail->context->journal, person, ret_is, error))
        return FALSE;
    if (*ret_is)
        log_warning("reply", "no confirmation to <%s>: mail to this address comes back", person);
    return TRUE;
}

static gboolean
send_to_others(const RouteMail *mail, const char *sender, GError **error)
{
    g_autoptr(GPtrArray) people = other_people(mail, sender);
    for (guint i = 0; i < people->len; i++) {
        const char *person = g_ptr_array_index(people, i);
        GError *problem = NULL;
        gboolean is_lost;
        if (!is_unreachable(mail, person, &is_lost, error))
            return FALSE;
        if (is_lost)
            continue;
        g_autoptr(Confirmation) confirmation = compose_for(mail, person, person, &problem);
        if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY)) {
            g_propagate_error(error, problem);
            return FALSE;
        }
        if (confirmation == NULL) {
            log_warning("reply", "no confirmation to <%s>: %s", person, problem->message);
            g_error_free(problem);
            continue;
        }
        if (!send_one(mail, confirmation, person, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
send_all(const RouteMail *mail, const Confirmation *confirmation, GError **error)
{
    if (!send_one(mail, confirmation, NULL, error))
        return FALSE;
    return !mail->context->config->is_reply_to_cc || mail->decision->kind != DECISION_CREATE ||
           send_to_others(mail, confirmation->recipient, error);
}

gboolean
confirm_send(const RouteMail *mail, GError **error)
{
    g_autoptr(Confirmation) confirmation = confirm_compose(mail, error);
    return confirmation != NULL && send_all(mail, confirmation, error);
}

/* Only if it cannot be composed does the mail go on without it: an error of the journal passes, and
 * the next try has to find the step not done. */
gboolean
confirm_run(RouteMail *mail, GError **error)
{
    GError *problem = NULL;
    if (mail->context->envelope->is_unconfirmed || !confirm_is_due(mail))
        return TRUE;
    g_autoptr(Confirmation) confirmation = confirm_compose(mail, &problem);
    if (confirmation != NULL)
        return send_all(mail, confirmation, error);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION) ||
        g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
        log_error("reply", "no reply to %s: %s", mail->record->ticket_number, problem->message);
        g_error_free(problem);
        return TRUE;
    }
    g_propagate_error(error, problem);
    return FALSE;
}

/* conversation.c - see conversation.h. */
#include "gateway/delivery/conversation.h"

#include "gateway/delivery/budget.h"
#include "gateway/delivery/confirm.h"
#include "gateway/delivery/returned_memory.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery/ticket_lookup.h"
#include "gateway/delivery/ticket_memory.h"
#include "gateway/journal/journal_return.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/requester.h"

/* for one mail; a mail to more people goes to a list, and is no conversation */
#define MAX_PARTICIPANTS 100

static const char *
sender_of(const Letter *letter)
{
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : NULL;
}

/* Proven by a reference that we signed for the sender, or by a mail server that we trust. */
static gboolean
is_proven(const RouteMail *mail)
{
    return mail->finding != NULL ? mail->finding->facts.is_verified : mail->is_proven;
}

gboolean
conversation_is_part(const RouteMail *mail)
{
    const TicketFinding *finding = mail->finding;
    gboolean is_known = finding != NULL ? finding->facts.is_participant ||
                                              finding->facts.evidence == EVIDENCE_SIGNED
                                        : mail->record->is_participant;
    return is_known && is_proven(mail);
}

/* Whether an earlier try of this mail made its ticket, but crashed before recording it. */
static gboolean
has_ticket(const RouteMail *mail, gboolean *ret_has, GError **error)
{
    const JournalMail *record = mail->record;
    GError *problem = NULL;
    *ret_has = record->is_accepted;
    if (record->is_accepted || !record->is_in_doubt)
        return TRUE;
    g_autofree char *number = ticket_lookup_find(mail, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_has = number != NULL;
    return TRUE;
}

/* The question to the policy: the facts that were found, and which budgets are spent. */
typedef struct {
    const RouteMail *mail;
    PolicyFacts facts;
    char *storm_ticket;
} Question;

static BudgetSubject
subject_of(const RouteMail *mail, const char *ticket_number)
{
    return (BudgetSubject){.sender = sender_of(mail->context->intake->letter),
                           .ticket_number = ticket_number,
                           .is_proven = is_proven(mail),
                           .is_part = conversation_is_part(mail)};
}

static gboolean
ask_create(Question *question, const Decision *decision, GError **error)
{
    const RouteMail *mail = question->mail;
    BudgetSubject subject = subject_of(mail, decision->named_ticket);
    gboolean is_spent, has_one;
    GError *problem = NULL;
    subject.route = mail->route;
    if (!budget_is_spent(mail->context, CONFIG_BUDGET_CREATE, &subject, &is_spent, error))
        return FALSE;
    if (!is_spent)
        return TRUE;
    if (!has_ticket(mail, &has_one, error))
        return FALSE;
    question->facts.is_create_spent = !has_one;
    question->storm_ticket = budget_storm_ticket(mail->context, &subject, &problem);
    question->facts.storm_ticket = question->storm_ticket;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
}

static gboolean
ask_comment(Question *question, const Decision *decision, GError **error)
{
    const DeliveryContext *context = question->mail->context;
    const BudgetSubject subject = subject_of(question->mail, decision->ticket_number);
    gboolean *is_spent = &question->facts.is_comment_spent;
    return question->facts.is_wanted ||
           (budget_is_spent(context, CONFIG_BUDGET_COMMENT, &subject, is_spent, error) &&
            (!*is_spent || budget_count_flood(context, &subject, error)));
}

static gboolean
ask_reopen(Question *question, const Decision *decision, GError **error)
{
    const BudgetSubject subject = subject_of(question->mail, decision->ticket_number);
    return budget_is_spent(question->mail->context, CONFIG_BUDGET_REOPEN, &subject,
                           &question->facts.is_reopen_spent, error);
}

/* The operator delivers it by hand. */
static gboolean
is_unbudgeted(const DeliveryContext *context)
{
    return context->envelope != NULL && context->envelope->is_unbudgeted;
}

/* Asks whether the budget for this decision is spent, unless that is known already. */
static gboolean
ask(Question *question, const Decision *decision, GError **error)
{
    if (is_unbudgeted(question->mail->context))
        return TRUE;
    switch (decision->kind) {
    case DECISION_CREATE:
        return question->facts.is_create_spent || ask_create(question, decision, error);
    case DECISION_REOPEN:
        return question->facts.is_reopen_spent || ask_reopen(question, decision, error);
    case DECISION_COMMENT:
        return question->facts.is_comment_spent || ask_comment(question, decision, error);
    case DECISION_CLOSE:
    case DECISION_IGNORE:
    case DECISION_REJECT:
        break;
    }
    return TRUE;
}

static gint
count_spent(const PolicyFacts *facts)
{
    return facts->is_create_spent + facts->is_reopen_spent + facts->is_comment_spent;
}

Decision *
conversation_decide(const RouteMail *mail, PolicyFacts facts, GError **error)
{
    const DeliveryContext *context = mail->context;
    Question question = {.mail = mail, .facts = facts};
    Decision *decision = NULL;
    gboolean is_asked;
    gint spent;
    do { /* once more if the budget for this decision is spent */
        g_clear_pointer(&decision, decision_free);
        spent = count_spent(&question.facts);
        decision = decision_make(context->config, context->intake->letter, &question.facts);
        is_asked = ask(&question, decision, error);
    } while (is_asked && count_spent(&question.facts) > spent);
    g_free(question.storm_ticket);
    if (!is_asked)
        g_clear_pointer(&decision, decision_free);
    return decision;
}

/* Whether people may be told later what becomes of the ticket: not if the mail is delivered without
 * a confirmation, such as one of long ago. */
static gboolean
is_news_due(const RouteMail *mail)
{
    return mail->context->envelope == NULL || !mail->context->envelope->is_unconfirmed;
}

/* The people whom a proven mail names may be told what becomes of the ticket. */
static gboolean
add_people(const RouteMail *mail, const GPtrArray *people, guint *count, GError **error)
{
    const DeliveryContext *context = mail->context;
    for (guint i = 0; i < people->len && *count < MAX_PARTICIPANTS; i++) {
        const LetterAddress *entry = g_ptr_array_index(people, i);
        g_autofree char *why = NULL;
        if (!confirmation_recipient_is_person(context->config, entry->address, &why))
            continue;
        (*count)++;
        const JournalParticipant person = {.ticket_number = mail->record->ticket_number,
                                           .address = entry->address,
                                           .standing = STANDING_PARTICIPANT,
                                           .gets_news = is_proven(mail) && is_news_due(mail)};
        if (!journal_participant_add(context->journal, &person, error))
            return FALSE;
    }
    return TRUE;
}

/* Whether the people of the mail now take part in the ticket (see the header). */
static gboolean
gives_part(const RouteMail *mail)
{
    const Letter *letter = mail->context->intake->letter;
    const TicketFinding *finding = mail->finding;
    gboolean is_person =
        letter->mail_class == LETTER_CLASS_HUMAN ||
        requester_strength(mail->context->config, letter) == LETTER_STRENGTH_NOTHING;
    if (!is_person || mail->decision->is_storm)
        return FALSE;
    if (mail->decision->kind == DECISION_CREATE)
        return TRUE;
    if (finding == NULL)
        return FALSE;
    const PolicyFacts *facts = &finding->facts;
    return finding->has_our_mail || (facts->is_participant && facts->is_verified);
}

/* A person wrote from there, so mail may reach them again. A mail of long ago does not count. */
static gboolean
clear_returned(const RouteMail *mail, const char *sender, GError **error)
{
    const DeliveryContext *context = mail->context;
    gboolean is_person =
        requester_strength(context->config, context->intake->letter) == LETTER_STRENGTH_NOTHING;
    return sender == NULL || !is_person || !is_news_due(mail) ||
           journal_return_clear(context->journal, sender, error);
}

static gboolean
remember_people(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const Letter *letter = context->intake->letter;
    const char *sender = requester_address(context->config, letter);
    if (authentication_is_forged(context->config, letter))
        return TRUE; /* From is forged: the people in the mail may know nothing of it */
    if (!clear_returned(mail, sender, error))
        return FALSE;
    gboolean is_new = mail->decision->kind == DECISION_CREATE;
    gboolean is_joining = gives_part(mail);
    guint count = 0;
    g_autofree char *why = NULL;
    /* News goes where the confirmation goes. An unproven mail changes nothing for a ticket that is
     * known. */
    const char *recipient =
        is_new || conversation_is_part(mail) ? confirm_recipient(mail, &why) : NULL;
    g_clear_pointer(&why, g_free);
    const JournalParticipant person = {
        .ticket_number = mail->record->ticket_number,
        .address = sender,
        .news_address = recipient,
        .standing = is_new ? STANDING_CREATOR : STANDING_PARTICIPANT,
        .gets_news = is_news_due(mail) &&
                     confirmation_recipient_sender(context->config, letter, &why) != NULL};
    if (sender != NULL && (is_new || is_joining) &&
        !journal_participant_add(context->journal, &person, error))
        return FALSE;
    return !is_joining || (add_people(mail, letter->to, &count, error) &&
                           add_people(mail, letter->cc, &count, error));
}

static gboolean
count_budgets(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const char *number = mail->record->ticket_number;
    const Decision *decision = mail->decision;
    BudgetSubject subject = subject_of(mail, number);
    if (is_unbudgeted(context))
        return TRUE;
    if (decision->kind == DECISION_COMMENT &&
        !budget_count(context, CONFIG_BUDGET_COMMENT, &subject, error))
        return FALSE;
    if (decision->kind == DECISION_REOPEN)
        return budget_count(context, CONFIG_BUDGET_REOPEN, &subject, error);
    subject.ticket_number = NULL;
    subject.route = mail->route;
    if (decision->is_storm)
        return budget_count_storm(context, &subject, number, error);
    if (decision->kind != DECISION_CREATE)
        return TRUE;
    subject.ticket_number = decision->named_ticket;
    return budget_count(context, CONFIG_BUDGET_CREATE, &subject, error) &&
           budget_set_storm_ticket(context, &subject, number, error);
}

static gboolean
is_unproven(const DeliveryContext *context)
{
    return authentication_is_missing(context->config, context->intake->letter);
}

/* Remembers the first and the last reference of the mail, and what it answers. */
static gboolean
remember_referrals(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const char *number = mail->record->ticket_number;
    const Letter *letter = context->intake->letter;
    const GPtrArray *references = letter->references;
    gboolean is_part = mail->decision->kind == DECISION_CREATE ||
                       (mail->finding != NULL && mail->finding->facts.is_participant);
    const char *ids[] = {
        references->len > 0 ? g_ptr_array_index(references, 0) : NULL,
        references->len > 1 ? g_ptr_array_index(references, references->len - 1) : NULL,
        letter->in_reply_to->len > 0 ? g_ptr_array_index(letter->in_reply_to, 0) : NULL};
    for (guint i = 0; is_part && !mail->decision->is_storm && i < G_N_ELEMENTS(ids); i++) {
        const JournalThreadMail referral = {
            .message_id = ids[i], .ticket_number = number, .is_unproven = is_unproven(context)};
        if (ids[i] != NULL && !journal_referral_add(context->journal, &referral, error))
            return FALSE;
    }
    return TRUE;
}

/* What is needed to tell people later what becomes of the ticket. */
static gboolean
remember_ticket(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const Letter *letter = context->intake->letter;
    const char *number = mail->record->ticket_number;
    const char *language = mail->ticket_route.language;
    const JournalThreadMail first = {.ticket_number = number,
                                     .message_id = letter->message_id,
                                     .is_unproven = is_unproven(context)};
    return mail->decision->kind != DECISION_CREATE ||
           journal_ticket_add(context->journal, &first,
                              language != NULL ? language : letter->language, error);
}

static gboolean
remember_all(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const Letter *letter = context->intake->letter;
    const char *number = mail->record->ticket_number;
    if (!returned_memory_note(mail, error))
        return FALSE;
    if (mail->decision->is_returned) /* the ticket has none of its text, and nobody joins by it */
        return count_budgets(mail, error);
    g_autofree char *organisation = authentication_is_forged(context->config, letter)
                                        ? NULL
                                        : requester_organisation(context->config, letter);
    const JournalThreadMail thread = {.message_id = letter->message_id,
                                      .ticket_number = number,
                                      .is_unproven = is_unproven(context),
                                      .organisation = organisation != NULL ? organisation : ""};
    const TicketMemoryText text = {.number = number,
                                   .source = mail->key->key,
                                   .subject = letter->thread_topic,
                                   .text = ticket_content_words(mail),
                                   .marked = letter->marked_text};
    return ticket_memory_note(context, &text, mail->known, error) &&
           (letter->message_id == NULL || journal_thread_add(context->journal, &thread, error)) &&
           remember_referrals(mail, error) && remember_people(mail, error) &&
           remember_ticket(mail, error) && count_budgets(mail, error);
}

gboolean
conversation_remember(const RouteMail *mail, GError **error)
{
    Journal *journal = mail->context->journal;
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (!remember_all(mail, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

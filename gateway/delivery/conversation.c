/* conversation.c - see conversation.h. */
#include "gateway/delivery/conversation.h"

#include "gateway/delivery/budget.h"
#include "gateway/delivery/ticket_writer.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/requester.h"

/* Of one mail; who writes to more people has a list, not a conversation. */
#define MAX_PARTICIPANTS 100

static const char *
conversation_sender(const Letter *letter)
{
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : NULL;
}

gboolean
conversation_is_proven(const DeliveryContext *context, const TicketFinding *finding)
{
    g_autofree char *why = NULL;
    return finding != NULL
               ? finding->facts.is_verified
               : authentication_is_passed(context->config, context->intake->letter, &why);
}

gboolean
conversation_is_part(const DeliveryContext *context, const TicketFinding *finding,
                     gboolean was_participant)
{
    gboolean is_known = finding != NULL ? finding->facts.is_participant ||
                                              finding->facts.evidence == EVIDENCE_SIGNED
                                        : was_participant;
    return is_known && conversation_is_proven(context, finding);
}

/* Whether an earlier try of this mail made its ticket, and did not come to write that down. */
static gboolean
conversation_has_ticket(const DeliveryContext *context, const JournalMail *mail, gboolean *ret_has,
                        GError **error)
{
    GError *problem = NULL;
    *ret_has = mail->is_accepted;
    if (mail->is_accepted || !mail->is_in_doubt)
        return TRUE;
    g_autofree char *number = ticket_writer_look_up(context, mail->reference_number, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_has = number != NULL;
    return TRUE;
}

static gboolean
conversation_ask_create(const DeliveryContext *context, const BudgetSubject *subject,
                        TicketFinding *finding, const JournalMail *mail, GError **error)
{
    gboolean is_spent, has_ticket;
    GError *problem = NULL;
    if (!budget_is_spent(context, CONFIG_BUDGET_CREATE, subject, &is_spent, error))
        return FALSE;
    if (!is_spent)
        return TRUE;
    if (!conversation_has_ticket(context, mail, &has_ticket, error))
        return FALSE;
    finding->facts.is_create_spent = !has_ticket;
    g_free(finding->storm_ticket);
    finding->storm_ticket = budget_storm_ticket(context, subject, &problem);
    finding->facts.storm_ticket = finding->storm_ticket;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
}

/* A comment that was decided on, of whatever kind the decision first was. */
static gboolean
conversation_ask_comment(const DeliveryContext *context, BudgetSubject *subject,
                         TicketFinding *finding, GError **error)
{
    const Letter *letter = context->intake->letter;
    g_autoptr(Decision) decision = decision_make(context->config, letter, &finding->facts);
    if (decision->kind != DECISION_COMMENT || finding->facts.is_wanted)
        return TRUE;
    subject->route = NULL;
    subject->ticket_number = decision->ticket_number;
    return budget_is_spent(context, CONFIG_BUDGET_COMMENT, subject,
                           &finding->facts.is_comment_spent, error) &&
           (!finding->facts.is_comment_spent || budget_count_flood(context, subject, error));
}

Decision *
conversation_decide(const DeliveryContext *context, const Route *route, TicketFinding *finding,
                    const JournalMail *mail, GError **error)
{
    const Letter *letter = context->intake->letter;
    finding->facts.is_create_spent = FALSE; /* of an earlier call with the same finding */
    finding->facts.is_reopen_spent = FALSE;
    finding->facts.is_comment_spent = FALSE;
    g_autoptr(Decision) decision = decision_make(context->config, letter, &finding->facts);
    BudgetSubject subject = {.sender = conversation_sender(letter),
                             .route = route,
                             .is_proven = conversation_is_proven(context, finding),
                             .is_part = conversation_is_part(context, finding, FALSE)};
    gboolean is_asked = TRUE;
    if (decision->kind == DECISION_CREATE) {
        subject.ticket_number = decision->named_ticket;
        is_asked = conversation_ask_create(context, &subject, finding, mail, error);
    } else if (decision->kind == DECISION_REOPEN) {
        subject.route = NULL;
        subject.ticket_number = decision->ticket_number;
        is_asked = budget_is_spent(context, CONFIG_BUDGET_REOPEN, &subject,
                                   &finding->facts.is_reopen_spent, error);
    }
    return is_asked && conversation_ask_comment(context, &subject, finding, error)
               ? decision_make(context->config, letter, &finding->facts)
               : NULL;
}

static gboolean
conversation_add_people(const DeliveryContext *context, const GPtrArray *people, const char *number,
                        guint *count, GError **error)
{
    for (guint i = 0; i < people->len && *count < MAX_PARTICIPANTS; i++) {
        const LetterAddress *entry = g_ptr_array_index(people, i);
        g_autofree char *why = NULL;
        if (!confirmation_recipient_is_person(context->config, entry->address, &why))
            continue;
        (*count)++;
        if (!journal_participant_add(context->journal, number, entry->address, STANDING_PARTICIPANT,
                                     error))
            return FALSE;
    }
    return TRUE;
}

/* Does the mail give its people a part in the ticket? See the header. */
static gboolean
conversation_is_joining(const Config *config, const TicketFinding *finding,
                        const Decision *decision, const Letter *letter)
{
    gboolean is_person = letter->mail_class == LETTER_CLASS_HUMAN ||
                         requester_strength(config, letter) == LETTER_STRENGTH_NOTHING;
    if (!is_person || decision->is_storm)
        return FALSE;
    if (decision->kind == DECISION_CREATE)
        return TRUE;
    if (finding == NULL)
        return FALSE;
    const PolicyFacts *facts = &finding->facts;
    return finding->has_our_mail || (facts->is_participant && facts->is_verified);
}

static gboolean
conversation_remember_people(const DeliveryContext *context, const TicketFinding *finding,
                             const Decision *decision, const char *number, GError **error)
{
    const Letter *letter = context->intake->letter;
    const char *sender = requester_address(context->config, letter);
    if (authentication_is_forged(context->config, letter))
        return TRUE; /* who is named in it has nothing to do with it */
    gboolean is_new = decision->kind == DECISION_CREATE;
    gboolean is_joining = conversation_is_joining(context->config, finding, decision, letter);
    guint count = 0;
    if (sender != NULL && (is_new || is_joining) &&
        !journal_participant_add(context->journal, number, sender,
                                 is_new ? STANDING_CREATOR : STANDING_PARTICIPANT, error))
        return FALSE;
    return !is_joining || (conversation_add_people(context, letter->to, number, &count, error) &&
                           conversation_add_people(context, letter->cc, number, &count, error));
}

static gboolean
conversation_count(const DeliveryContext *context, const ConversationOutcome *outcome,
                   const JournalMail *mail, GError **error)
{
    const char *number = mail->ticket_number;
    const Decision *decision = outcome->decision;
    BudgetSubject subject = {
        .sender = conversation_sender(context->intake->letter),
        .ticket_number = number,
        .is_proven = conversation_is_proven(context, outcome->finding),
        .is_part = conversation_is_part(context, outcome->finding, mail->is_participant)};
    if (decision->kind == DECISION_COMMENT &&
        !budget_count(context, CONFIG_BUDGET_COMMENT, &subject, error))
        return FALSE;
    subject.ticket_number = NULL;
    if (decision->kind == DECISION_REOPEN) {
        subject.ticket_number = number;
        return budget_count(context, CONFIG_BUDGET_REOPEN, &subject, error);
    }
    subject.route = outcome->route;
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

/* What the mail refers to, as far as its ends go: the root of its thread, and what it answers. */
static gboolean
conversation_remember_referrals(const DeliveryContext *context, const ConversationOutcome *outcome,
                                const char *number, GError **error)
{
    const Letter *letter = context->intake->letter;
    const GPtrArray *references = letter->references;
    gboolean is_part = outcome->decision->kind == DECISION_CREATE ||
                       (outcome->finding != NULL && outcome->finding->facts.is_participant);
    const char *ids[] = {
        references->len > 0 ? g_ptr_array_index(references, 0) : NULL,
        references->len > 1 ? g_ptr_array_index(references, references->len - 1) : NULL,
        letter->in_reply_to->len > 0 ? g_ptr_array_index(letter->in_reply_to, 0) : NULL};
    for (guint i = 0; is_part && !outcome->decision->is_storm && i < G_N_ELEMENTS(ids); i++) {
        const JournalThreadMail mail = {
            .message_id = ids[i], .ticket_number = number, .is_unproven = is_unproven(context)};
        if (ids[i] != NULL && !journal_referral_add(context->journal, &mail, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
conversation_remember_all(const DeliveryContext *context, const ConversationOutcome *outcome,
                          const JournalMail *mail, GError **error)
{
    const Letter *letter = context->intake->letter;
    const char *number = mail->ticket_number;
    g_autofree char *organisation = authentication_is_forged(context->config, letter)
                                        ? NULL
                                        : requester_organisation(context->config, letter);
    const JournalThreadMail thread = {.message_id = letter->message_id,
                                      .ticket_number = number,
                                      .is_unproven = is_unproven(context),
                                      .organisation = organisation != NULL ? organisation : ""};
    const TicketMemoryText text = {.number = number,
                                   .source = mail->key,
                                   .subject = letter->thread_topic,
                                   .text = outcome->text,
                                   .marked = letter->marked_text};
    return ticket_memory_note(context, &text, outcome->known, error) &&
           (letter->message_id == NULL || journal_thread_add(context->journal, &thread, error)) &&
           conversation_remember_referrals(context, outcome, number, error) &&
           conversation_remember_people(context, outcome->finding, outcome->decision, number,
                                        error) &&
           conversation_count(context, outcome, mail, error);
}

gboolean
conversation_remember(const DeliveryContext *context, const ConversationOutcome *outcome,
                      const JournalMail *mail, GError **error)
{
    if (!journal_begin(context->journal, FALSE, error))
        return FALSE;
    if (!conversation_remember_all(context, outcome, mail, error)) {
        journal_rollback(context->journal);
        return FALSE;
    }
    return journal_commit(context->journal, error);
}

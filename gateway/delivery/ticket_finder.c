/* ticket_finder.c - see ticket_finder.h. Collects facts; decision.c decides. */
#include "gateway/delivery/ticket_finder.h"

#include <string.h>

#include "gateway/delivery/mail_names.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/reference_search.h"
#include "gateway/policy/requester.h"
#include "gateway/policy/sender_policy.h"
#include "gateway/policy/sibling.h"

/* For how many of the numbers in a mail the API is asked; a subject can hold a hundred. */
#define TICKET_FINDER_LOOKUPS 5U

void
ticket_finding_free(TicketFinding *finding)
{
    if (finding == NULL)
        return;
    g_free(finding->ticket_number);
    g_free(finding->ticket_reference);
    g_free(finding->ticket_ci);
    g_free(finding->ticket_service);
    g_free(finding->denied_reason);
    g_clear_pointer(&finding->returned, returned_mail_free);
    g_clear_pointer(&finding->siblings, g_ptr_array_unref);
    g_clear_pointer(&finding->steps, g_ptr_array_unref);
    g_free(finding);
}

static void G_GNUC_PRINTF(2, 3)
    ticket_finder_add_step(const TicketFinding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(finding->steps, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean
is_word(char *const *words, const char *line)
{
    for (guint i = 0; words != NULL && words[i] != NULL; i++)
        if (g_ascii_strcasecmp(words[i], line) == 0)
            return TRUE;
    return FALSE;
}

MailCommand
ticket_finder_command(const Config *config, const char *reply_text, const char **ret_rest)
{
    const char *start = reply_text + strspn(reply_text, " \t\n");
    gsize length = strcspn(start, "\n");
    g_autofree char *line = g_strchomp(g_strndup(start, length));
    MailCommand command = COMMAND_NONE;
    if (is_word(config->close_words, line))
        command = COMMAND_CLOSE;
    else if (is_word(config->reopen_words, line))
        command = COMMAND_REOPEN;
    *ret_rest =
        command == COMMAND_NONE ? reply_text : start + length + strspn(start + length, "\n");
    return command;
}

static const char *
from_address(const Letter *letter)
{
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : NULL;
}

/* Whether a reference proves the sender in From. A Message-ID is also seen by everybody who gets a
 * later mail of the thread. So if a mail server is configured whose word we trust, that server has
 * to confirm From, too. */
static gboolean
is_proof(const Config *config, const TicketReference *reference)
{
    gboolean has_servers = config->authserv_ids != NULL && config->authserv_ids[0] != NULL;
    return reference->evidence == EVIDENCE_SIGNED && (reference->is_sub_address || !has_servers);
}

static void
choose(const Config *config, TicketFinding *finding, const TicketReference *reference)
{
    g_free(finding->ticket_number);
    finding->ticket_number = g_strdup(reference->ticket_number);
    finding->facts.ticket_number = finding->ticket_number;
    finding->facts.evidence = reference->evidence;
    finding->facts.is_verified =
        !finding->facts.is_forged && (finding->is_authenticated || is_proof(config, reference));
    finding->has_our_mail = finding->facts.is_verified && reference->evidence == EVIDENCE_SIGNED;
}

/* A person who is named in place of From is never proven, even if the address in From is. */
static void
read_requester(const TicketFinding *finding, const Config *config, const Letter *letter)
{
    if (requester_is_named(config, letter))
        ticket_finder_add_step(finding,
                               "requester: %s, as From is of [policy] "
                               "requester_from_reply_to",
                               requester_address(config, letter));
}

/* The facts from the mail itself: the sender and the first line. */
static void
read_sender(TicketFinding *finding, const Config *config, const Letter *letter)
{
    const char *rest;
    g_autofree char *verified = NULL;
    PolicyFacts *facts = &finding->facts;
    facts->is_denied =
        sender_policy_is_denied(config, from_address(letter), &finding->denied_reason);
    facts->denied_reason = finding->denied_reason;
    ticket_finder_add_step(finding, "sender: %s", finding->denied_reason);
    facts->is_ticket_system = sender_policy_is_ticket_system(config, from_address(letter));
    if (facts->is_ticket_system)
        ticket_finder_add_step(finding, "sender: the ticket system itself");
    read_requester(finding, config, letter);
    finding->is_authenticated =
        authentication_is_passed(config, letter, &verified) && !requester_is_named(config, letter);
    facts->is_verified = finding->is_authenticated;
    facts->is_forged = authentication_is_forged(config, letter);
    ticket_finder_add_step(finding, "From: %s (%s)",
                           facts->is_forged     ? "fails DMARC, so it counts as a stranger's"
                           : facts->is_verified ? "proven"
                                                : "not proven by a mail server",
                           verified);
    facts->command = ticket_finder_command(config, letter->reply_text, &rest);
    finding->command_rest = facts->command != COMMAND_NONE ? rest : NULL;
    if (facts->command != COMMAND_NONE)
        ticket_finder_add_step(finding, "first line: asks to %s",
                               facts->command == COMMAND_CLOSE ? "close" : "reopen");
}

static TicketFinding *
finding_new(const Config *config, const Intake *intake, const Route *route)
{
    TicketFinding *finding = g_new0(TicketFinding, 1);
    const TicketDialect *dialect = ticket_dialect_of(config);
    finding->steps = g_ptr_array_new_with_free_func(g_free);
    finding->facts.cannot_close = !ticket_dialect_can(dialect, TICKET_OPERATION_CLOSE);
    finding->facts.cannot_reopen = !ticket_dialect_can(dialect, TICKET_OPERATION_REOPEN);
    finding->siblings = sibling_list(config, intake->letter, &intake->identity, route);
    read_sender(finding, config, intake->letter);
    return finding;
}

/* A journal and mails of ours may name tickets of the ticket system that was used before. */
static void
drop_foreign_numbers(const Config *config, const TicketFinding *finding, ReferenceSearch *search)
{
    for (guint i = search->references->len; i > 0; i--) {
        const TicketReference *reference = g_ptr_array_index(search->references, i - 1);
        if (reference->evidence != EVIDENCE_SIGNED && reference->evidence != EVIDENCE_THREAD)
            continue; /* [ticket] number_pattern took it */
        if (ticket_dialect_is_own_number(config, reference->ticket_number))
            continue;
        ticket_finder_add_step(finding, "reference: %s is no number of this ticket system",
                               reference->ticket_number);
        g_ptr_array_remove_index(search->references, i - 1);
    }
}

/* Takes over what reference_search.c found, and the strongest reference of it. */
static void
take_search(const Config *config, TicketFinding *finding, ReferenceSearch *search)
{
    finding->facts.is_own_mail = search->is_own_mail;
    while (search->steps->len > 0)
        g_ptr_array_add(finding->steps, g_ptr_array_steal_index(search->steps, 0));
    drop_foreign_numbers(config, finding, search);
    if (search->references->len > 0)
        choose(config, finding, g_ptr_array_index(search->references, 0));
}

/* Asks the API for one number. FALSE with an error only for faults; an unknown number leaves the
 * state at TICKET_NOT_FOUND. */
static gboolean
ask_for(const DeliveryContext *context, TicketFinding *finding, const char *number, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Ticket) ticket = ticket_system_get(context->ticket_system, number, &problem);
    if (ticket == NULL) {
        if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND)) {
            g_error_free(problem);
            finding->facts.state = TICKET_NOT_FOUND;
            ticket_finder_add_step(finding, "ticket: %s does not exist", number);
            return TRUE;
        }
        g_propagate_error(error, problem);
        return FALSE;
    }
    finding->facts.state = decision_ticket_state(context->config, ticket->state);
    finding->ticket_reference = g_strdup(ticket->reference_number);
    finding->ticket_ci = g_strdup(ticket->ci);
    finding->ticket_service = g_strdup(ticket->service);
    ticket_finder_add_step(finding, "ticket: %s is in state '%s'", number,
                           ticket->state != NULL ? ticket->state : "");
    return TRUE;
}

/* A mail of ours that came back: its ticket is the one to find, whatever else the report names. */
static void
take_returned(const DeliveryContext *context, TicketFinding *finding)
{
    const Config *config = context->config;
    PolicyFacts *facts = &finding->facts;
    g_autoptr(ReturnedMail) returned = returned_mail_find(context->intake->letter, context->keys);
    if (returned == NULL || facts->is_forged || facts->is_wanted ||
        config->policy_bounce != CONFIG_BOUNCE_COMMENT ||
        !ticket_dialect_is_own_number(config, returned->ticket_number))
        return;
    g_free(finding->ticket_number);
    finding->ticket_number = g_strdup(returned->ticket_number);
    facts->ticket_number = finding->ticket_number;
    facts->evidence = EVIDENCE_RETURNED;
    facts->returned_to = returned->person;
    ticket_finder_add_step(
        finding, "returned mail: our mail <%s> to %s about %s came back for good (%s)",
        returned->message_id, returned->person, returned->ticket_number, returned->status);
    finding->returned = g_steal_pointer(&returned);
}

/* Takes the first of a few references whose ticket exists. If none exists, the strongest stays. */
static gboolean
resolve(const DeliveryContext *context, TicketFinding *finding, const ReferenceSearch *search,
        GError **error)
{
    for (guint i = 0; i < MIN(search->references->len, TICKET_FINDER_LOOKUPS); i++) {
        const TicketReference *reference = g_ptr_array_index(search->references, i);
        if (!ask_for(context, finding, reference->ticket_number, error))
            return FALSE;
        if (finding->facts.state == TICKET_NOT_FOUND)
            continue;
        choose(context->config, finding, reference);
        return TRUE;
    }
    return TRUE;
}

static gboolean
find_standing(const DeliveryContext *context, TicketFinding *finding, GError **error)
{
    static const char *const words[] = {
        [STANDING_NONE] = "takes no part in",
        [STANDING_PARTICIPANT] = "takes part in",
        [STANDING_CREATOR] = "opened",
    };
    const char *sender = requester_address(context->config, context->intake->letter);
    ParticipantStanding standing = STANDING_NONE;
    if (sender == NULL || finding->facts.is_forged)
        return TRUE;
    if (!journal_participant_find(context->journal, finding->ticket_number, sender, &standing,
                                  error))
        return FALSE;
    finding->facts.is_participant = standing != STANDING_NONE;
    finding->is_creator = standing == STANDING_CREATOR;
    ticket_finder_add_step(finding, "standing: as far as the journal knows, the sender %s %s",
                           words[standing], finding->ticket_number);
    return TRUE;
}

static gboolean
ask_siblings(const DeliveryContext *context, TicketFinding *finding, GError **error)
{
    for (guint i = 0; i < finding->siblings->len; i++) {
        Sibling *sibling = g_ptr_array_index(finding->siblings, i);
        GError *problem = NULL;
        guint name = 0;
        g_auto(MailNames) names;
        mail_names_init(&names, &context->intake->identity, sibling->route_name);
        names.wanted.is_unproven =
            authentication_is_missing(context->config, context->intake->letter);
        g_autoptr(JournalMail) mail =
            journal_mail_find_same(context->journal, &names.wanted, &name, &problem);
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return FALSE;
        }
        mail_key_free(sibling->key);
        sibling->key = g_steal_pointer(&names.keys[name]);
        sibling->ticket_number = mail != NULL ? g_steal_pointer(&mail->ticket_number) : NULL;
        if (sibling->ticket_number != NULL &&
            g_strcmp0(sibling->ticket_number, finding->ticket_number) == 0) {
            finding->facts.is_on_ticket = TRUE;
            ticket_finder_add_step(finding, "other route: by %s the same mail is on %s already",
                                   sibling->recipient, sibling->ticket_number);
        }
    }
    return TRUE;
}

/* The root of the thread may be a mail that we never saw, or other mails may have referred to this
 * one before it came. Then it belongs to the ticket of those mails, if its sender takes part in
 * that ticket. */
static char *
find_by_referral(const DeliveryContext *context, const TicketFinding *finding,
                 const JournalAsker *asker, GPtrArray *ids, GError **error)
{
    if (asker->own_id != NULL)
        g_ptr_array_add(ids, context->intake->letter->message_id);
    char *number = asker->address != NULL && ids->len > 0
                       ? journal_referral_find(context->journal, ids, asker, error)
                       : NULL;
    if (number != NULL)
        ticket_finder_add_step(finding,
                               "thread: other mails of %s, in which the sender takes part, refer "
                               "to the same or to this one",
                               number);
    return number;
}

static gboolean
find_by_thread(const DeliveryContext *context, const TicketFinding *finding, char **ret_ticket,
               GError **error)
{
    const Letter *letter = context->intake->letter;
    GError *problem = NULL;
    g_autoptr(GPtrArray) ids = reference_search_message_ids(letter);
    g_autofree char *organisation = requester_organisation(context->config, letter);
    const JournalAsker asker = {
        .address = finding->facts.is_forged ? NULL : requester_address(context->config, letter),
        .organisation = finding->facts.is_forged ? NULL : organisation,
        .own_id = letter->message_id,
        .needs_proof = finding->is_authenticated};
    *ret_ticket = journal_thread_find(context->journal, ids, &asker, &problem);
    if (*ret_ticket == NULL && problem == NULL)
        *ret_ticket = find_by_referral(context, finding, &asker, ids, &problem);
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
}

TicketFinding *
ticket_finder_run(const DeliveryContext *context, const Route *route, GError **error)
{
    const Letter *letter = context->intake->letter;
    g_autoptr(TicketFinding) finding = finding_new(context->config, context->intake, route);
    g_autofree char *thread_ticket = NULL;
    finding->facts.is_wanted = context->envelope != NULL && context->envelope->is_wanted;
    if (!find_by_thread(context, finding, &thread_ticket, error))
        return NULL;
    g_autoptr(ReferenceSearch) search =
        reference_search_new(context->config, letter, route, context->keys, thread_ticket);
    take_search(context->config, finding, search);
    take_returned(context, finding);
    if (!decision_needs_ticket(context->config, letter, &finding->facts))
        return g_steal_pointer(&finding);
    if (finding->returned != NULL)
        return ask_for(context, finding, finding->ticket_number, error) ? g_steal_pointer(&finding)
                                                                        : NULL;
    if (finding->ticket_number != NULL &&
        (!resolve(context, finding, search, error) || !find_standing(context, finding, error)))
        return NULL;
    if (!ask_siblings(context, finding, error))
        return NULL;
    return g_steal_pointer(&finding);
}

TicketFinding *
ticket_finder_assume(const DeliveryContext *context, const Route *route, const char *thread_ticket)
{
    const Config *config = context->config;
    const Letter *letter = context->intake->letter;
    TicketFinding *finding = finding_new(config, context->intake, route);
    g_autoptr(ReferenceSearch) search =
        reference_search_new(config, letter, route, context->keys, thread_ticket);
    g_autoptr(GPtrArray) ids = reference_search_message_ids(letter);
    if (ids->len > 0 && thread_ticket == NULL)
        ticket_finder_add_step(finding,
                               "thread: it answers %u mails; a delivery looks them up in the "
                               "journal, a dry run does not",
                               ids->len);
    take_search(config, finding, search);
    take_returned(context, finding);
    finding->facts.is_assumed = TRUE;
    finding->facts.is_participant = !finding->facts.is_forged;
    finding->is_creator = !finding->facts.is_forged;
    if (finding->ticket_number != NULL && finding->facts.evidence != EVIDENCE_MENTION)
        finding->facts.state = TICKET_OPEN;
    return finding;
}

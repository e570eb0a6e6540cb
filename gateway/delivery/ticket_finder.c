/* ticket_finder.c - see ticket_finder.h. Gathers facts; decision.c decides. */
#include "gateway/delivery/ticket_finder.h"

#include <string.h>

#include "gateway/delivery/delivery_error.h"
#include "gateway/journal/journal_thread.h"

void
ticket_finding_free(TicketFinding *finding)
{
    if (finding == NULL)
        return;
    g_free(finding->ticket_number);
    g_free(finding->ticket_reference);
    g_free(finding);
}

static gboolean
ticket_finder_is_word(char *const *words, const char *line)
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
    if (ticket_finder_is_word(config->close_words, line))
        command = COMMAND_CLOSE;
    else if (ticket_finder_is_word(config->reopen_words, line))
        command = COMMAND_REOPEN;
    *ret_rest =
        command == COMMAND_NONE ? reply_text : start + length + strspn(start + length, "\n");
    return command;
}

static const char *
ticket_finder_sender(const Letter *letter)
{
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : NULL;
}

/* Candidates in the order of their strength; the thread's ticket wins over a bare number. */
static gboolean
ticket_finder_thread(const Delivery *delivery, TicketFinding *finding, GError **error)
{
    const Letter *letter = delivery->intake->letter;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < letter->in_reply_to->len; i++)
        g_ptr_array_add(ids, g_ptr_array_index(letter->in_reply_to, i));
    for (guint i = letter->references->len; i > 0; i--)
        g_ptr_array_add(ids, g_ptr_array_index(letter->references, i - 1));
    if (ids->len == 0)
        return TRUE;
    GError *problem = NULL;
    finding->ticket_number = journal_thread_find(delivery->journal, ids, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (finding->ticket_number != NULL)
        finding->facts.evidence = EVIDENCE_THREAD;
    return TRUE;
}

/* Asks the API for one number. FALSE with an error only for faults; an unknown number leaves the
 * state at TICKET_NOT_FOUND. */
static gboolean
ticket_finder_ask(const Delivery *delivery, TicketFinding *finding, const char *number,
                  GError **error)
{
    GError *problem = NULL;
    g_autoptr(Incident) incident = incident_api_get(delivery->api, number, &problem);
    if (incident == NULL) {
        if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND)) {
            g_error_free(problem);
            finding->facts.state = TICKET_NOT_FOUND;
            return TRUE;
        }
        g_propagate_error(error, problem);
        return FALSE;
    }
    finding->facts.state = decision_ticket_state(delivery->config, incident->state);
    finding->ticket_reference = g_strdup(incident->reference_number);
    return TRUE;
}

static gboolean
ticket_finder_subject(const Delivery *delivery, TicketFinding *finding, GError **error)
{
    const Letter *letter = delivery->intake->letter;
    for (guint i = 0; i < letter->ticket_numbers->len; i++) {
        const char *number = g_ptr_array_index(letter->ticket_numbers, i);
        if (!ticket_finder_ask(delivery, finding, number, error))
            return FALSE;
        if (i > 0 && finding->facts.state == TICKET_NOT_FOUND)
            continue; /* the first number is the one that is named when none exists */
        g_free(finding->ticket_number);
        finding->ticket_number = g_strdup(number);
        finding->facts.evidence = EVIDENCE_SUBJECT;
        if (finding->facts.state != TICKET_NOT_FOUND)
            return TRUE;
    }
    return TRUE;
}

static gboolean
ticket_finder_standing(const Delivery *delivery, TicketFinding *finding, GError **error)
{
    const char *sender = ticket_finder_sender(delivery->intake->letter);
    if (sender == NULL || finding->ticket_number == NULL)
        return TRUE;
    return journal_participant_has(delivery->journal, finding->ticket_number, sender,
                                   &finding->facts.is_participant, error);
}

TicketFinding *
ticket_finder_run(const Delivery *delivery, GError **error)
{
    g_autoptr(TicketFinding) finding = g_new0(TicketFinding, 1);
    const Letter *letter = delivery->intake->letter;
    const char *rest;
    finding->facts.command = ticket_finder_command(delivery->config, letter->reply_text, &rest);
    if (!ticket_finder_thread(delivery, finding, error))
        return NULL;
    if (finding->ticket_number != NULL &&
        !ticket_finder_ask(delivery, finding, finding->ticket_number, error))
        return NULL;
    if ((finding->ticket_number == NULL || finding->facts.state == TICKET_NOT_FOUND) &&
        !ticket_finder_subject(delivery, finding, error))
        return NULL;
    if (!ticket_finder_standing(delivery, finding, error))
        return NULL;
    finding->is_creator = finding->facts.is_participant;
    finding->facts.ticket_number = finding->ticket_number;
    return g_steal_pointer(&finding);
}

TicketFinding *
ticket_finder_assume(const Config *config, const Letter *letter)
{
    TicketFinding *finding = g_new0(TicketFinding, 1);
    const char *rest;
    finding->facts.command = ticket_finder_command(config, letter->reply_text, &rest);
    finding->facts.is_assumed = TRUE;
    finding->facts.is_participant = TRUE;
    finding->is_creator = TRUE;
    if (letter->ticket_numbers->len > 0) {
        finding->ticket_number = g_strdup(g_ptr_array_index(letter->ticket_numbers, 0));
        finding->facts.evidence = EVIDENCE_SUBJECT;
        finding->facts.state = TICKET_OPEN;
    }
    finding->facts.ticket_number = finding->ticket_number;
    return finding;
}

/* news_poll.c - see news_poll.h. news_change.c decides what is told, news_mail.c tells it. */
#include "gateway/news/news_poll.h"

#include <string.h>

#include "gateway/delivery/own_words.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/log.h"
#include "gateway/news/news_change.h"
#include "gateway/news/news_mail.h"

/* A ticket that is neither in the list nor over, or that waits and so may have another question, is
 * asked for again after half of the time that its state is known, within these bounds. */
#define ASK_AGAIN_LEAST_S (10 * 60)
#define ASK_AGAIN_MOST_S (12 * 60 * 60)

/* A ticket to ask for; the ticket is the journal's, the state that of the list or NULL. */
typedef struct {
    JournalTicket *ticket; /* owned */
    const char *state;
} Candidate;

typedef struct {
    const DeliveryContext *context;
    const JournalNewsRun *run;
    gint64 now_s;
    GHashTable *open;      /* of JournalTicket, by number: those that the list did not have yet */
    GPtrArray *candidates; /* of Candidate */
} Poll;

static void
candidate_free(gpointer data)
{
    Candidate *candidate = data;

    journal_ticket_free(candidate->ticket);
    g_free(candidate);
}

/* `ticket`: (transfer full) */
static void
add_candidate(Poll *poll, JournalTicket *ticket, const char *state)
{
    Candidate *candidate = g_new0(Candidate, 1);

    *candidate = (Candidate){ticket, state};
    g_ptr_array_add(poll->candidates, candidate);
}

/* Records the ticket if this run is still ours: a run that was paused, and that another host took
 * over, has read the ticket before the other wrote it. */
static gboolean
record(const Poll *poll, const JournalTicket *ticket, GError **error)
{
    Journal *journal = poll->context->journal;

    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    if (journal_lease_confirm(journal, error) && journal_ticket_record(journal, ticket, error))
        return journal_commit(journal, error);
    journal_rollback(journal);
    return FALSE;
}

/* Inside a transaction: records the state and tells nothing. */
static gboolean
remember(const Poll *poll, JournalTicket *ticket, const char *state, GError **error)
{
    const ConfirmationNews says = {.state = state};

    news_change_note(poll->context->config, ticket, &says, poll->now_s);
    return journal_ticket_record(poll->context->journal, ticket, error);
}

/* Whether the state of the list is to be remembered without a word: it is of the past, or it is the
 * first of a new ticket and no field of it could matter. */
static gboolean
is_silent(const Poll *poll, const JournalTicket *ticket, const char *state)
{
    /* as if it waited for the person, which the list does not say */
    const ConfirmationNews says = {.state = state, .pending_reason = "user"};

    if (poll->run->is_first)
        return TRUE;
    if (ticket->state != NULL)
        return FALSE;
    return ticket->added_s <= poll->run->begun_s ||
           !news_change_of(poll->context->config, ticket, &says).is_due;
}

static gboolean
is_ask_due(const Poll *poll, const JournalTicket *ticket)
{
    gint64 known_s = (poll->now_s - ticket->changed_s) / 2;

    return ticket->asked_s == 0 || ticket->asked_s > poll->now_s ||
           poll->now_s - ticket->asked_s >= CLAMP(known_s, ASK_AGAIN_LEAST_S, ASK_AGAIN_MOST_S);
}

/* One ticket of the list. */
static gboolean
see(Poll *poll, const Ticket *seen, GError **error)
{
    GError *problem = NULL;
    gpointer key = NULL, value = NULL;

    if (seen->ticket_number == NULL || seen->state == NULL || *seen->state == '\0')
        return TRUE;
    g_hash_table_steal_extended(poll->open, seen->ticket_number, &key, &value);
    g_autoptr(JournalTicket) ticket =
        value != NULL ? value
                      : journal_ticket_find(poll->context->journal, seen->ticket_number, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (ticket == NULL)
        return TRUE;
    gboolean is_back = !ticket->is_listed;
    ticket->is_listed = TRUE;
    if (g_strcmp0(ticket->state, seen->state) == 0 && !poll->run->is_first &&
        news_change_may_ask(poll->context->config, seen->state) && is_ask_due(poll, ticket)) {
        add_candidate(poll, g_steal_pointer(&ticket), seen->state);
        return TRUE;
    }
    if (g_strcmp0(ticket->state, seen->state) == 0)
        return !is_back || journal_ticket_record(poll->context->journal, ticket, error);
    if (is_silent(poll, ticket, seen->state))
        return remember(poll, ticket, seen->state, error);
    add_candidate(poll, g_steal_pointer(&ticket), seen->state);
    return TRUE;
}

/* The tickets that left the list, at once, and later those that are still not there. */
static void
add_missing(Poll *poll)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, poll->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        JournalTicket *ticket = value;
        if (!ticket->is_listed && !is_ask_due(poll, ticket))
            continue;
        ticket->is_listed = FALSE;
        g_hash_table_iter_steal(&iter);
        add_candidate(poll, ticket, NULL);
    }
}

static int
compare_candidates(gconstpointer a, gconstpointer b)
{
    const JournalTicket *one = (*(Candidate *const *)a)->ticket;
    const JournalTicket *other = (*(Candidate *const *)b)->ticket;

    if (one->asked_s != other->asked_s)
        return one->asked_s < other->asked_s ? -1 : 1;
    if (one->added_s != other->added_s)
        return one->added_s < other->added_s ? -1 : 1;
    return strcmp(one->ticket_number, other->ticket_number);
}

/* The ticket system does not know it any more. */
static gboolean
note_gone(const Poll *poll, JournalTicket *ticket, GError **error)
{
    log_info("news", "%s: the ticket system does not have it any more", ticket->ticket_number);
    ticket->is_open = FALSE;
    return record(poll, ticket, error);
}

/* Takes out the texts that a mail wrote on the ticket itself. */
static gboolean
drop_own_words(const Poll *poll, const char *number, Ticket *seen, GError **error)
{
    char **const texts[] = {&seen->required_information, &seen->reason_user_required,
                            &seen->pending_reason, &seen->solution};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!own_words_drop(poll->context, number, texts[i], 0, error))
            return FALSE;
    return TRUE;
}

/* `seen` was asked for alone; its state is that of the list, if it is there, so that the next
 * list can be compared with it. */
static gboolean
tell(const Poll *poll, const Candidate *candidate, Ticket *seen, NewsPollResult *result,
     GError **error)
{
    const Config *config = poll->context->config;
    JournalTicket *ticket = candidate->ticket;
    if (!drop_own_words(poll, ticket->ticket_number, seen, error) ||
        !journal_ticket_read_own(poll->context->journal, ticket, error))
        return FALSE;
    g_autofree char *question = news_change_question(seen);
    NewsMail mail = {.ticket = ticket,
                     .subject = seen->short_description,
                     .says = {.state = candidate->state != NULL ? candidate->state : seen->state,
                              .question = question,
                              .pending_reason = seen->pending_reason,
                              .solution = seen->solution,
                              .close_code = seen->close_code}};
    const NewsChange change = news_change_of(config, ticket, &mail.says);

    mail.kind = change.kind;
    ticket->asked_s = poll->now_s;
    news_change_note(config, ticket, &mail.says, poll->now_s);
    if (!change.is_due)
        return record(poll, ticket, error);
    result->told++;
    return news_mail_tell(poll->context, &mail, NULL, NULL, error);
}

static gboolean
ask(const Poll *poll, const Candidate *candidate, NewsPollResult *result, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Ticket) seen =
        ticket_system_get(poll->context->ticket_system, candidate->ticket->ticket_number, &problem);
    result->asked++;
    if (problem == NULL && !journal_lease_prove(poll->context->journal, error))
        return FALSE;
    if (seen != NULL)
        return tell(poll, candidate, seen, result, error);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND)) {
        g_error_free(problem);
        candidate->ticket->asked_s = poll->now_s;
        return note_gone(poll, candidate->ticket, error);
    }
    g_propagate_error(error, problem);
    return FALSE;
}

/* Drops the candidates that nobody can be told of, so that no request is spent on them: of those in
 * the list the state is remembered; the others are over, unless the list has them again. */
static gboolean
drop_unheard(const Poll *poll, GError **error)
{
    for (guint i = 0; i < poll->candidates->len;) {
        const Candidate *candidate = g_ptr_array_index(poll->candidates, i);
        g_autoptr(GPtrArray) people =
            news_mail_people(poll->context, candidate->ticket->ticket_number, error);
        if (people == NULL)
            return FALSE;
        if (people->len > 0) {
            i++;
            continue;
        }
        candidate->ticket->is_open = candidate->state != NULL;
        candidate->ticket->asked_s = poll->now_s;
        const ConfirmationNews says = {.state = candidate->state};
        news_change_note(poll->context->config, candidate->ticket, &says, poll->now_s);
        if (!record(poll, candidate->ticket, error))
            return FALSE;
        g_ptr_array_remove_index(poll->candidates, i);
    }
    return TRUE;
}

/* In the first run, also in the first after nobody was told: a ticket of the past that is not in
 * the list is over, and what became of it is not told. */
static gboolean
end_missing(const Poll *poll, GError **error)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, poll->open);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        JournalTicket *ticket = value;
        if (ticket->state == NULL) /* journal_ticket_end_unseen() */
            continue;
        g_free(ticket->state);
        ticket->state = g_strdup("");
        ticket->is_open = FALSE;
        if (!journal_ticket_record(poll->context->journal, ticket, error))
            return FALSE;
    }
    return TRUE;
}

/* In one transaction: compares the list with the journal. */
static gboolean
compare(Poll *poll, const GPtrArray *list, GError **error)
{
    Journal *journal = poll->context->journal;

    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    gboolean is_done = journal_lease_confirm(journal, error);
    for (guint i = 0; i < list->len && is_done; i++)
        is_done = see(poll, g_ptr_array_index(list, i), error);
    if (is_done && poll->run->is_first)
        is_done = end_missing(poll, error) &&
                  journal_ticket_end_unseen(journal, poll->run->begun_s, error) &&
                  journal_news_end_first(journal, poll->run->begun_s, error);
    if (!is_done) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

gboolean
news_poll_run(const DeliveryContext *context, const JournalNewsRun *run, NewsPollResult *ret_result,
              GError **error)
{
    g_autoptr(GHashTable) open = journal_ticket_list_open(context->journal, error);
    g_autoptr(GPtrArray) list =
        open != NULL ? ticket_system_list(context->ticket_system, error) : NULL;
    g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(candidate_free);
    Poll poll = {context, run, journal_now_s(context->journal), open, candidates};

    *ret_result = (NewsPollResult){0};
    if (list == NULL || !compare(&poll, list, error))
        return FALSE;
    if (run->is_first)
        return TRUE;
    add_missing(&poll);
    if (!drop_unheard(&poll, error))
        return FALSE;
    g_ptr_array_sort(candidates, compare_candidates);
    gint64 stop_us = context->start_us + (context->deadline_us - context->start_us) / 2;
    for (guint i = 0; i < candidates->len; i++) {
        if (i >= context->config->news_max_requests || g_get_monotonic_time() > stop_us) {
            ret_result->left = candidates->len - i;
            break;
        }
        if (!ask(&poll, g_ptr_array_index(candidates, i), ret_result, error))
            return FALSE;
    }
    return TRUE;
}

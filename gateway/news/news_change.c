/* news_change.c - see news_change.h. */
#include "gateway/news/news_change.h"

#include <string.h>

/* In pending_reason: the ticket waits for the person, and not for a supplier or a change. */
static const char *const person_words[] = {"caller", "customer", "user",   "requester",
                                           "client", "klant",    "melder", "gebruiker"};

/* The words of [news] states. */
static const char *const state_words[] = {
    [CONFIRMATION_KIND_NEWS_WAITING] = "waiting", [CONFIRMATION_KIND_NEWS_RESOLVED] = "resolved",
    [CONFIRMATION_KIND_NEWS_CLOSED] = "closed",   [CONFIRMATION_KIND_NEWS_REOPENED] = "reopened",
    [CONFIRMATION_KIND_NEWS_COMMENT] = "comment", [CONFIRMATION_KIND_NEWS_STATE] = "other",
};

static gboolean
is_there(const char *text)
{
    return text != NULL && *text != '\0';
}

static gboolean
is_in(char *const *list, const char *text)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);

    for (guint i = 0; list != NULL && list[i] != NULL; i++) {
        g_autofree char *other = g_utf8_casefold(list[i], -1);
        if (strcmp(other, folded) == 0)
            return TRUE;
    }
    return FALSE;
}

char *
news_change_question(const Ticket *ticket)
{
    const char *what = ticket->required_information, *why = ticket->reason_user_required;

    if (is_there(what) && is_there(why) && strcmp(what, why) != 0)
        return g_strconcat(why, "\n\n", what, NULL);
    if (is_there(what))
        return g_strdup(what);
    return is_there(why) ? g_strdup(why) : NULL;
}

/* (transfer full) (nullable) */
static char *
hash_of(const char *question)
{
    return is_there(question) ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, question, -1)
                              : NULL;
}

static gboolean
is_about_person(const char *reason)
{
    g_autofree char *folded = g_utf8_casefold(reason, -1);

    for (guint i = 0; i < G_N_ELEMENTS(person_words); i++)
        if (strstr(folded, person_words[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* Whether the desk waits for the person. In a state that is not known as one that waits, a question
 * counts if it is new: the field may still have the old one. */
static gboolean
is_waiting(const Config *config, const JournalTicket *before, const ConfirmationNews *says)
{
    g_autofree char *hash = hash_of(says->question);

    if (!is_in(config->waiting_states, says->state))
        return hash != NULL && g_strcmp0(hash, before->question) != 0;
    return hash != NULL ||
           (is_there(says->pending_reason) && is_about_person(says->pending_reason));
}

gboolean
news_change_may_ask(const Config *config, const char *state)
{
    return is_in(config->waiting_states, state);
}

static gboolean
is_over(const Config *config, const char *state)
{
    return is_in(config->closed_states, state) || is_in(config->resolved_states, state);
}

/* Whether the desk asks something else while the ticket still waits. What it asked before has to be
 * known. */
static gboolean
is_new_question(const Config *config, const JournalTicket *before, const ConfirmationNews *says)
{
    g_autofree char *hash = hash_of(says->question);

    return before->question != NULL && hash != NULL && strcmp(before->question, hash) != 0 &&
           news_change_may_ask(config, says->state);
}

/* FALSE: the state says nothing that a mail could be about. */
static gboolean
kind_of_state(const Config *config, const JournalTicket *before, const ConfirmationNews *says,
              ConfirmationKind *ret_kind)
{
    if (!is_there(says->state))
        return FALSE;
    if (g_strcmp0(before->state, says->state) == 0) {
        *ret_kind = CONFIRMATION_KIND_NEWS_WAITING;
        return is_new_question(config, before, says);
    }
    *ret_kind = CONFIRMATION_KIND_NEWS_STATE;
    if (is_in(config->closed_states, says->state))
        *ret_kind = CONFIRMATION_KIND_NEWS_CLOSED;
    else if (is_in(config->resolved_states, says->state))
        *ret_kind = CONFIRMATION_KIND_NEWS_RESOLVED;
    else if (is_waiting(config, before, says))
        *ret_kind = CONFIRMATION_KIND_NEWS_WAITING;
    else if (!is_there(before->state))
        return FALSE;
    else if (is_over(config, before->state))
        *ret_kind = CONFIRMATION_KIND_NEWS_REOPENED;
    return TRUE;
}

static gboolean
is_own(const JournalTicket *before, ConfirmationKind kind)
{
    return (kind == CONFIRMATION_KIND_NEWS_CLOSED && g_strcmp0(before->own_change, "close") == 0) ||
           (kind == CONFIRMATION_KIND_NEWS_REOPENED &&
            g_strcmp0(before->own_change, "reopen") == 0);
}

NewsChange
news_change_of(const Config *config, const JournalTicket *before, const ConfirmationNews *says)
{
    NewsChange change = {.is_due = FALSE};

    if (kind_of_state(config, before, says, &change.kind) && !is_own(before, change.kind))
        change.is_due = is_in(config->news_states, state_words[change.kind]) ||
                        is_in(config->news_states, says->state);
    if (!change.is_due && (is_there(says->comment) || says->has_files) &&
        is_in(config->news_states, state_words[CONFIRMATION_KIND_NEWS_COMMENT]))
        change = (NewsChange){.is_due = TRUE, .kind = CONFIRMATION_KIND_NEWS_COMMENT};
    return change;
}

void
news_change_note(const Config *config, JournalTicket *ticket, const ConfirmationNews *says,
                 gint64 now_s)
{
    if (!is_there(says->state))
        return;
    if (g_strcmp0(ticket->state, says->state) != 0) {
        g_free(ticket->state);
        ticket->state = g_strdup(says->state);
        if (ticket->own_change != NULL) {
            g_free(ticket->own_change_over);
            ticket->own_change_over = g_steal_pointer(&ticket->own_change);
        }
        ticket->changed_s = now_s;
    }
    ticket->is_open = !is_in(config->closed_states, says->state);
    g_free(ticket->question);
    ticket->question = hash_of(says->question);
}

/* budget.c - see budget.h. Makes the keys under which things are counted; decides nothing. */
#include "gateway/delivery/budget.h"

#include <string.h>

#include "gateway/journal/journal_budget.h"
#include "gateway/log.h"
#include "gateway/policy/organisation.h"

static const char *
kind_word(ConfigBudgetKind kind)
{
    static const char *const words[] = {
        [CONFIG_BUDGET_REPLY] = "reply",
        [CONFIG_BUDGET_CREATE] = "create",
        [CONFIG_BUDGET_REOPEN] = "reopen",
        [CONFIG_BUDGET_COMMENT] = "comment",
    };
    return words[kind];
}

/* Unproven mail is counted apart. */
static const char *
standing_word(const BudgetSubject *subject)
{
    return subject->is_proven ? "" : "unproven ";
}

/* In the counts of a ticket, of a domain and of everybody, people who take part in the ticket are
 * counted apart from all others: anybody can set up a new domain and prove mail from it. */
static const char *
circle_word(const BudgetSubject *subject)
{
    return subject->is_part ? "participant " : standing_word(subject);
}

/* The form in which an address is counted. For replies user+a@ and user+b@ (RFC 5233) are the same.
 * (transfer full) */
static char *
canonical_address(ConfigBudgetKind kind, const char *address)
{
    char *lower = g_ascii_strdown(address, -1);
    char *at = strrchr(lower, '@');
    char *plus = strchr(lower, '+');
    if (kind == CONFIG_BUDGET_REPLY && at != NULL && plus != NULL && plus > lower && plus < at)
        memmove(plus, at, strlen(at) + 1);
    return lower;
}

static char *
sender_key(ConfigBudgetKind kind, const char *word, const BudgetSubject *subject)
{
    g_autofree char *address = canonical_address(kind, subject->sender);
    const char *route = subject->route != NULL ? subject->route->name : NULL;
    return g_strdup_printf("%s%s sender %s %s", standing_word(subject), word, address,
                           route != NULL ? route : "");
}

static char *
pair_key(ConfigBudgetKind kind, const char *word, const BudgetSubject *subject)
{
    g_autofree char *address = canonical_address(kind, subject->sender);
    return g_strdup_printf("%s%s pair %s %s", standing_word(subject), word, subject->ticket_number,
                           address);
}

static char *
domain_key(const char *word, const BudgetSubject *subject)
{
    g_autofree char *domain = organisation_of(organisation_domain(subject->sender));
    return g_strdup_printf("%s%s domain %s", circle_word(subject), word, domain);
}

/* One key with its limit and its time span. */
typedef struct {
    char *key; /* NULL: there is nothing to count */
    guint limit;
    guint span_s;
} BudgetBound;

#define BUDGET_N_BOUNDS 5

static void
find_bounds(const Config *config, ConfigBudgetKind kind, const BudgetSubject *subject,
            BudgetBound bounds[BUDGET_N_BOUNDS])
{
    const ConfigBudgetLimits *limits = &config->budget.limits[kind];
    const char *word = kind_word(kind);
    guint sender_span_s =
        kind == CONFIG_BUDGET_CREATE ? config->budget.storm_window_s : config->budget.window_s;
    gboolean has_sender = subject->sender != NULL;
    gboolean has_ticket = subject->ticket_number != NULL;
    gboolean is_reply = kind == CONFIG_BUDGET_REPLY;
    guint span_s = config->budget.window_s;

    bounds[0] = (BudgetBound){has_sender ? sender_key(kind, word, subject) : NULL,
                              limits->per_sender, sender_span_s};
    bounds[1] = (BudgetBound){has_ticket ? g_strdup_printf("%s%s ticket %s", circle_word(subject),
                                                           word, subject->ticket_number)
                                         : NULL,
                              limits->per_ticket, span_s};
    bounds[2] = (BudgetBound){has_sender && has_ticket ? pair_key(kind, word, subject) : NULL,
                              limits->per_pair, span_s};
    bounds[3] = (BudgetBound){is_reply && has_sender ? domain_key(word, subject) : NULL,
                              limits->per_domain, span_s};
    bounds[4] =
        (BudgetBound){is_reply ? g_strdup_printf("%s%s total", circle_word(subject), word) : NULL,
                      limits->total, span_s};
}

static void
clear_bounds(BudgetBound bounds[BUDGET_N_BOUNDS])
{
    for (guint i = 0; i < BUDGET_N_BOUNDS; i++)
        g_free(bounds[i].key);
}

gboolean
budget_is_spent(const DeliveryContext *context, ConfigBudgetKind kind, const BudgetSubject *subject,
                gboolean *ret_is_spent, GError **error)
{
    BudgetBound bounds[BUDGET_N_BOUNDS];
    find_bounds(context->config, kind, subject, bounds);
    gboolean is_read = TRUE;
    *ret_is_spent = FALSE;
    for (guint i = 0; i < BUDGET_N_BOUNDS && is_read; i++) {
        guint used = 0;
        if (bounds[i].key == NULL || bounds[i].limit == 0)
            continue;
        is_read = journal_budget_used(context->journal, bounds[i].key,
                                      journal_now_s(context->journal), &used, error);
        if (used >= bounds[i].limit)
            *ret_is_spent = TRUE;
    }
    clear_bounds(bounds);
    return is_read;
}

gboolean
budget_count(const DeliveryContext *context, ConfigBudgetKind kind, const BudgetSubject *subject,
             GError **error)
{
    BudgetBound bounds[BUDGET_N_BOUNDS];
    find_bounds(context->config, kind, subject, bounds);
    /* All in one transaction, which is one wait for a database. */
    gboolean is_counted = journal_begin(context->journal, FALSE, error);
    for (guint i = 0; i < BUDGET_N_BOUNDS && is_counted; i++) {
        guint used;
        if (bounds[i].key != NULL && bounds[i].limit > 0)
            is_counted = journal_budget_take(
                context->journal, bounds[i].key,
                &(JournalBudgetTime){journal_now_s(context->journal), bounds[i].span_s}, &used,
                error);
    }
    clear_bounds(bounds);
    if (is_counted)
        return journal_commit(context->journal, error);
    journal_rollback(context->journal);
    return FALSE;
}

gboolean
budget_set_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject,
                        const char *ticket_number, GError **error)
{
    if (subject->sender == NULL)
        return TRUE;
    g_autofree char *key = sender_key(CONFIG_BUDGET_CREATE, "create", subject);
    return journal_budget_set_ticket(context->journal, key, ticket_number,
                                     journal_now_s(context->journal), error);
}

char *
budget_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject, GError **error)
{
    if (subject->sender == NULL)
        return NULL;
    g_autofree char *key = sender_key(CONFIG_BUDGET_CREATE, "create", subject);
    return journal_budget_ticket(context->journal, key, journal_now_s(context->journal), error);
}

gboolean
budget_count_storm(const DeliveryContext *context, const BudgetSubject *subject,
                   const char *ticket_number, GError **error)
{
    const ConfigBudget *budget = &context->config->budget;
    guint used = 0;
    if (subject->sender == NULL)
        return TRUE;
    g_autofree char *key = sender_key(CONFIG_BUDGET_CREATE, "storm", subject);
    if (!journal_budget_take(
            context->journal, key,
            &(JournalBudgetTime){journal_now_s(context->journal), budget->storm_window_s}, &used,
            error))
        return FALSE;
    if (used == 1)
        log_error("storm",
                  "storm: <%s> has used up its new tickets ([budget] tickets_per_sender = %u in "
                  "%u s, or the bound of one ticket); what it sends goes to %s as comments",
                  subject->sender, budget->limits[CONFIG_BUDGET_CREATE].per_sender,
                  budget->storm_window_s, ticket_number);
    return TRUE;
}

gboolean
budget_count_flood(const DeliveryContext *context, const BudgetSubject *subject, GError **error)
{
    const Config *config = context->config;
    guint used = 0;
    if (subject->ticket_number == NULL)
        return TRUE;
    g_autofree char *key =
        g_strdup_printf("%sflood ticket %s", circle_word(subject), subject->ticket_number);
    if (!journal_budget_take(
            context->journal, key,
            &(JournalBudgetTime){journal_now_s(context->journal), config->budget.window_s}, &used,
            error))
        return FALSE;
    if (used == 1)
        log_error("flood",
                  "flood: the comments on %s are used up ([budget] comments_per_ticket and "
                  "comments_per_pair); what <%s> and others send about it goes into the "
                  "quarantine, as flood, for the rest of %u s",
                  subject->ticket_number, subject->sender != NULL ? subject->sender : "",
                  config->budget.window_s);
    return TRUE;
}

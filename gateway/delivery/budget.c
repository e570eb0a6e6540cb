/* budget.c - see budget.h. Knows what is counted under which key; decides nothing. */
#include "gateway/delivery/budget.h"

#include "gateway/journal/journal_budget.h"
#include "gateway/log.h"

static gint64
budget_now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

static const char *
budget_word(ConfigBudgetKind kind)
{
    static const char *const words[] = {
        [CONFIG_BUDGET_REPLY] = "reply",
        [CONFIG_BUDGET_CREATE] = "create",
        [CONFIG_BUDGET_REOPEN] = "reopen",
    };
    return words[kind];
}

static char *
budget_sender_key(const char *word, const BudgetSubject *subject)
{
    g_autofree char *lower = g_ascii_strdown(subject->sender, -1);
    const char *route = subject->route != NULL ? subject->route->name : NULL;
    return g_strdup_printf("%s sender %s %s", word, lower, route != NULL ? route : "");
}

/* One key with its bound and its span. */
typedef struct {
    char *key; /* NULL: nothing to count */
    guint limit;
    guint span_s;
} BudgetBound;

#define BUDGET_N_BOUNDS 3

static void
budget_bounds(const Config *config, ConfigBudgetKind kind, const BudgetSubject *subject,
              BudgetBound bounds[BUDGET_N_BOUNDS])
{
    const ConfigBudgetLimits *limits = &config->budget.limits[kind];
    const char *word = budget_word(kind);
    guint sender_span_s =
        kind == CONFIG_BUDGET_CREATE ? config->budget.storm_window_s : config->budget.window_s;
    gboolean has_sender = subject->sender != NULL;
    gboolean has_ticket = subject->ticket_number != NULL;
    g_autofree char *lower = has_sender ? g_ascii_strdown(subject->sender, -1) : NULL;

    bounds[0] = (BudgetBound){has_sender ? budget_sender_key(word, subject) : NULL,
                              limits->per_sender, sender_span_s};
    bounds[1] = (BudgetBound){
        has_ticket ? g_strdup_printf("%s ticket %s", word, subject->ticket_number) : NULL,
        limits->per_ticket, config->budget.window_s};
    bounds[2] =
        (BudgetBound){has_sender && has_ticket
                          ? g_strdup_printf("%s pair %s %s", word, subject->ticket_number, lower)
                          : NULL,
                      limits->per_pair, config->budget.window_s};
}

static void
budget_bounds_clear(BudgetBound bounds[BUDGET_N_BOUNDS])
{
    for (guint i = 0; i < BUDGET_N_BOUNDS; i++)
        g_free(bounds[i].key);
}

gboolean
budget_is_spent(const Delivery *delivery, ConfigBudgetKind kind, const BudgetSubject *subject,
                gboolean *ret_is_spent, GError **error)
{
    BudgetBound bounds[BUDGET_N_BOUNDS];
    budget_bounds(delivery->config, kind, subject, bounds);
    gboolean is_read = TRUE;
    *ret_is_spent = FALSE;
    for (guint i = 0; i < BUDGET_N_BOUNDS && is_read; i++) {
        guint used = 0;
        if (bounds[i].key == NULL || bounds[i].limit == 0)
            continue;
        is_read =
            journal_budget_used(delivery->journal, bounds[i].key, budget_now_s(), &used, error);
        if (used >= bounds[i].limit)
            *ret_is_spent = TRUE;
    }
    budget_bounds_clear(bounds);
    return is_read;
}

gboolean
budget_count(const Delivery *delivery, ConfigBudgetKind kind, const BudgetSubject *subject,
             GError **error)
{
    BudgetBound bounds[BUDGET_N_BOUNDS];
    budget_bounds(delivery->config, kind, subject, bounds);
    gboolean is_counted = TRUE;
    for (guint i = 0; i < BUDGET_N_BOUNDS && is_counted; i++) {
        guint used;
        if (bounds[i].key != NULL && bounds[i].limit > 0)
            is_counted = journal_budget_take(delivery->journal, bounds[i].key,
                                             &(JournalBudgetTime){budget_now_s(), bounds[i].span_s},
                                             &used, error);
    }
    budget_bounds_clear(bounds);
    return is_counted;
}

gboolean
budget_set_storm_ticket(const Delivery *delivery, const BudgetSubject *subject,
                        const char *ticket_number, GError **error)
{
    if (subject->sender == NULL)
        return TRUE;
    g_autofree char *key = budget_sender_key("create", subject);
    return journal_budget_set_ticket(delivery->journal, key, ticket_number, budget_now_s(), error);
}

char *
budget_storm_ticket(const Delivery *delivery, const BudgetSubject *subject, GError **error)
{
    if (subject->sender == NULL)
        return NULL;
    g_autofree char *key = budget_sender_key("create", subject);
    return journal_budget_ticket(delivery->journal, key, budget_now_s(), error);
}

gboolean
budget_count_storm(const Delivery *delivery, const BudgetSubject *subject,
                   const char *ticket_number, GError **error)
{
    const ConfigBudget *budget = &delivery->config->budget;
    guint used = 0;
    if (subject->sender == NULL)
        return TRUE;
    g_autofree char *key = budget_sender_key("storm", subject);
    if (!journal_budget_take(delivery->journal, key,
                             &(JournalBudgetTime){budget_now_s(), budget->storm_window_s}, &used,
                             error))
        return FALSE;
    if (used == 1)
        log_error("storm: <%s> has used up its new tickets ([budget] tickets_per_sender = %u in "
                  "%u s, or the bound of one ticket); what it sends goes to %s as comments",
                  subject->sender, budget->limits[CONFIG_BUDGET_CREATE].per_sender,
                  budget->storm_window_s, ticket_number);
    return TRUE;
}

/* Limits for senders, tickets and pairs, with a real journal. */
#include "tests/unit/address_tricks.h"
#include "tests/unit/journal_fixture.h"

#include "gateway/delivery/budget.h"
#include "gateway/journal/journal_budget.h"
#include "gateway/log.h"
#include "tests/unit/syslog_fixture.h"

/* Every limit is set, so every count is kept. */
static const Config counting = {.budget = {.window_s = 3600,
                                           .storm_window_s = 600,
                                           .limits = {[CONFIG_BUDGET_REPLY] = {1, 1, 1},
                                                      [CONFIG_BUDGET_CREATE] = {1, 1, 1},
                                                      [CONFIG_BUDGET_REOPEN] = {1, 1, 1}}}};

static const Config config = {
    .budget = {.window_s = 3600,
               .storm_window_s = 600,
               .limits = {[CONFIG_BUDGET_REPLY] = {.per_sender = 4, .per_ticket = 3, .per_pair = 2},
                          [CONFIG_BUDGET_CREATE] = {.per_sender = 2},
                          [CONFIG_BUDGET_REOPEN] = {.per_pair = 1}}}};

static gboolean
is_spent(const DeliveryContext *context, ConfigBudgetKind kind, const BudgetSubject *subject)
{
    gboolean spent = TRUE;
    assert_true(budget_is_spent(context, kind, subject, &spent, NULL));
    return spent;
}

static void
count(const DeliveryContext *context, ConfigBudgetKind kind, const BudgetSubject *subject)
{
    assert_true(budget_count(context, kind, subject, NULL));
}

static void
each_bound_holds_for_its_own(void **state)
{
    static const struct {
        BudgetSubject counted[5], asked;
        gboolean is_spent;
    } rows[] = {
        {{{NULL}}, {"a", "INC1", NULL, FALSE, FALSE}, FALSE},
        /* the pair: two */
        {{{"a", "INC1", NULL, FALSE, FALSE}}, {"a", "INC1", NULL, FALSE, FALSE}, FALSE},
        {{{"a", "INC1", NULL, FALSE, FALSE}, {"A", "INC1", NULL, FALSE, FALSE}},
         {"a", "INC1", NULL, FALSE, FALSE},
         TRUE},
        {{{"a", "INC1", NULL, FALSE, FALSE}, {"a", "INC1", NULL, FALSE, FALSE}},
         {"a", "INC2", NULL, FALSE, FALSE},
         FALSE},
        {{{"a", "INC1", NULL, FALSE, FALSE}, {"a", "INC1", NULL, FALSE, FALSE}},
         {"b", "INC1", NULL, FALSE, FALSE},
         FALSE},
        /* the ticket: three */
        {{{"a", "INC1", NULL, FALSE, FALSE},
          {"b", "INC1", NULL, FALSE, FALSE},
          {"c", "INC1", NULL, FALSE, FALSE}},
         {"d", "INC1", NULL, FALSE, FALSE},
         TRUE},
        {{{"a", "INC1", NULL, FALSE, FALSE},
          {"b", "INC1", NULL, FALSE, FALSE},
          {"c", "INC1", NULL, FALSE, FALSE}},
         {"d", "INC2", NULL, FALSE, FALSE},
         FALSE},
        /* the sender: four */
        {{{"a", "INC1", NULL, FALSE, FALSE},
          {"a", "INC2", NULL, FALSE, FALSE},
          {"a", "INC3", NULL, FALSE, FALSE},
          {"a", "INC4", NULL, FALSE, FALSE}},
         {"a", "INC5", NULL, FALSE, FALSE},
         TRUE},
        {{{"a", "INC1", NULL, FALSE, FALSE},
          {"a", "INC2", NULL, FALSE, FALSE},
          {"a", "INC3", NULL, FALSE, FALSE},
          {"a", "INC4", NULL, FALSE, FALSE}},
         {"b", "INC5", NULL, FALSE, FALSE},
         FALSE},
        /* what is NULL has no limit */
        {{{"a", NULL, NULL, FALSE, FALSE},
          {"a", NULL, NULL, FALSE, FALSE},
          {"a", NULL, NULL, FALSE, FALSE}},
         {"a", NULL, NULL, FALSE, FALSE},
         FALSE},
        {{{"a", "INC1", NULL, FALSE, FALSE}, {"a", "INC1", NULL, FALSE, FALSE}},
         {NULL, NULL, NULL, FALSE, FALSE},
         FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *row_state = NULL;
        fixture_setup(&row_state);
        {
            g_autoptr(Journal) journal = fixture_open(row_state);
            const DeliveryContext context = {.config = &config, .journal = journal};
            for (guint j = 0; rows[i].counted[j].sender != NULL; j++)
                count(&context, CONFIG_BUDGET_REPLY, &rows[i].counted[j]);
            if (is_spent(&context, CONFIG_BUDGET_REPLY, &rows[i].asked) != rows[i].is_spent)
                fail_msg("row %u", i);
        }
        fixture_teardown(&row_state);
    }
}

static void
kinds_and_routes_do_not_share(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &config, .journal = journal};
    const Route noc = {.name = "noc"};
    const Route none = {.name = NULL};
    const BudgetSubject here = {"a", NULL, &none, FALSE, FALSE};
    const BudgetSubject there = {"a", NULL, &noc, FALSE, FALSE};
    for (guint i = 0; i < 2; i++)
        count(&context, CONFIG_BUDGET_CREATE, &here);
    assert_true(is_spent(&context, CONFIG_BUDGET_CREATE, &here));
    assert_false(is_spent(&context, CONFIG_BUDGET_CREATE, &there));
    assert_false(is_spent(&context, CONFIG_BUDGET_REPLY, &here));
}

static void
no_bound_counts_nothing(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    static const Config free_config = {.budget = {.window_s = 3600, .storm_window_s = 600}};
    const DeliveryContext context = {.config = &free_config, .journal = journal};
    const BudgetSubject subject = {"a", "INC1", NULL, FALSE, FALSE};
    guint used = 99;
    for (guint i = 0; i < 5; i++)
        count(&context, CONFIG_BUDGET_REPLY, &subject);
    assert_false(is_spent(&context, CONFIG_BUDGET_REPLY, &subject));
    assert_true(journal_budget_used(journal, "unproven reply ticket INC1",
                                    g_get_real_time() / G_USEC_PER_SEC, &used, NULL));
    assert_int_equal(used, 0);
}

static void
the_last_ticket_takes_the_storm(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &config, .journal = journal};
    const BudgetSubject subject = {"a", NULL, NULL, FALSE, FALSE};
    const BudgetSubject other = {"b", NULL, NULL, FALSE, FALSE};
    assert_null(budget_storm_ticket(&context, &subject, NULL));
    count(&context, CONFIG_BUDGET_CREATE, &subject);
    assert_true(budget_set_storm_ticket(&context, &subject, "INC1", NULL));
    assert_true(budget_set_storm_ticket(&context, &subject, "INC2", NULL));
    g_autofree char *ticket = budget_storm_ticket(&context, &subject, NULL);
    assert_string_equal(ticket, "INC2");
    assert_null(budget_storm_ticket(&context, &other, NULL));
    assert_true(budget_count_storm(&context, &subject, "INC2", NULL));
}

static guint
used_in(Journal *journal, const char *key, gint64 seconds)
{
    guint used = 99;
    assert_true(journal_budget_used(journal, key, g_get_real_time() / G_USEC_PER_SEC + seconds,
                                    &used, NULL));
    return used;
}

/* How many counts in the closed journal have a span of `seconds`. */
static int
spans_of(const Fixture *fixture, int seconds)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM budget WHERE end_s - start_s = %d", seconds);
    g_autoptr(GPtrArray) column = fixture_column(fixture, sql);
    return (int)g_ascii_strtoll(g_ptr_array_index(column, 0), NULL, 10);
}

/* Makes every kind of count: only a sender's new tickets, and the storm that they become, have the
 * span of a storm. */
static void
every_count_has_the_span_of_its_kind(void **state)
{
    static const struct {
        ConfigBudgetKind kind;
        gboolean is_storm;
        int n_storm_spans, n_windows;
    } rows[] = {
        {CONFIG_BUDGET_REPLY, FALSE, 0, 3},
        {CONFIG_BUDGET_REOPEN, FALSE, 0, 3},
        {CONFIG_BUDGET_CREATE, FALSE, 1, 2},
        {CONFIG_BUDGET_CREATE, TRUE, 1, 0},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *row_state = NULL;
        fixture_setup(&row_state);
        {
            g_autoptr(Journal) journal = fixture_open(row_state);
            const DeliveryContext context = {.config = &counting, .journal = journal};
            const BudgetSubject subject = {.sender = "a", .ticket_number = "INC1"};
            if (rows[i].is_storm)
                assert_true(budget_count_storm(&context, &subject, "INC1", NULL));
            else
                count(&context, rows[i].kind, &subject);
        }
        if (spans_of(row_state, 600) != rows[i].n_storm_spans ||
            spans_of(row_state, 3600) != rows[i].n_windows)
            fail_msg("row %u: %d and %d", i, spans_of(row_state, 600), spans_of(row_state, 3600));
        fixture_teardown(&row_state);
    }
}

/* The sender of a budget is one mailbox: similar addresses count apart. */
static void
nobody_uses_up_the_budget_of_an_address_that_only_looks_alike(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &counting, .journal = journal};
    const BudgetSubject person = {.sender = address_tricks_person};
    count(&context, CONFIG_BUDGET_REPLY, &person);
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_same); i++) {
        const BudgetSubject same = {.sender = address_tricks_same[i]};
        assert_true(is_spent(&context, CONFIG_BUDGET_REPLY, &same));
    }
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_others); i++) {
        const BudgetSubject other = {.sender = address_tricks_others[i]};
        if (strchr(other.sender, '+') == NULL && is_spent(&context, CONFIG_BUDGET_REPLY, &other))
            fail_msg("%s", other.sender);
    }
}

/* A sender's new tickets are counted for the span of a storm, all else for the window. */
static void
each_bound_has_its_span(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &config, .journal = journal};
    const BudgetSubject subject = {"a", "INC1", NULL, FALSE, FALSE};
    count(&context, CONFIG_BUDGET_CREATE, &subject);
    count(&context, CONFIG_BUDGET_REPLY, &subject);
    assert_int_equal(used_in(journal, "unproven create sender a ", 500), 1);
    assert_int_equal(used_in(journal, "unproven create sender a ", 700), 0);
    assert_int_equal(used_in(journal, "unproven reply sender a ", 700), 1);
    assert_int_equal(used_in(journal, "unproven reply ticket INC1", 700), 1);
    assert_int_equal(used_in(journal, "unproven reply pair INC1 a", 700), 1);
    assert_int_equal(used_in(journal, "unproven reply pair INC1 a", 3700), 0);
}

/* The operator is told once for each storm, not for each mail. */
static void
a_storm_is_told_at_its_begin(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &config, .journal = journal};
    const BudgetSubject subject = {"a@customer.example", NULL, NULL, FALSE, FALSE};
    log_open(FALSE);
    line_count = 0;
    for (guint i = 0; i < 3; i++) {
        assert_true(budget_count_storm(&context, &subject, "INC2", NULL));
        assert_int_equal(line_count, 1);
    }
    assert_int_equal(last_priority & LOG_PRIMASK, LOG_ERR);
    assert_non_null(strstr(last_line, "a@customer.example"));
    assert_non_null(strstr(last_line, "INC2"));
}

static const Config wide = {
    .budget = {.window_s = 3600,
               .storm_window_s = 600,
               .limits = {[CONFIG_BUDGET_REPLY] = {.per_sender = 2, .per_domain = 4, .total = 6},
                          [CONFIG_BUDGET_CREATE] = {.per_sender = 2},
                          [CONFIG_BUDGET_COMMENT] = {.per_ticket = 3, .per_pair = 2}}}};

/* Fifty forged mails use up nothing of the real sender's budget, and do not choose the ticket of a
 * storm. */
static void
what_is_proven_is_counted_apart(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &wide, .journal = journal};
    const BudgetSubject forged = {.sender = "a@b.example", .ticket_number = "INC1"};
    BudgetSubject proven = forged;
    proven.is_proven = TRUE;
    for (guint i = 0; i < 50; i++)
        for (ConfigBudgetKind kind = 0; kind < CONFIG_N_BUDGETS; kind++)
            count(&context, kind, &forged);
    assert_true(budget_set_storm_ticket(&context, &forged, "INC2", NULL));
    for (ConfigBudgetKind kind = 0; kind < CONFIG_N_BUDGETS; kind++)
        assert_false(is_spent(&context, kind, &proven));
    assert_true(is_spent(&context, CONFIG_BUDGET_COMMENT, &forged));
    assert_null(budget_storm_ticket(&context, &proven, NULL));
}

/* Fifty strangers, each proven for their own domain, use up nothing of a participant's budget. */
static void
who_takes_part_is_counted_apart(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &wide, .journal = journal};
    BudgetSubject owner = {
        .sender = "a@x.example.net", .ticket_number = "INC1", .is_proven = TRUE, .is_part = TRUE};
    for (guint i = 0; i < 50; i++) {
        g_autofree char *sender = g_strdup_printf("u%u@d%u.example.net", i, i);
        const BudgetSubject stranger = {
            .sender = sender, .ticket_number = "INC1", .is_proven = TRUE};
        for (ConfigBudgetKind kind = 0; kind < CONFIG_N_BUDGETS; kind++)
            count(&context, kind, &stranger);
    }
    for (ConfigBudgetKind kind = 0; kind < CONFIG_N_BUDGETS; kind++)
        assert_false(is_spent(&context, kind, &owner));
    owner.is_part = FALSE;
    assert_true(is_spent(&context, CONFIG_BUDGET_COMMENT, &owner));
    assert_true(is_spent(&context, CONFIG_BUDGET_REPLY, &owner));
}

static void
replies_have_a_bound_for_a_domain_and_over_all(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &wide, .journal = journal};
    static const char *const counted[] = {"a@x.example.org", "b@y.example.org", "c@EXAMPLE.org",
                                          "d@example.org",   "e@example.net",   "f@example.com"};
    for (guint i = 0; i < G_N_ELEMENTS(counted); i++) {
        const BudgetSubject subject = {.sender = counted[i]};
        const BudgetSubject same = {.sender = "z@z.example.org"};
        const BudgetSubject other = {.sender = "z@z.example.edu"};
        assert_int_equal(is_spent(&context, CONFIG_BUDGET_REPLY, &same), i >= 4);
        assert_false(is_spent(&context, CONFIG_BUDGET_REPLY, &other));
        count(&context, CONFIG_BUDGET_REPLY, &subject);
    }
    const BudgetSubject last = {.sender = "z@z.example.edu"};
    assert_true(is_spent(&context, CONFIG_BUDGET_REPLY, &last));
}

static void
variants_of_an_address_get_replies_as_one(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &wide, .journal = journal};
    const BudgetSubject one = {.sender = "a+1@b.example"}, two = {.sender = "A+2+3@b.example"};
    const BudgetSubject three = {.sender = "a@b.example"}, other = {.sender = "+a@b.example"};
    count(&context, CONFIG_BUDGET_REPLY, &one);
    count(&context, CONFIG_BUDGET_REPLY, &two);
    assert_true(is_spent(&context, CONFIG_BUDGET_REPLY, &three));
    assert_false(is_spent(&context, CONFIG_BUDGET_REPLY, &other));
    for (guint i = 0; i < 2; i++)
        count(&context, CONFIG_BUDGET_CREATE, &one);
    assert_true(is_spent(&context, CONFIG_BUDGET_CREATE, &one));
    assert_false(is_spent(&context, CONFIG_BUDGET_CREATE, &two));
}

static void
the_operator_hears_of_a_flood_once(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.config = &wide, .journal = journal};
    const BudgetSubject subject = {.sender = "a@b.example", .ticket_number = "INC1"};
    line_count = 0;
    for (guint i = 0; i < 3; i++)
        assert_true(budget_count_flood(&context, &subject, NULL));
    assert_int_equal(line_count, 1);
    guint used = 0;
    assert_true(journal_budget_used(journal, "unproven flood ticket INC1",
                                    g_get_real_time() / G_USEC_PER_SEC, &used, NULL));
    assert_int_equal(used, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bound_holds_for_its_own),
        fixture_test(kinds_and_routes_do_not_share),
        fixture_test(no_bound_counts_nothing),
        fixture_test(the_last_ticket_takes_the_storm),
        cmocka_unit_test(every_count_has_the_span_of_its_kind),
        fixture_test(nobody_uses_up_the_budget_of_an_address_that_only_looks_alike),
        fixture_test(each_bound_has_its_span),
        fixture_test(a_storm_is_told_at_its_begin),
        fixture_test(what_is_proven_is_counted_apart),
        fixture_test(who_takes_part_is_counted_apart),
        fixture_test(replies_have_a_bound_for_a_domain_and_over_all),
        fixture_test(variants_of_an_address_get_replies_as_one),
        fixture_test(the_operator_hears_of_a_flood_once),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}

/* import_run.c - see import_run.h. Knows when to try again; how a mail is delivered, the session
 * knows. */
#include "gateway/import/import_run.h"

#include <poll.h>
#include <string.h>
#include <sysexits.h>

#include "gateway/delivery/delivery_session.h"
#include "gateway/delivery_error.h"
#include "gateway/import/import_rehearsal.h"
#include "gateway/journal/journal_backoff.h"

#define TRIES_OF_ONE_MAIL 3
#define LONGEST_WAIT_S 30

typedef struct {
    const ImportOptions *options;
    Mailbox *mailbox;
    ImportTally *tally;
    DeliverySession *session;   /* NULL: a rehearsal */
    ImportRehearsal *rehearsal; /* NULL: a delivery */
    gint64 failing_since_us;    /* the API has failed since; 0: it works */
    guint n_left;               /* so many mails in a row were left because of the API */
    gboolean is_stopped;
} ImportRun;

static void
run_clear(ImportRun *run)
{
    g_clear_pointer(&run->session, delivery_session_free);
    g_clear_pointer(&run->rehearsal, import_rehearsal_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImportRun, run_clear)

static void
count_result(gpointer data, const DeliveryResult *result)
{
    ImportRun *run = data;
    import_tally_add(run->tally, import_tally_outcome(result->outcome), result->reason);
}

static void
count_quarantined(gpointer data, const char *kind)
{
    ImportRun *run = data;
    import_tally_add_quarantined(run->tally, kind);
}

static void
report_progress(const ImportRun *run, const char *waits_for)
{
    if (run->options->on_progress != NULL)
        run->options->on_progress(run->options->data, run->tally, waits_for);
}

/* Whether the run is to end; waits for that up to `timeout_ms`. */
static gboolean
is_stopped(ImportRun *run, int timeout_ms)
{
    struct pollfd stop = {.fd = run->options->stop_fd, .events = POLLIN};
    if (!run->is_stopped && poll(&stop, 1, timeout_ms) > 0)
        run->is_stopped = TRUE;
    return run->is_stopped;
}

static gboolean
wait_for(ImportRun *run, gint64 seconds, const GError *problem)
{
    for (gint64 left = seconds; left > 0; left--) {
        g_autofree char *why =
            g_strdup_printf("waits %" G_GINT64_FORMAT " s: %s", left, problem->message);
        report_progress(run, why);
        if (is_stopped(run, 1000))
            return FALSE;
    }
    return TRUE;
}

/* Seconds until requests are no longer paused; 0: they are not. */
static gint64
pause_left(const ImportRun *run)
{
    gint64 until_s = 0;
    Journal *journal = journal_open_configured(run->options->config, NULL);
    if (journal == NULL)
        return 0;
    (void)journal_backoff_until(journal, &until_s, NULL);
    journal_close(journal);
    return MAX(until_s - g_get_real_time() / G_USEC_PER_SEC, 0);
}

/* Whether the error is the API's, so that another try may help. */
static gboolean
is_api_problem(const GError *problem)
{
    static const DeliveryError codes[] = {DELIVERY_ERROR_API_BUSY, DELIVERY_ERROR_API_DOWN,
                                          DELIVERY_ERROR_API_DOUBT, DELIVERY_ERROR_API_DENIED,
                                          DELIVERY_ERROR_API_UNAUTHORISED};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_error_matches(problem, DELIVERY_ERROR, (gint)codes[i]))
            return TRUE;
    return FALSE;
}

/* What remains of the mail. */
typedef enum {
    NEXT_MAIL,
    SAME_MAIL, /* once more */
    NO_MAIL,   /* the run ends: stopped, or with an error */
} ImportNext;

static void
count_fault(const ImportRun *run, const MailboxEntry *entry, const GError *problem,
            gboolean is_left)
{
    g_autofree char *place = mailbox_place(run->mailbox, entry);
    const ImportFault fault = {.place = place, .reason = problem->message, .is_left = is_left};
    import_tally_add_fault(run->tally, &fault);
    if (run->options->on_fault != NULL)
        run->options->on_fault(run->options->data, &fault);
}

/* The API failed at try number `n_tries` of a mail. */
static ImportNext
after_api_problem(ImportRun *run, const MailboxEntry *entry, guint n_tries, GError *problem,
                  GError **error)
{
    gboolean is_asked = g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY);
    gint64 now_us = g_get_monotonic_time();
    gint64 wait_s = MIN((gint64)1 << MIN(n_tries, 5), LONGEST_WAIT_S);
    if (is_asked) {
        wait_s = MAX(pause_left(run), 1);
    } else {
        if (run->failing_since_us == 0)
            run->failing_since_us = now_us;
        /* Perhaps it fails at this mail alone. If it fails at several, it is the API. */
        if (n_tries >= TRIES_OF_ONE_MAIL && run->n_left < JOURNAL_BACKOFF_RUN - 1) {
            run->n_left++;
            count_fault(run, entry, problem, TRUE);
            g_error_free(problem);
            return NEXT_MAIL;
        }
        gint64 failing_s = (now_us - run->failing_since_us) / G_USEC_PER_SEC;
        if (failing_s >= (gint64)run->options->patience_s) {
            g_propagate_error(error, problem);
            return NO_MAIL;
        }
        wait_s = MIN(wait_s, (gint64)run->options->patience_s - failing_s);
        wait_s = MAX(wait_s, pause_left(run));
    }
    gboolean goes_on = wait_for(run, wait_s, problem);
    g_error_free(problem);
    return goes_on ? SAME_MAIL : NO_MAIL;
}

/* What follows from one try. `problem`: (transfer full), NULL: it is done. */
static ImportNext
after_try(ImportRun *run, const MailboxEntry *entry, guint n_tries, GError *problem, GError **error)
{
    if (problem != NULL && is_api_problem(problem))
        return after_api_problem(run, entry, n_tries, problem, error);
    if (problem == NULL) {
        run->failing_since_us = 0;
        run->n_left = 0;
        return NEXT_MAIL;
    }
    int status = delivery_error_exit_status(problem);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED)) {
        import_tally_add(run->tally, IMPORT_REJECT, problem->message);
    } else if (status != EX_TEMPFAIL) {
        count_fault(run, entry, problem, FALSE);
    } else if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_BUSY)) {
        count_fault(run, entry, problem, TRUE);
    } else {
        g_propagate_error(error, problem);
        return NO_MAIL;
    }
    g_error_free(problem);
    return NEXT_MAIL;
}

/* The worst of the results of several recipients: one that can be tried again. (transfer full)
 * (nullable) */
static GError *
worst_of(const GPtrArray *results)
{
    GError *worst = NULL;
    for (guint i = 0; i < results->len; i++) {
        const GError *result =
            ((const DeliverySessionResult *)g_ptr_array_index(results, i))->error;
        if (result == NULL || (worst != NULL && delivery_error_exit_status(result) != EX_TEMPFAIL))
            continue;
        g_clear_error(&worst);
        worst = g_error_copy(result);
    }
    return worst;
}

/* An empty mail in a mailbox is nobody's request. */
static GError *
check_length(guint64 length)
{
    return length > 0 ? NULL
                      : g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE,
                                            "there is no mail: it is empty");
}

static GError *
deliver(ImportRun *run, const Envelope *envelope, guint64 length)
{
    GError *problem = NULL;
    if (run->rehearsal != NULL) {
        (void)import_rehearsal_run(run->rehearsal, envelope, length, &problem);
        return problem;
    }
    g_autoptr(GPtrArray) results = delivery_session_deliver(run->session, envelope, length);
    problem = worst_of(results);
    if (run->options->is_confirmed && problem == NULL)
        delivery_session_finish(run->session);
    return problem;
}

/* One try of one mail. (transfer full) (nullable) */
static GError *
try_mail(ImportRun *run, const MailboxEntry *entry)
{
    const ImportOptions *options = run->options;
    MailCopy copy = {.max_bytes = options->config->max_message_size};
    g_autofree char *sender = NULL;
    GError *problem = NULL;
    copy.fd = run->rehearsal != NULL ? import_rehearsal_begin(run->rehearsal, &problem)
                                     : delivery_session_begin(run->session, &problem);
    if (copy.fd < 0 || !mailbox_copy(run->mailbox, entry, &copy, &sender, &problem))
        return problem;
    const Envelope envelope = {.sender = sender,
                               .recipients = options->recipients,
                               .passes_known = TRUE,
                               .is_unbudgeted = TRUE,
                               .is_unconfirmed = !options->is_confirmed,
                               .on_result = count_result,
                               .on_quarantine = count_quarantined,
                               .data = run};
    problem = check_length(copy.length);
    if (problem == NULL)
        problem = deliver(run, &envelope, copy.length);
    return problem;
}

static gboolean
open_run(ImportRun *run, GError **error)
{
    if (run->options->is_real)
        run->session = delivery_session_new(run->options->config, error);
    else
        run->rehearsal = import_rehearsal_new(run->options->config, error);
    return run->session != NULL || run->rehearsal != NULL;
}

gboolean
import_run(const ImportOptions *options, Mailbox *mailbox, ImportTally *tally,
           gboolean *ret_is_stopped, GError **error)
{
    GError *problem = NULL;
    g_auto(ImportRun) run = {.options = options, .mailbox = mailbox, .tally = tally};
    *ret_is_stopped = FALSE;
    if (!open_run(&run, error))
        return FALSE;
    for (guint i = 0; i < mailbox_count(mailbox) && !is_stopped(&run, 0); i++) {
        const MailboxEntry *entry = mailbox_entry(mailbox, i);
        ImportNext next = SAME_MAIL;
        for (guint n_tries = 1; next == SAME_MAIL; n_tries++)
            next = after_try(&run, entry, n_tries, try_mail(&run, entry), &problem);
        if (next == NO_MAIL)
            break;
        tally->done++;
        report_progress(&run, NULL);
    }
    *ret_is_stopped = run.is_stopped;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
}

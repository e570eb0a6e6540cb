/* import.c - `ticketgate import`: makes tickets of the mails in a Maildir or an mbox. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/import_report.h"
#include "gateway/commands/progress.h"
#include "gateway/delivery_error.h"
#include "gateway/import/import_run.h"
#include "gateway/log.h"
#include "gateway/own_address.h"
#include "gateway/policy/route.h"
#include "gateway/policy/ticket_route.h"
#include "parsers/parse.h"

#define DEFAULT_PATIENCE_S 600

static void
show_progress(gpointer data, const ImportTally *tally, const char *waits_for)
{
    g_autofree char *counts = import_tally_line(tally);
    const ProgressState state = {
        .done = tally->done, .total = tally->total, .detail = counts, .waits_for = waits_for};
    progress_show(data, &state);
}

static void
show_fault(gpointer data, const ImportFault *fault)
{
    g_autofree char *line = g_strdup_printf("%s: %s%s", fault->place, fault->reason,
                                            fault->is_left ? " (left for the next run)" : "");
    progress_say(data, line);
}

/* Ctrl-C and SIGTERM arrive there, so that the present mail is finished first. -1: they cannot be
 * had so, and end the program at once, which does no harm. */
static int
open_stop(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return -1;
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Every mail would fail. */
static gboolean
check_recipients(const ImportOptions *options, GError **error)
{
    for (guint i = 0; options->recipients[i] != NULL; i++) {
        const char *const one[] = {options->recipients[i], NULL};
        g_autoptr(GPtrArray) routes = route_select(options->config, one);
        if (routes->len > 0 || ticket_route_is_possible(options->config, one[0]))
            continue;
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                    "no route for %s is configured; give --recipient", one[0]);
        return FALSE;
    }
    return TRUE;
}

static int
exit_status(const ImportTally *tally, gboolean is_finished)
{
    if (!is_finished || tally->counts[IMPORT_LEFT] > 0)
        return EX_TEMPFAIL;
    return tally->counts[IMPORT_FAULT] > 0 ? 1 : 0;
}

static int
import(const CommandSession *session, ImportOptions *options, gboolean is_json)
{
    g_autoptr(GError) problem = NULL;
    const char *path = session->arguments[0];
    if (!check_recipients(options, &problem))
        return command_session_fail(session, problem);
    g_autoptr(Mailbox) mailbox = mailbox_open(path, &problem);
    if (mailbox == NULL)
        return command_session_fail(session, problem);
    g_autoptr(ImportTally) tally = import_tally_new(mailbox_count(mailbox));
    g_autoptr(Progress) progress = progress_new("import");
    gboolean is_stopped;
    options->stop_fd = open_stop();
    options->on_progress = show_progress;
    options->on_fault = show_fault;
    options->data = progress;
    log_open(FALSE);
    gboolean is_done = import_run(options, mailbox, tally, &is_stopped, &problem);
    g_autofree char *counts = import_tally_line(tally);
    const ProgressState state = {.done = tally->done, .total = tally->total, .detail = counts};
    progress_end(progress, &state);
    if (!is_done)
        command_session_fail(session, problem);
    if (options->stop_fd >= 0)
        close(options->stop_fd);
    gboolean is_finished = is_done && !is_stopped;
    const ImportReport report = {.path = path,
                                 .kind = mailbox_kind(mailbox),
                                 .is_real = options->is_real,
                                 .is_finished = is_finished,
                                 .recipient = options->recipients[0]};
    import_report_print(&report, tally, is_json);
    return exit_status(tally, is_finished);
}

int
command_import(int argc, char **argv)
{
    ImportOptions options = {.patience_s = DEFAULT_PATIENCE_S};
    gboolean is_json = FALSE;
    int patience_s = DEFAULT_PATIENCE_S;
    g_auto(GStrv) recipients = NULL;
    const GOptionEntry entries[] = {
        {"for-real", 0, 0, G_OPTION_ARG_NONE, &options.is_real,
         "Deliver the mails; without it, only say what would happen", NULL},
        {"recipient", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &recipients,
         "Envelope recipient of all mails; [mail] from without it", "ADDRESS"},
        {"confirm", 0, 0, G_OPTION_ARG_NONE, &options.is_confirmed,
         "Send confirmations to the senders", NULL},
        {"wait", 'w', 0, G_OPTION_ARG_INT, &patience_s,
         "Give up an API that fails after so long; 600 without it", "SECONDS"},
        COMMAND_LINE_JSON(&is_json),
        {0},
    };
    const CommandUsage usage = {
        .summary = "Makes tickets and comments of the mails in a Maildir or an mbox; without "
                   "--for-real it only says what would happen. It can be stopped and started again "
                   "at any time: no mail is delivered twice.",
        .arguments = "PATH",
        .least = 1,
        .most = 1,
        .options = entries,
        .examples = "  ticketgate import /var/mail/support\n"
                    "  ticketgate import --for-real --recipient support@example.org Maildir\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    if (patience_s < 0)
        return command_line_mistake(session.name, "--wait has to be 0 or more");
    g_autofree char *own = own_address_of(session.config);
    const char *const usual[] = {own, NULL};
    options.config = session.config;
    options.patience_s = (guint)patience_s;
    options.recipients = recipients != NULL ? (const char *const *)recipients : usual;
    if (options.recipients[0] == NULL)
        return command_line_mistake(session.name,
                                    "give --recipient, because [mail] from is not set");
    parse_init();
    return import(&session, &options, is_json);
}

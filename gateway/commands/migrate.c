/* migrate.c - `ticketgate migrate`: moves the journal into the shared database, or back. */
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/progress.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_move.h"

#define DEFAULT_WAIT_S 120

/* Whether Ctrl-C or SIGTERM came: then nothing is moved. */
static gboolean
is_stopped(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

static void
hold_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
}

static gboolean
show_progress(gpointer data, guint64 done, guint64 total, const char *waits_for)
{
    const ProgressState state = {.done = done,
                                 .total = total,
                                 .detail = "rows copied and read back",
                                 .waits_for = waits_for};

    progress_show(data, &state);
    return !is_stopped();
}

static guint64
count_rows(const JournalMoved *moved)
{
    guint64 rows = 0;

    for (guint i = 0; i < moved->tables->len; i++)
        rows += ((const JournalMovedTable *)g_ptr_array_index(moved->tables, i))->rows;
    return rows;
}

static void
print_json(const JournalMoved *moved)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_print_text(builder, "from", moved->from);
    json_print_text(builder, "to", moved->to);
    json_print_text(builder, "put_aside", moved->put_aside);
    json_print_truth(builder, "was_moved_before", !moved->was_copied);
    json_print_number(builder, "rows", (gint64)count_rows(moved));
    json_builder_set_member_name(builder, "tables");
    json_builder_begin_array(builder);
    for (guint i = 0; i < moved->tables->len; i++) {
        const JournalMovedTable *table = g_ptr_array_index(moved->tables, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "table", table->name);
        json_print_number(builder, "rows", (gint64)table->rows);
        json_print_text(builder, "digest", table->digest);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    json_print(builder);
}

static void
print_text(const JournalMoved *moved, gboolean is_back)
{
    g_autofree char *from = terminal_clean(moved->from);
    g_autofree char *to = terminal_clean(moved->to);

    if (!moved->was_copied) {
        printf("The journal has moved already, from %s to %s.\n", from, to);
        return;
    }
    for (guint i = 0; i < moved->tables->len; i++) {
        const JournalMovedTable *table = g_ptr_array_index(moved->tables, i);
        if (table->rows > 0)
            printf("%12" G_GUINT64_FORMAT "  %s\n", table->rows, table->name);
    }
    printf("%12" G_GUINT64_FORMAT "  rows moved from %s to %s, read back and equal.\n",
           count_rows(moved), from, to);
    if (moved->put_aside != NULL)
        printf("The file that was there is %s now.\n", moved->put_aside);
    if (is_back)
        puts("Now remove url from [journal] on this host, and reload ticketgate-lmtpd; other hosts "
             "refuse mail (75) until "
             "ticketgate prune --restored has made them a journal of their own.");
    else
        printf(
            "%s stays as it is, and is not used any more. If ticketgate-lmtpd runs, reload it.\n",
            from);
}

static int
reopen(const CommandSession *session)
{
    g_autoptr(GError) problem = NULL;

    if (!journal_move_reopen(session->config, &problem))
        return command_session_fail(session, problem);
    puts("The journal in the database is used again. Run ticketgate prune --restored now: what the "
         "host that is gone did with its file is not known.");
    return 0;
}

static int
cancel(const CommandSession *session, gboolean is_back)
{
    g_autoptr(GError) problem = NULL;

    if (!journal_move_cancel(session->config, is_back, &problem))
        return command_session_fail(session, problem);
    puts(is_back
             ? "The move was given up; the journal is used as before."
             : "The move was given up. Mail waits until ticketgate migrate is called again, or url "
               "is taken out of [journal].");
    return 0;
}

static int
migrate(const CommandSession *session, gboolean is_back, guint wait_s, gboolean is_json)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Progress) progress = progress_new(session->name);
    const JournalMoveOptions options = {.config = session->config,
                                        .is_back = is_back,
                                        .wait_s = wait_s,
                                        .on_progress = show_progress,
                                        .data = progress};

    hold_signals();
    g_autoptr(JournalMoved) moved = journal_move(&options, &problem);
    if (moved == NULL) {
        progress_clear(progress);
        command_session_fail(session, problem);
        return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_USAGE) ? 1 : EX_TEMPFAIL;
    }
    guint64 rows = 2 * count_rows(moved);
    const ProgressState state = {
        .done = rows, .total = rows, .detail = "rows copied and read back"};
    if (moved->was_copied)
        progress_end(progress, &state);
    if (is_json)
        print_json(moved);
    else
        print_text(moved, is_back);
    return 0;
}

int
command_migrate(int argc, char **argv)
{
    gboolean is_back = FALSE, is_cancel = FALSE, is_gone = FALSE, is_json = FALSE;
    int wait_s = DEFAULT_WAIT_S;
    const GOptionEntry options[] = {
        {"back", 0, 0, G_OPTION_ARG_NONE, &is_back,
         "Move it from the database into the file of [journal] path", NULL},
        {"cancel", 0, 0, G_OPTION_ARG_NONE, &is_cancel,
         "Give up a move that was interrupted; with --back, one of that direction", NULL},
        {"host-is-gone", 0, 0, G_OPTION_ARG_NONE, &is_gone,
         "With --cancel --back: also if the host with the file is gone for good", NULL},
        {"wait", 'w', 0, G_OPTION_ARG_INT, &wait_s,
         "Wait so long for mails that are being delivered; 120 without it", "SECONDS"},
        COMMAND_LINE_JSON(&is_json),
        {0},
    };
    const CommandUsage usage = {
        .summary =
            "Moves the journal from the file of [journal] path into the database of [journal] "
            "url, which has to be empty, and checks that all of it arrived. Mail waits (exit "
            "status 75) meanwhile. After an interruption, the same command ends the move.",
        .options = options,
        .examples = "  sudo -u ticketgate ticketgate migrate\n"
                    "  sudo -u ticketgate ticketgate migrate --back\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    if (wait_s < 0)
        return command_line_mistake(session.name, "--wait has to be 0 or more");
    if (is_gone && !(is_cancel && is_back))
        return command_line_mistake(session.name, "--host-is-gone takes --cancel --back");
    if (is_gone)
        return reopen(&session);
    return is_cancel ? cancel(&session, is_back)
                     : migrate(&session, is_back, (guint)wait_s, is_json);
}

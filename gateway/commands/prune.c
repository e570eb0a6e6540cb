/* prune.c - `ticketgate prune`: checks the journal and deletes what is too old. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/journal/journal_loss.h"
#include "gateway/journal/journal_prune.h"
#include "gateway/log.h"
#include "gateway/quarantine/quarantine_bound.h"
#include "gateway/quarantine/quarantine_kind.h"

/* The check marks a damaged journal; opening it again moves it aside and logs that. */
static Journal *
open_checked(const Config *config, gboolean is_restored, GError **error)
{
    g_autoptr(Journal) journal =
        is_restored ? journal_open_anew(config, error) : journal_open_configured(config, error);
    if (journal == NULL)
        return NULL;
    if (journal_check(journal, error))
        return g_steal_pointer(&journal);
    g_clear_pointer(&journal, journal_close);
    journal_close(journal_open_configured(config, NULL));
    return NULL;
}

static gboolean
delete_ignored(const Config *config, guint *ret_dropped, GError **error)
{
    g_autofree char *directory =
        quarantine_kind_directory(quarantine_kind_of(QUARANTINE_IGNORED), config->quarantine_path);
    const QuarantineBound bound = {.oldest_s =
                                       g_get_real_time() / G_USEC_PER_SEC - config->keep_ignored_s,
                                   .max_bytes = config->ignored_max};
    return quarantine_bound_prune(directory, &bound, ret_dropped, error);
}

/* From now on, mails that the journal does not know are in doubt. */
static gboolean
note_restored(Journal *journal, gboolean is_json, GError **error)
{
    if (!journal_loss_record(journal, error))
        return FALSE;
    if (!is_json)
        puts(
            "For a week, each mail that this journal does not know is looked up before a ticket is "
            "created.");
    return TRUE;
}

static void
print_json(const JournalPruned *pruned, guint dropped)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_print_number(builder, "mails", pruned->mails);
    json_print_number(builder, "threads", pruned->threads);
    json_print_number(builder, "participants", pruned->participants);
    json_print_number(builder, "passages", pruned->passages);
    json_print_number(builder, "traces", pruned->traces);
    json_print_number(builder, "replies", pruned->replies);
    json_print_number(builder, "unsent_replies", pruned->unsent_replies);
    json_print_number(builder, "ignored_mails", dropped);
    json_builder_end_object(builder);
    json_print(builder);
}

/* Ignored mails only if some were deleted; into the log of a timer only what was done. */
static void
print_counts(const JournalPruned *pruned, guint dropped)
{
    if (!g_log_writer_is_journald(STDOUT_FILENO) ||
        pruned->mails + pruned->threads + pruned->participants + pruned->replies > 0)
        printf("Forgotten: %u mails, %u threads, %u participants, %u replies.\n", pruned->mails,
               pruned->threads, pruned->participants, pruned->replies);
    if (dropped > 0)
        printf("Deleted from the quarantine: %u ignored mails.\n", dropped);
}

static gboolean
run(const Config *config, gboolean is_restored, gboolean is_json, GError **error)
{
    g_autoptr(Journal) journal = open_checked(config, is_restored, error);
    if (journal == NULL || (is_restored && !note_restored(journal, is_json, error)))
        return FALSE;
    JournalPruneLimits limits = {.now_s = journal_now_s(journal),
                                 .keep_threads_s = config->keep_threads_s,
                                 .keep_trace_s = config->keep_trace_s,
                                 .keep_replies_s = config->keep_replies_s};
    JournalPruned pruned;
    if (!journal_prune(journal, &limits, &pruned, error))
        return FALSE;
    if (pruned.unsent_replies > 0)
        log_warning("reply",
                    "%u replies could never be handed to the mail server and were given up",
                    pruned.unsent_replies);
    guint dropped = 0;
    gboolean is_done = delete_ignored(config, &dropped, error);
    if (is_json)
        print_json(&pruned, dropped);
    else
        print_counts(&pruned, dropped);
    return is_done;
}

int
command_prune(int argc, char **argv)
{
    gboolean is_restored = FALSE, is_json = FALSE;
    const GOptionEntry options[] = {
        {"restored", 0, 0, G_OPTION_ARG_NONE, &is_restored,
         "The journal comes from a backup and may not know the newest mails; or it is lost, and a "
         "new one is made",
         NULL},
        COMMAND_LINE_JSON(&is_json),
        {0},
    };
    const CommandUsage usage = {
        .summary = "Checks the journal and deletes what is older than [journal] keep_threads, "
                   "keep_trace and keep_replies; deletes ignored mail that is older than "
                   "[quarantine] keep_ignored.",
        .options = options,
        .examples = "  sudo -u ticketgate ticketgate prune\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    g_autoptr(GError) problem = NULL;
    return run(session.config, is_restored, is_json, &problem)
               ? 0
               : command_session_fail(&session, problem);
}

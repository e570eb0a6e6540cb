/* deliver.c - `ticketgate deliver`: the filter that an MTA starts for one message.
 *
 * The MTA gets an exit status and, on failure, one line on standard error; everything else goes to
 * syslog. In a dry run, and at a terminal, that line has the full reason. */
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery/delivery_trace.h"
#include "gateway/delivery/dry_run.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/sanitizer.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/parse.h"

typedef struct {
    CommandLine line;
    char *sender;
    char **recipients;
    char *queue_id;
    gboolean is_dry_run;
} DeliverOptions;

static void
options_clear(DeliverOptions *options)
{
    command_line_clear(&options->line);
    g_free(options->sender);
    g_strfreev(options->recipients);
    g_free(options->queue_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeliverOptions, options_clear)

static gboolean
read_options(int argc, char **argv, DeliverOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"sender", 'f', 0, G_OPTION_ARG_STRING, &options->sender,
         "Envelope sender; empty for the null sender", "ADDRESS"},
        {"recipient", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &options->recipients,
         "Envelope recipient; may be given more than once", "ADDRESS"},
        {"queue-id", 'q', 0, G_OPTION_ARG_STRING, &options->queue_id,
         "Queue id of the MTA, for the log", "ID"},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->is_dry_run,
         "Print what would be done, as JSON; do nothing", NULL},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Makes a ticket, or a comment on one, from the mail on standard input.",
        .options = entries,
        .examples = "  ticketgate deliver --dry-run < some.eml\n"
                    "  ticketgate deliver -f manager@customer.example -r support@example.org "
                    "< some.eml\n",
    };
    g_autoptr(GError) problem = NULL;
    if (command_line_parse(&options->line, argc, argv, &usage, &problem))
        return TRUE;
    if (problem != NULL)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE, "deliver: %s", problem->message);
    return FALSE;
}

/* "<a@b>" and "a@b" are the same address; MTAs pass both. */
static void
strip_brackets(char *address)
{
    gsize length = strlen(address);
    if (length >= 2 && address[0] == '<' && address[length - 1] == '>') {
        memmove(address, address + 1, length - 2);
        address[length - 2] = '\0';
    }
}

/* Everything is written, the journal last. Freeing everything and unloading libraries would take
 * another millisecond. */
static void G_GNUC_NORETURN
end_process(void)
{
    _exit(EX_OK);
}

/* What comes before delivery_run(), which tells of all that comes later. */
static void
tell_failure(const DeliverOptions *options, const GError *problem)
{
    const Envelope envelope = {.sender = options->sender,
                               .recipients = (const char *const *)options->recipients};
    const DeliveryTraceEnd end = {.outcome = delivery_trace_outcome(problem),
                                  .reason = problem->message,
                                  .sender = options->sender};
    if (!options->is_dry_run)
        delivery_trace_log(&envelope, &end, 0);
}

static gboolean
run_delivery(const DeliverOptions *options, const Config *config, GError **error)
{
    Envelope envelope = {.sender = options->sender,
                         .recipients = (const char *const *)options->recipients};
    terminal_await("deliver", "a mail");
    parse_init();
    if (options->is_dry_run)
        return dry_run_print(config, STDIN_FILENO, &envelope, STDOUT_FILENO, error);
    return delivery_run(config, STDIN_FILENO, &envelope, SANITIZER_IS_ON ? NULL : end_process,
                        error);
}

/* NULL with `error`: the command line or the configuration has a mistake; without: the help was
 * asked for. (transfer full) */
static Config *
begin(int argc, char **argv, DeliverOptions *options, GError **error)
{
    if (!read_options(argc, argv, options, error))
        return NULL;
    log_set_queue_id(options->queue_id);
    if (options->sender != NULL)
        strip_brackets(options->sender);
    for (guint i = 0; options->recipients != NULL && options->recipients[i] != NULL; i++)
        strip_brackets(options->recipients[i]);
    g_autoptr(GError) problem = NULL;
    Config *config = ticket_dialect_load_config(options->line.config_path, NULL, &problem);
    if (config == NULL)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "%s", problem->message);
    return config;
}

/* If a filter does not read its input, the MTA gets a broken pipe, and some count that as success.
 */
static void
drain_input(void)
{
    char buffer[16 * 1024];
    while (read(STDIN_FILENO, buffer, sizeof buffer) > 0)
        continue;
}

/* The line for the MTA, which may show it to the sender, only says what is necessary. At a terminal
 * it has the full reason. (transfer full) */
static char *
error_line(const GError *problem, gboolean is_for_operator)
{
    char *line = delivery_error_line(problem);
    if (!is_for_operator)
        return line;
    g_autofree char *clean = terminal_clean(problem->message);
    char *whole = g_strdup_printf("%.*s %s", (int)strcspn(line, " "), line, clean);
    g_free(line);
    return whole;
}

int
command_deliver(int argc, char **argv)
{
    g_auto(DeliverOptions) options = {0};
    g_autoptr(GError) problem = NULL;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* MTAs limit file sizes; a full file is an error, not an end */
    log_open(FALSE);
    g_autoptr(Config) config = begin(argc, argv, &options, &problem);
    if (config == NULL && problem == NULL)
        return EX_OK; /* the help was asked for */
    if (config == NULL)
        tell_failure(&options, problem);
    else if (run_delivery(&options, config, &problem))
        return EX_OK;
    drain_input();
    g_autofree char *line = error_line(problem, options.is_dry_run || isatty(STDERR_FILENO));
    fprintf(stderr, "%s\n", line);
    return delivery_error_exit_status(problem);
}

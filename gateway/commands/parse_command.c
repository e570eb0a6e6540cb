/* parse_command.c - `ticketgate parse`: prints the Letter of a mail. */
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/commands/terminal.h"
#include "gateway/intake/raw_letter.h"
#include "gateway/log.h"
#include "gateway/sandbox/parse_child.h"
#include "gateway/spool.h"
#include "gateway/ticket_system/ticket_dialect.h"

#define PARSE_COMMAND_MAX_BYTES ((guint64)256 * 1024 * 1024)
#define PARSE_COMMAND_TIME_S 8

/* The Letter that `deliver` would use for a mail that the parser could not read. */
static Letter *
degrade(const Spool *spool, const char *sender, GError **error)
{
    int attachments_fd = spool_open_file(g_get_tmp_dir(), error);
    if (attachments_fd < 0)
        return NULL;
    Letter *letter = raw_letter_read(spool->fd, spool->length, sender, attachments_fd, error);
    close(attachments_fd);
    return letter;
}

static gboolean
print(const Letter *letter)
{
    g_autoptr(GBytes) json = letter_write(letter, TRUE);
    gsize length;
    const char *text = g_bytes_get_data(json, &length);
    if (fwrite(text, 1, length, stdout) == length && putchar('\n') != EOF && fflush(stdout) == 0)
        return TRUE;
    perror("ticketgate parse: standard output");
    return FALSE;
}

/* The pattern of ticket numbers of this configuration, or without one that of the Incident API.
 * (transfer full) */
static char *
find_pattern(const char *config_path, GError **error)
{
    if (config_path == NULL)
        return g_strdup(ticket_dialect_of(NULL)->number_pattern);
    g_autoptr(Config) config = ticket_dialect_load_config(config_path, NULL, error);
    return config != NULL ? g_strdup(config->number_pattern) : NULL;
}

static int
run(const char *sender, const char *config_path, GError **error)
{
    g_autofree char *pattern = find_pattern(config_path, error);
    if (pattern == NULL)
        return 1;
    g_autofree char *mbox_sender = NULL;
    g_autoptr(Spool) spool =
        spool_read(STDIN_FILENO, g_get_tmp_dir(), PARSE_COMMAND_MAX_BYTES, &mbox_sender, error);
    if (spool == NULL || !spool_check(spool, PARSE_COMMAND_MAX_BYTES, error))
        return 1;
    ParseOptions options = {.envelope_sender = sender != NULL ? sender : mbox_sender,
                            .ticket_pattern = pattern};
    ParseChildLimits limits = {.wall_time_ms = PARSE_COMMAND_TIME_S * 1000,
                               .cpu_time_s = PARSE_COMMAND_TIME_S,
                               .memory_bytes = (guint64)256 * 1024 * 1024,
                               .output_bytes = PARSE_COMMAND_MAX_BYTES * 2,
                               .directory = g_get_tmp_dir()};
    g_autoptr(ParseResult) result = parse_child_run(spool->fd, &options, &limits, error);
    if (result == NULL)
        return 1;
    if (result->letter == NULL) {
        fprintf(stderr, "ticketgate parse: %s; `deliver` would use this plain Letter:\n",
                result->failure);
        result->letter = degrade(spool, options.envelope_sender, error);
        if (result->letter != NULL)
            (void)print(result->letter);
        return 1;
    }
    return print(result->letter) ? 0 : 1;
}

int
command_parse(int argc, char **argv)
{
    g_autofree char *sender = NULL, *config_path = NULL;
    const GOptionEntry options[] = {
        {"sender", 'f', 0, G_OPTION_ARG_STRING, &sender,
         "Envelope sender; empty for the null sender", "ADDRESS"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config_path,
         "Finds the ticket numbers of this configuration", "FILE"},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Prints the content of the mail on standard input as JSON.",
        .options = options,
        .examples = "  ticketgate parse < some.eml\n",
        .is_without_config = TRUE,
    };
    g_auto(CommandLine) line = {0};
    g_autoptr(GError) problem = NULL;
    int status;
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    log_open(TRUE);
    terminal_await(argv[0], "a mail");
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error, not an end */
    parse_init();
    status = run(sender, config_path, &problem);
    if (problem != NULL)
        fprintf(stderr, "ticketgate parse: %s\n", problem->message);
    return status;
}

/* command_line.h - the words behind a sub-command: options and arguments, help, mistakes.
 *
 * One place for all commands. A command describes itself by a CommandUsage, and reads its words:
 *
 *     gboolean is_json = FALSE;
 *     const GOptionEntry options[] = {COMMAND_LINE_JSON(&is_json), {0}};
 *     const CommandUsage usage = {
 *         .summary = "Lists the mails that wait.",
 *         .arguments = "NAME...",
 *         .least = 1,
 *         .most = COMMAND_LINE_MANY,
 *         .options = options,
 *         .examples = "  ticketgate example 2f1c\n"
 *                     "  ticketgate example --json 2f1c\n",
 *     };
 *     g_auto(CommandSession) session = {0};
 *     if (!command_session_open(&session, argc, argv, &usage))
 *         return session.exit_status;
 *     if (max < 1)
 *         return command_line_mistake(session.name, "--limit has to be 1 or more");
 *
 * What follows by itself: --help with the examples, --config and TICKETGATE_CONFIG, surplus and
 * missing arguments, "did you mean", exit status 64 for each mistake, and completion in all shells.
 * Standard output is checked when the command has returned (program.c), so commands print by
 * printf() and need not look at its result. */
#pragma once

#include <glib.h>

#define COMMAND_LINE_MANY G_MAXUINT

/* Members may be absent: 0 or NULL. */
typedef struct {
    const char *summary;   /* what it does, in a sentence or two */
    const char *examples;  /* whole lines, each begins with two spaces and "ticketgate" */
    const char *arguments; /* as in the manual: "NUMBER..."; a word PATH or FILE is completed by
                            * file names */
    guint least, most;     /* how many arguments it takes; with verbs, including the verb */
    /* "list|show|drop": the words that the first argument may be */
    const char *verbs;
    /* Ends with {0}. Where `arg_description` is a list of words, "number|state|age", completion
     * offers them. */
    const GOptionEntry *options;
    gboolean is_without_config; /* it has no --config */
} CommandUsage;

#define COMMAND_LINE_JSON(ret_is_json)                                                             \
    {                                                                                              \
        "json", 'j', 0, G_OPTION_ARG_NONE, (ret_is_json), "Output for programs", NULL              \
    }

typedef struct {
    char *config_path; /* --config, or the environment's TICKETGATE_CONFIG, or the default */
    char **arguments;  /* NULL-terminated, never NULL */
} CommandLine;

void command_line_clear(CommandLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandLine, command_line_clear)

/* Reads the words into `line` and the variables of the options. FALSE with `error` (of any domain,
 * one line): they are wrong. FALSE without an error: the help was asked for and is printed, so that
 * the command has nothing more to do and ends with 0. */
gboolean command_line_parse(CommandLine *line, int argc, char **argv, const CommandUsage *usage,
                            GError **error);

/* The same for people: mistakes are told on standard error. FALSE: the command ends with
 * *ret_status, 0 or 64. */
gboolean command_line_read(CommandLine *line, int argc, char **argv, const CommandUsage *usage,
                           int *ret_status);

/* Prints "ticketgate COMMAND: what is wrong; see ticketgate COMMAND --help" on standard error,
 * cleaned for a terminal. Returns 64, the exit status of a command that was typed wrongly. */
int command_line_mistake(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* "; did you mean WORD?", or "" if no word of `words` is close. (transfer full) */
char *command_line_hint(const char *word, const char *const *words);

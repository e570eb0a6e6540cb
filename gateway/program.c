/* program.c - see program.h. Does not know what the sub-commands do. */
#include "gateway/program.h"

#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "build-config.h"
#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/hardening.h"

typedef struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} Command;

/* The last line has no name. */
static const Command commands[] = {
    {"deliver", command_deliver, "make a ticket or a comment from the mail on standard input"},
    {"lmtpd", command_lmtpd, "stay resident and accept mail by LMTP"},
    {"parse", command_parse, "print the content of the mail on standard input as JSON"},
    {"init", command_init, "ask for what is needed, write configuration and key, test everything"},
    {"check-config", command_check_config, "check the configuration and list all mistakes"},
    {"ping", command_ping, "test the token server, the API and the mail server"},
    {"status", command_status, "show the state of the gateway; with --check for monitoring"},
    {"metrics", command_metrics, "print the metrics for Prometheus"},
    {"trace", command_trace, "show what happened to a mail"},
    {"list", command_list, "show the active tickets"},
    {"show", command_show, "show tickets"},
    {"comment", command_comment, "comment on tickets"},
    {"close", command_close, "close resolved tickets"},
    {"reopen", command_reopen, "reopen resolved tickets"},
    {"quarantine", command_quarantine, "list, show, retry, extract or drop quarantined mail"},
    {"redeliver", command_redeliver, "deliver a mail once more, on purpose"},
    {"import", command_import, "make tickets of the mails in a Maildir or an mbox"},
    {"news", command_news, "tell people what became of their tickets; run it each minute"},
    {"outbox", command_outbox,
     "send the confirmations that wait for the mail server, or list them"},
    {"forget", command_forget, "erase what is kept of one person"},
    {"mail-token", command_mail_token,
     "print an access token for a program that fetches the mailbox"},
    {"migrate", command_migrate, "move the journal into the database that several hosts share"},
    {"prune", command_prune, "check the journal and delete what is too old; run it once a day"},
    {NULL, NULL, NULL},
};

static const Command *
find_command(const char *name)
{
    for (const Command *command = commands; command->name != NULL; command++)
        if (strcmp(name, command->name) == 0)
            return command;
    return NULL;
}

static void
print_help(void)
{
    puts("ticketgate turns mail to a support address into tickets, and confirms them by mail.\n\n"
         "Usage: ticketgate COMMAND [OPTION...]\n\nCommands:");
    for (const Command *command = commands; command->name != NULL; command++)
        printf("  %-13s %s\n", command->name, command->summary);
    puts("\nOptions:\n"
         "  --help        this text; `ticketgate help COMMAND` for one command\n"
         "  --version     the version\n\n"
         "Examples:\n"
         "  ticketgate help list\n"
         "  ticketgate deliver --dry-run < some.eml\n"
         "  sudo -u ticketgate ticketgate status\n\n"
         "See ticketgate(1) and ticketgate.conf(5).");
}

/* For the completion of shells, as command_line.c does it for one command. */
static void
print_words(void)
{
    for (const Command *command = commands; command->name != NULL; command++)
        printf("%s\t\t%s\n", command->name, command->summary);
    puts("help\t\tshow the help of a command\n"
         "--help\t\tthis text\n"
         "--version\t\tthe version");
}

static int
run_command(const Command *command, int argc, char **argv)
{
    g_autofree char *name = g_strconcat("ticketgate ", command->name, NULL);
    g_set_prgname(name); /* as shown by --help of the command */
    return command->run(argc, argv);
}

/* "; did you mean list?", or "". (transfer full) */
static char *
hint_at(const char *name)
{
    const char *names[G_N_ELEMENTS(commands) + 1] = {NULL};
    for (gsize i = 0; commands[i].name != NULL; i++)
        names[i] = commands[i].name;
    names[G_N_ELEMENTS(commands) - 1] = "help";
    return command_line_hint(name, names);
}

/* Whether the word asks for help, so `help help` does, too. */
static gboolean
is_help(const char *word)
{
    return g_strcmp0(word, "help") == 0 || g_strcmp0(word, "--help") == 0 ||
           g_strcmp0(word, "-h") == 0;
}

/* `help`, `help COMMAND`. */
static int
help(int argc, char **argv)
{
    char option[] = "--help", *arguments[] = {NULL, option, NULL};
    if (argc == 1 || (argc == 2 && is_help(argv[1]))) {
        print_help();
        return EX_OK;
    }
    const Command *command = find_command(argv[1]);
    if (argc == 2 && command != NULL) {
        arguments[0] = argv[1];
        return run_command(command, 2, arguments);
    }
    g_autofree char *hint = command == NULL ? hint_at(argv[1]) : g_strdup("");
    fprintf(stderr, "ticketgate help: %s '%s'%s%s ticketgate help\n",
            command == NULL ? "there is no command" : "it takes one command:",
            command == NULL ? argv[1] : argv[2], hint, *hint != '\0' ? " See" : "; see");
    return EX_USAGE;
}

/* The caller may be a mail server with a typing mistake in its configuration. Then the mail must
 * wait, not bounce; 64 bounces. A mail server has no terminal. */
static int
refuse(const char *word)
{
    gboolean is_person = isatty(STDIN_FILENO) == 1 || isatty(STDERR_FILENO) == 1;
    g_autofree char *hint = word != NULL ? hint_at(word) : g_strdup("");
    g_autofree char *what = word == NULL ? g_strdup("no command given")
                            : word[0] == '-'
                                ? g_strdup_printf("unknown option '%s'; options stand behind the "
                                                  "command",
                                                  word)
                                : g_strdup_printf("unknown command '%s'", word);
    fprintf(stderr, "%sticketgate: %s%s%s ticketgate help\n", is_person ? "" : "4.3.5 ", what, hint,
            *hint != '\0' ? " See" : "; see");
    return is_person ? EX_USAGE : EX_TEMPFAIL;
}

static int
dispatch(int argc, char **argv)
{
    const char *word = argc >= 2 ? argv[1] : NULL;
    const Command *command = word != NULL ? find_command(word) : NULL;
    if (command != NULL)
        return run_command(command, argc - 1, argv + 1);
    if (is_help(word))
        return help(argc - 1, argv + 1);
    if (argc == 2 && strcmp(word, "--version") == 0) {
        puts("ticketgate " TICKETGATE_VERSION);
        return EX_OK;
    }
    if (argc == 2 && strcmp(word, "--complete") == 0) {
        print_words();
        return EX_OK;
    }
    return refuse(word);
}

/* What was printed has to arrive: a full disk may show only now, on some file systems when the file
 * is closed. */
static gboolean
is_output_whole(void)
{
    errno = 0;
    gboolean is_whole = fflush(stdout) == 0 && ferror(stdout) == 0;
    int copy = is_whole ? dup(STDOUT_FILENO) : -1;
    return is_whole && (copy < 0 || close(copy) == 0);
}

int
program_run(int argc, char **argv)
{
    (void)hardening_apply();
    setlocale(LC_CTYPE, "C.UTF-8");
    int status = dispatch(argc, argv);
    if (is_output_whole())
        return status;
    fprintf(stderr, "ticketgate: standard output cannot be written%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? g_strerror(errno) : "");
    return status != EX_OK ? status : 1;
}

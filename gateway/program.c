/* program.c - see program.h. Does not know what the sub-commands do. */
#include "gateway/program.h"

#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "build-config.h"
#include "gateway/commands/command.h"
#include "gateway/hardening.h"

typedef struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} Command;

static const Command commands[] = {
    {"deliver", command_deliver, "make a ticket or a comment from the mail on standard input"},
    {"lmtpd", command_lmtpd, "stay resident and accept mail by LMTP"},
    {"parse", command_parse, "print the content of the mail on standard input as JSON"},
    {"init", command_init, "ask for what is needed, write configuration and key, test everything"},
    {"check-config", command_check_config, "check the configuration and list all mistakes"},
    {"ping", command_ping, "test the token server, the API and the mail server"},
    {"status", command_status, "show the state of the gateway; with --check for monitoring"},
    {"trace", command_trace, "show what happened to a mail"},
    {"list", command_list, "show the active tickets"},
    {"show", command_show, "show one ticket"},
    {"comment", command_comment, "comment on a ticket"},
    {"close", command_close, "close a resolved ticket"},
    {"reopen", command_reopen, "reopen a resolved ticket"},
    {"quarantine", command_quarantine, "list, show, retry, extract or drop quarantined mail"},
    {"redeliver", command_redeliver, "deliver a mail once more, on purpose"},
    {"outbox", command_outbox,
     "send the confirmations that wait for the mail server, or list them"},
    {"mail-token", command_mail_token,
     "print an access token for a program that fetches the mailbox"},
    {"prune", command_prune, "check the journal and delete what is too old; run it once a day"},
};

static void
print_help(FILE *stream)
{
    fputs("ticketgate turns mail to a support address into tickets, and confirms them by mail.\n\n"
          "Usage: ticketgate COMMAND [OPTION...]\n\nCommands:\n",
          stream);
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(stream, "  %-13s %s\n", commands[i].name, commands[i].summary);
    fputs("\nOptions:\n"
          "  --help        this text; `ticketgate COMMAND --help` for one command\n"
          "  --version     the version\n\n"
          "See ticketgate(1) and ticketgate.conf(5).\n",
          stream);
}

int
program_run(int argc, char **argv)
{
    (void)hardening_apply();
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts("ticketgate " TICKETGATE_VERSION);
        return 0;
    }
    for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            g_autofree char *name = g_strconcat("ticketgate ", argv[1], NULL);
            g_set_prgname(name); /* as shown by --help of the command */
            return commands[i].run(argc - 1, argv + 1);
        }
    /* The caller may be an MTA with a typing mistake in its configuration: the mail must wait, not
     * bounce. */
    fprintf(stderr, "4.3.5 ticketgate: %s%s%s; try ticketgate --help\n",
            argc < 2 ? "no command given" : "unknown command '", argc < 2 ? "" : argv[1],
            argc < 2 ? "" : "'");
    return EX_TEMPFAIL;
}

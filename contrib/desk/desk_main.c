/*
 * ticketgate-desk: a small incident desk with the Incident API or Customer Connect, for trying and
 * testing the gateway. This file chooses the command and the exit status: 0 done, 1 failed, 2 wrong
 * command line.
 */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "build-config.h"
#include "desk_command.h"
#include "desk_error.h"

static const DeskCommand commands[] = {
    {"serve", NULL, "run the desk", desk_command_serve},
    {"dump", NULL, "print everything it holds as JSON", desk_command_dump},
    {"open", NULL, "make a ticket of the desk's own", desk_command_open},
    {"comment", NULL, "add a comment, with --message or --attach", desk_command_change},
    {"progress", "In Progress", "move tickets to In Progress", desk_command_change},
    {"hold", "On Hold", "move tickets to On Hold", desk_command_change},
    {"resolve", "Resolved", "move tickets to Resolved", desk_command_change},
    {"close", "Closed", "move tickets to Closed", desk_command_change},
    {"cancel", "Canceled", "move tickets to Canceled", desk_command_change},
    {"revoke-tokens", NULL, "every token that was handed out is dead", desk_command_revoke_tokens},
    {"fault", NULL, "add faults to the list, or --clear it", desk_command_fault},
};

static void
print_help(void)
{
    g_print("Usage: ticketgate-desk COMMAND --database FILE [OPTION…] [ARGUMENT…]\n\n");
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        g_print("  %-14s %s\n", commands[i].name, commands[i].summary);
    g_print("\n`ticketgate-desk COMMAND --help` tells the options of a command;\n"
            "ticketgate-desk(1) tells all.\n");
}

static int
run_command(const DeskCommand *command, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (command->run(argc, argv, command->state, &error))
        return EXIT_SUCCESS;
    g_printerr("ticketgate-desk %s: %s\n", command->name, error->message);
    gboolean is_usage =
        error->domain == G_OPTION_ERROR || g_error_matches(error, DESK_ERROR, DESK_ERROR_USAGE);
    return is_usage ? 2 : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    const char *name = argc > 1 ? argv[1] : "";
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    }
    if (strcmp(name, "--version") == 0) {
        g_print("ticketgate-desk %s\n", TICKETGATE_VERSION);
        return EXIT_SUCCESS;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help();
        return EXIT_SUCCESS;
    }
    g_printerr("ticketgate-desk: no such command: '%s'; see --help\n", name);
    return 2;
}

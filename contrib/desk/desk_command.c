#include "desk_command.h"

#include <errno.h>
#include <stdio.h>

#include "desk_change.h"
#include "desk_dialect.h"
#include "desk_dump.h"
#include "desk_fault.h"
#include "desk_json.h"
#include "desk_ledger.h"
#include "desk_store.h"

/* The options of the commands that work on the file. */
typedef struct {
    char *database;
    char *text;
    gboolean is_clear;
    char **files;     /* nullable */
    char **arguments; /* nullable */
} Options;

static void
options_clear(Options *options)
{
    g_free(options->database);
    g_free(options->text);
    g_strfreev(options->files);
    g_strfreev(options->arguments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean
set_usage_error(const char *message, GError **error)
{
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_USAGE, message);
    return FALSE;
}

gboolean
desk_command_check_surplus(int argc, char **argv, GError **error)
{
    if (argc > 1)
        g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "surplus argument: %s", argv[1]);
    return argc <= 1;
}

/* Reads the options of a command, refuses others, and opens the database. */
static DeskStore *
open_store(int *argc, char ***argv, const GOptionEntry *entries, Options *options, GError **error)
{
    GOptionEntry common[] = {
        {"database", 'd', 0, G_OPTION_ARG_FILENAME, &options->database, "the desk's file", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, common, NULL);
    if (entries != NULL)
        g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error) ||
        !desk_command_check_surplus(*argc, *argv, error))
        return NULL;
    if (options->database == NULL) {
        set_usage_error("--database is missing", error);
        return NULL;
    }
    return desk_store_open(options->database, FALSE, error);
}

gboolean
desk_command_dump(int argc, char **argv, const char *state, GError **error)
{
    (void)state;
    g_auto(Options) options = {0};
    g_autoptr(DeskStore) store = open_store(&argc, &argv, NULL, &options, error);
    if (store == NULL)
        return FALSE;
    g_autoptr(JsonNode) root = desk_dump_all(store, error);
    if (root == NULL)
        return FALSE;
    g_autofree char *text = desk_json_write(root, TRUE);
    /* not g_print(), which would convert it to the locale's character set */
    gboolean is_written = printf("%s\n", text) >= 0 && fflush(stdout) == 0;
    if (!is_written)
        g_set_error(error, DESK_ERROR, DESK_ERROR_STORAGE, "standard output: %s",
                    g_strerror(errno));
    return is_written;
}

gboolean
desk_command_revoke_tokens(int argc, char **argv, const char *state, GError **error)
{
    (void)state;
    g_auto(Options) options = {0};
    g_autoptr(DeskStore) store = open_store(&argc, &argv, NULL, &options, error);
    return store != NULL && desk_ledger_revoke_tokens(store, error);
}

gboolean
desk_command_fault(int argc, char **argv, const char *state, GError **error)
{
    (void)state;
    g_auto(Options) options = {0};
    GOptionEntry entries[] = {
        {"clear", 0, 0, G_OPTION_ARG_NONE, &options.is_clear, "empty the list of faults first",
         NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.arguments, NULL, "FAULT…"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(DeskStore) store = open_store(&argc, &argv, entries, &options, error);
    if (store == NULL)
        return FALSE;
    if (!options.is_clear && options.arguments == NULL)
        return set_usage_error("name a fault, or --clear", error);
    if (options.is_clear && !desk_fault_clear(store, error))
        return FALSE;
    g_autofree char *lines =
        options.arguments != NULL ? g_strjoinv("\n", options.arguments) : g_strdup("");
    return desk_fault_add(store, lines, error);
}

static gboolean
change_all(DeskStore *store, const Options *options, const char *state, GError **error)
{
    DeskChange change = {.state = state,
                         .text = options->text,
                         .files = options->files,
                         .has_comment = state == NULL};
    for (char **number = options->arguments; *number != NULL; number++) {
        g_autoptr(DeskTicket) ticket = desk_tickets_find(store, *number, error);
        if (ticket == NULL || !desk_change_run(store, ticket, &change, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
desk_command_change(int argc, char **argv, const char *state, GError **error)
{
    g_auto(Options) options = {0};
    GOptionEntry entries[] = {
        {"message", 'm', 0, G_OPTION_ARG_STRING, &options.text,
         "the desk's words: why it is on hold, how it was solved", "TEXT"},
        {"attach", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files,
         "a file that goes with them; once for each", "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.arguments, NULL, "NUMBER…"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(DeskStore) store = open_store(&argc, &argv, entries, &options, error);
    if (store == NULL)
        return FALSE;
    if (options.arguments == NULL)
        return set_usage_error("name a ticket", error);
    if (state == NULL && options.text == NULL && options.files == NULL)
        return set_usage_error("say something with --message, or --attach a file", error);
    if (!desk_store_begin(store, error))
        return FALSE;
    gboolean is_good = change_all(store, &options, state, error);
    return desk_store_finish(store, is_good, is_good ? error : NULL) && is_good;
}

/* Adds a ticket from the desk itself: no customer has a reference for it. */
static DeskTicket *
insert_own(DeskStore *store, const Options *options, GError **error)
{
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    gboolean has_type = desk_dialect_of(store)->has_updates;
    ticket->short_description = g_strjoinv(" ", options->arguments);
    ticket->description = g_strdup(options->text);
    ticket->ticket_type = g_strdup(has_type ? DESK_TYPE_INCIDENT : "");
    DeskChange change = {.text = options->text, .files = options->files, .has_comment = FALSE};
    gboolean is_good = desk_tickets_insert(store, ticket, FALSE, error) &&
                       desk_change_run(store, ticket, &change, error);
    return is_good ? g_steal_pointer(&ticket) : NULL;
}

gboolean
desk_command_open(int argc, char **argv, const char *state, GError **error)
{
    (void)state;
    g_auto(Options) options = {0};
    GOptionEntry entries[] = {
        {"message", 'm', 0, G_OPTION_ARG_STRING, &options.text, "its description", "TEXT"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.arguments, NULL,
         "SHORT DESCRIPTION"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(DeskStore) store = open_store(&argc, &argv, entries, &options, error);
    if (store == NULL)
        return FALSE;
    if (options.arguments == NULL)
        return set_usage_error("say what the ticket is about", error);
    if (!desk_store_begin(store, error))
        return FALSE;
    g_autoptr(DeskTicket) ticket = insert_own(store, &options, error);
    if (!desk_store_finish(store, ticket != NULL, ticket != NULL ? error : NULL) || ticket == NULL)
        return FALSE;
    g_print("%s\n", ticket->number);
    return TRUE;
}

/* ticket_update.c - `ticketgate comment`, `close` and `reopen`: updates by hand, of one ticket or
 * several. */
#include <errno.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery_error.h"

#define TICKET_UPDATE_MAX_TEXT (256 * 1024)

typedef struct {
    TicketOperation operation;
    const char *done;         /* for people */
    gboolean is_bare_allowed; /* it makes sense without text or file */
} TicketUpdate;

/* What goes on each of the tickets. */
typedef struct {
    char *text;
    GPtrArray *names; /* of the files, their media types and contents */
    GPtrArray *types;
    GPtrArray *contents;
} Contents;

static void
contents_clear(Contents *contents)
{
    g_free(contents->text);
    g_clear_pointer(&contents->names, g_ptr_array_unref);
    g_clear_pointer(&contents->types, g_ptr_array_unref);
    g_clear_pointer(&contents->contents, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Contents, contents_clear)

/* (transfer full) */
static char *
read_input(const char *command, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[16 * 1024];
    ssize_t count;
    terminal_await(command, "the text");
    while ((count = read(STDIN_FILENO, buffer, sizeof buffer)) > 0 &&
           text->len <= TICKET_UPDATE_MAX_TEXT)
        g_string_append_len(text, buffer, count);
    if (count < 0 || text->len > TICKET_UPDATE_MAX_TEXT) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE, "standard input: %s",
                    count < 0 ? g_strerror(errno) : "the text is longer than 256 kB");
        return NULL;
    }
    g_strchomp(text->str);
    return g_utf8_make_valid(text->str, -1);
}

/* The media type by the name and the first bytes. (transfer full) */
static char *
guess_type(const char *name, const char *content, gsize length)
{
    g_autofree char *guess = g_content_type_guess(name, (const guchar *)content, length, NULL);
    char *type = guess != NULL ? g_content_type_get_mime_type(guess) : NULL;
    return type != NULL ? type : g_strdup("application/octet-stream");
}

/* Standard input is only read for "-": a shell's loop has its list of tickets there. */
static gboolean
read_contents(Contents *contents, const char *command, const char *message, char **files,
              GError **error)
{
    contents->names = g_ptr_array_new_with_free_func(g_free);
    contents->types = g_ptr_array_new_with_free_func(g_free);
    contents->contents = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; files != NULL && files[i] != NULL; i++) {
        g_autofree char *base = g_path_get_basename(files[i]);
        char *content = NULL;
        gsize length = 0;
        if (!g_file_get_contents(files[i], &content, &length, error))
            return FALSE;
        g_ptr_array_add(contents->names, g_filename_display_name(base));
        g_ptr_array_add(contents->types, guess_type(base, content, length));
        g_ptr_array_add(contents->contents, g_bytes_new_take(content, length));
    }
    contents->text = g_strcmp0(message, "-") == 0
                         ? read_input(command, error)
                         : g_utf8_make_valid(message != NULL ? message : "", -1);
    return contents->text != NULL;
}

static gboolean
send_update(const CommandSession *session, const TicketUpdate *update, const Contents *contents,
            const char *number, GError **error)
{
    g_autoptr(Ticket) ticket = ticket_system_get(session->ticket_system, number, error);
    if (ticket == NULL)
        return FALSE;
    TicketFields fields = {.operation = update->operation,
                           .comment = contents->text,
                           .ticket_number = number,
                           .reference_number =
                               ticket->reference_number != NULL ? ticket->reference_number : ""};
    const TicketDialect *dialect = ticket_dialect_of(session->config);
    g_autoptr(TicketRequest) request = ticket_request_new(dialect, &fields);
    for (guint i = 0; i < contents->names->len; i++) {
        const RequestFile label = {g_ptr_array_index(contents->names, i),
                                   dialect->has_content_type ? g_ptr_array_index(contents->types, i)
                                                             : NULL};
        request_body_add_bytes(request->body, &label, g_ptr_array_index(contents->contents, i));
    }
    return ticket_system_update(session->ticket_system, request, error);
}

static void
add_result(JsonBuilder *builder, const char *number, const char *done, const GError *problem)
{
    json_builder_begin_object(builder);
    json_print_text(builder, "ticket_number", number);
    json_print_text(builder, "result", problem == NULL ? done : NULL);
    json_print_text(builder, "error", problem != NULL ? problem->message : NULL);
    json_builder_end_object(builder);
}

/* Each ticket is tried, even if others failed. */
static int
update_each(const CommandSession *session, const TicketUpdate *update, const Contents *contents,
            gboolean is_json)
{
    int status = 0;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (char **number = session->arguments; *number != NULL; number++) {
        g_autoptr(GError) problem = NULL;
        command_session_renew_deadline(session);
        if (!send_update(session, update, contents, *number, &problem))
            status = command_session_fail_for(session, *number, problem);
        else if (!is_json)
            printf("%s: %s\n", *number, update->done);
        add_result(builder, *number, update->done, problem);
    }
    json_builder_end_array(builder);
    if (is_json)
        json_print_one_or_all(builder);
    return status;
}

static int
run(int argc, char **argv, const TicketUpdate *update, CommandUsage usage)
{
    g_autofree char *message = NULL;
    g_auto(GStrv) files = NULL;
    gboolean is_json = FALSE;
    const GOptionEntry options[] = {
        {"message", 'm', 0, G_OPTION_ARG_STRING, &message, "Text; - reads it from standard input",
         "TEXT"},
        {"attach", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &files,
         "File to attach; may be given more than once", "FILE"},
        COMMAND_LINE_JSON(&is_json),
        {0},
    };
    usage.options = options;
    usage.arguments = "NUMBER...";
    usage.least = 1;
    usage.most = COMMAND_LINE_MANY;
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage) ||
        !command_session_complete_numbers(&session))
        return session.exit_status;
    if (message == NULL && files == NULL && !update->is_bare_allowed)
        return command_line_mistake(session.name, "give the text with --message TEXT, or "
                                                  "--message - to read it from standard input");
    if (!ticket_dialect_can(ticket_dialect_of(session.config), update->operation)) {
        fprintf(stderr, "ticketgate %s: this ticket system has no such operation\n", session.name);
        return 1;
    }
    g_auto(Contents) contents = {0};
    g_autoptr(GError) problem = NULL;
    if (!read_contents(&contents, session.name, message, files, &problem))
        return command_session_fail(&session, problem);
    if (*contents.text == '\0' && files == NULL && !update->is_bare_allowed)
        return command_line_mistake(session.name,
                                    "the text is empty and no file is attached: nothing was sent");
    return update_each(&session, update, &contents, is_json);
}

int
command_comment(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_COMMENT, "commented", FALSE};
    const CommandUsage usage = {
        .summary = "Comments on tickets. The digits of a number are enough.",
        .examples = "  ticketgate comment 12 --message 'The toner is ordered.'\n"
                    "  ticketgate comment 12 -m 'See the log.' --attach printer.log\n"
                    "  journalctl -u printer | ticketgate comment 12 -m -\n",
    };
    return run(argc, argv, &update, usage);
}

int
command_close(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_CLOSE, "closed", TRUE};
    const CommandUsage usage = {
        .summary = "Closes resolved tickets. The digits of a number are enough.",
        .examples = "  ticketgate close 12 13 14\n"
                    "  ticketgate close 12 --message 'Works since Monday.'\n",
    };
    return run(argc, argv, &update, usage);
}

int
command_reopen(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_REOPEN, "reopened", TRUE};
    const CommandUsage usage = {
        .summary = "Reopens resolved tickets. The digits of a number are enough.",
        .examples = "  ticketgate reopen 12 --message 'It is broken again.'\n",
    };
    return run(argc, argv, &update, usage);
}

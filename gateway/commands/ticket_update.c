/* ticket_update.c - `ticketgate comment`, `close` and `reopen`: one update by hand. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/delivery_error.h"

#define TICKET_UPDATE_MAX_TEXT (256 * 1024)

/* The text of --message, or from standard input. */
static char *
read_text(const char *message, GError **error)
{
    if (message != NULL)
        return g_utf8_make_valid(message, -1);
    if (isatty(STDIN_FILENO)) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                    "give the text with --message, or on standard input");
        return NULL;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[16 * 1024];
    ssize_t count;
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

static gboolean
attach_files(const TicketDialect *dialect, RequestBody *body, char **files, GError **error)
{
    for (guint i = 0; files != NULL && files[i] != NULL; i++) {
        g_autofree char *base = g_path_get_basename(files[i]);
        g_autofree char *name = g_filename_display_name(base);
        char *content = NULL;
        gsize length = 0;
        if (!g_file_get_contents(files[i], &content, &length, error))
            return FALSE;
        g_autofree char *type =
            dialect->has_content_type ? guess_type(name, content, length) : NULL;
        g_autoptr(GBytes) bytes = g_bytes_new_take(content, length);
        const RequestFile label = {name, type};
        request_body_add_bytes(body, &label, bytes);
    }
    return TRUE;
}

typedef struct {
    TicketOperation operation;
    const char *done; /* for people */
    const char *summary;
    gboolean is_bare_allowed; /* it makes sense without text or file */
} TicketUpdate;

static gboolean
send_update(const CommandSession *session, const TicketUpdate *update, const char *message,
            char **files, GError **error)
{
    const char *number = session->arguments[0];
    g_autofree char *text = read_text(message, error);
    if (text == NULL)
        return FALSE;
    if (*text == '\0' && files == NULL && !update->is_bare_allowed) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                    "the text is empty and no file is attached: nothing was sent to %s", number);
        return FALSE;
    }
    g_autoptr(Ticket) ticket = ticket_system_get(session->ticket_system, number, error);
    if (ticket == NULL)
        return FALSE;
    TicketFields fields = {.operation = update->operation,
                           .comment = text,
                           .ticket_number = number,
                           .reference_number =
                               ticket->reference_number != NULL ? ticket->reference_number : ""};
    const TicketDialect *dialect = ticket_dialect_of(session->config);
    g_autoptr(TicketRequest) request = ticket_request_new(dialect, &fields);
    return attach_files(dialect, request->body, files, error) &&
           ticket_system_update(session->ticket_system, request, error);
}

static int
run(int argc, char **argv, const TicketUpdate *update)
{
    g_autofree char *message = NULL;
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        {"message", 'm', 0, G_OPTION_ARG_STRING, &message, "Text; standard input without it",
         "TEXT"},
        {"attach", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &files,
         "File to attach; may be given more than once", "FILE"},
        {0},
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, entries,
                              (const char *const[2]){"NUMBER", update->summary}))
        return 1;
    if (command_session_ticket_number(&session) == NULL)
        return 1;
    g_autoptr(GError) problem = NULL;
    if (!ticket_dialect_can(ticket_dialect_of(session.config), update->operation)) {
        fprintf(stderr, "ticketgate %s: this ticket system has no such operation\n", session.name);
        return 1;
    }
    if (!send_update(&session, update, message, files, &problem))
        return command_session_fail(&session, problem);
    printf("%s: %s\n", session.arguments[0], update->done);
    return 0;
}

int
command_comment(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_COMMENT, "commented",
                                        "Comments on a ticket.", FALSE};
    return run(argc, argv, &update);
}

int
command_close(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_CLOSE, "closed",
                                        "Closes a resolved ticket.", TRUE};
    return run(argc, argv, &update);
}

int
command_reopen(int argc, char **argv)
{
    static const TicketUpdate update = {TICKET_OPERATION_REOPEN, "reopened",
                                        "Reopens a resolved ticket.", TRUE};
    return run(argc, argv, &update);
}

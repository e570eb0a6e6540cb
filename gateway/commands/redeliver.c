/* redeliver.c - `ticketgate redeliver`: delivers a mail again, on purpose. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "parsers/parse.h"

/* The mail to deliver, and the result. */
typedef struct {
    const char *name; /* as given on the command line */
    int fd;
    gboolean is_duplicate; /* on at least one route */
} Redelivery;

/* Flushed, because the mail only counts as delivered after this. */
static void
print_result(gpointer data, const DeliveryResult *result)
{
    Redelivery *redelivery = data;
    g_autofree char *reason = terminal_clean(result->reason);
    const char *number = result->ticket_number != NULL ? result->ticket_number : "no ticket";
    if (strcmp(result->outcome, DELIVERY_DUPLICATE) == 0) {
        g_autofree char *text = terminal_time(result->added_s, "?");
        redelivery->is_duplicate = TRUE;
        fprintf(stderr,
                "ticketgate redeliver: %s was delivered as %s at %s; --again makes a second one\n",
                redelivery->name, number, text);
        return;
    }
    printf("%s: %s %s: %s\n", redelivery->name, result->outcome, number, reason);
    fflush(stdout);
}

/* Opens the mail. *ret_item is its entry in the quarantine; NULL if it comes from standard input.
 */
static gboolean
open_mail(const Config *config, Redelivery *redelivery, QuarantineItem **ret_item, GError **error)
{
    if (strcmp(redelivery->name, "-") == 0) {
        redelivery->name = "standard input";
        redelivery->fd = STDIN_FILENO;
        terminal_await("redeliver", "a mail");
        return TRUE;
    }
    QuarantineItem *item = quarantine_shelf_find(config->quarantine_path, redelivery->name, error);
    if (item == NULL)
        return FALSE;
    *ret_item = item;
    redelivery->name = item->name;
    redelivery->fd = open(item->path, O_RDONLY | O_CLOEXEC);
    if (redelivery->fd >= 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot open %s: %s", item->path,
                g_strerror(errno));
    return FALSE;
}

static int
redeliver(const CommandSession *session, const Envelope *options)
{
    Envelope envelope = *options;
    g_autoptr(GError) problem = NULL;
    g_autoptr(QuarantineItem) item = NULL;
    Redelivery redelivery = {.name = session->arguments[0]};
    if (!open_mail(session->config, &redelivery, &item, &problem))
        return command_session_fail(session, problem);
    const char *const kept[] = {item != NULL ? item->reason->recipient : NULL, NULL};
    if (envelope.sender == NULL && item != NULL)
        envelope.sender = item->reason->sender;
    if (envelope.recipients == NULL)
        envelope.recipients = kept;
    envelope.is_wanted = TRUE;
    envelope.is_unbudgeted = TRUE;
    envelope.on_result = print_result;
    envelope.data = &redelivery;
    parse_init();
    gboolean is_done = delivery_run(session->config, redelivery.fd, &envelope, NULL, &problem);
    if (item != NULL)
        close(redelivery.fd);
    if (!is_done)
        return command_session_fail(session, problem);
    return redelivery.is_duplicate ? 1 : 0;
}

int
command_redeliver(int argc, char **argv)
{
    Envelope envelope = {0};
    g_autofree char *sender = NULL;
    g_auto(GStrv) recipients = NULL;
    const GOptionEntry options[] = {
        {"again", 0, 0, G_OPTION_ARG_NONE, &envelope.is_again,
         "Make one more ticket or comment, even if the mail was delivered", NULL},
        {"no-confirmation", 0, 0, G_OPTION_ARG_NONE, &envelope.is_unconfirmed,
         "Send no confirmation", NULL},
        {"sender", 'f', 0, G_OPTION_ARG_STRING, &sender,
         "Envelope sender; empty for the null sender", "ADDRESS"},
        {"recipient", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &recipients,
         "Envelope recipient; may be given more than once", "ADDRESS"},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Delivers a mail by hand: NAME of the quarantine (see: ticketgate quarantine "
                   "list), or - for standard input. A mail that was delivered before is only "
                   "delivered with --again.",
        .arguments = "NAME | -",
        .least = 1,
        .most = 1,
        .options = options,
        .examples = "  ticketgate redeliver 2f1c55aa\n"
                    "  ticketgate redeliver --again --recipient support@example.org - < some.eml\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    envelope.sender = sender;
    envelope.recipients = (const char *const *)recipients;
    return redeliver(&session, &envelope);
}

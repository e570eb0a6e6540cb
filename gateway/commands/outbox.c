/* outbox.c - `ticketgate outbox`: sends confirmations that are due, without waiting for a mail. */
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/outbox_flush.h"

static gboolean
run(const Config *config, GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, NULL);
    if (!delivery_context_open_journal(&context, error))
        return FALSE;
    outbox_flush_run(&context);
    return TRUE;
}

int
command_outbox(int argc, char **argv)
{
    g_auto(CommandSession) session = {0};
    if (!command_session_open(
            &session, argc, argv, NULL,
            (const char *const[2]){"", "Sends the confirmations that are due and that the mail "
                                       "server has not accepted yet."}))
        return 1;
    if (session.arguments != NULL) {
        fprintf(stderr, "ticketgate outbox: takes options only\n");
        return 1;
    }
    g_autoptr(GError) problem = NULL;
    return run(session.config, &problem) ? 0 : command_session_fail(&session, problem);
}

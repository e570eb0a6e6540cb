/* news.c - `ticketgate news`: tells people what became of their tickets. */
#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/delivery/delivery_context.h"
#include "gateway/news/news_run.h"

static gboolean
run(const Config *config, GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, NULL);
    return delivery_context_take(&context, NULL, error) && delivery_context_open(&context, error) &&
           news_run_once(&context, error);
}

int
command_news(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Asks the ticket system what became of the tickets that mails made, and tells "
                   "the people of [news] to.",
        .examples = "  sudo -u ticketgate ticketgate news\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    g_autoptr(GError) problem = NULL;
    return run(session.config, &problem) ? 0 : command_session_fail(&session, problem);
}

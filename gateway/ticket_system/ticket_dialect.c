/* ticket_dialect.c - see ticket_dialect.h. Chooses the dialect; does not know its words. */
#include "gateway/ticket_system/ticket_dialect.h"

#include <string.h>

#include "gateway/ticket_system/incident/incident_dialect.h"

#define MAX_NUMBER_CHARS 40

void
ticket_free(Ticket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->ticket_number);
    g_free(ticket->reference_number);
    g_free(ticket->short_description);
    g_free(ticket->state);
    g_free(ticket->ci);
    g_free(ticket->service);
    g_clear_pointer(&ticket->fields, g_ptr_array_unref);
    g_free(ticket);
}

void
ticket_news_free(TicketNews *news)
{
    if (news == NULL)
        return;
    g_free(news->id);
    g_free(news->ticket_number);
    g_free(news->reference_number);
    g_free(news->state);
    g_free(news->comment);
    g_free(news);
}

const TicketDialect *
ticket_dialect_of(const Config *config G_GNUC_UNUSED)
{
    return &incident_dialect;
}

gboolean
ticket_dialect_can(const TicketDialect *dialect, TicketOperation operation)
{
    return dialect->endpoints[operation].path != NULL;
}

gboolean
ticket_dialect_has_news(const TicketDialect *dialect)
{
    return dialect->news.path != NULL;
}

gboolean
ticket_dialect_is_number(const TicketDialect *dialect, const char *text)
{
    gsize length = strlen(text);
    for (const char *p = text; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr(dialect->number_signs, *p) == NULL)
            return FALSE;
    return length >= 1 && length <= MAX_NUMBER_CHARS;
}

Config *
ticket_dialect_load_config(const char *path, GPtrArray **ret_mistakes, GError **error)
{
    Config *config = config_load(path, ret_mistakes, error);
    if (config != NULL && config->number_pattern == NULL)
        config->number_pattern = g_strdup(ticket_dialect_of(config)->number_pattern);
    return config;
}

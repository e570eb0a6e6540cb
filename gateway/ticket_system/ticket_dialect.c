/* ticket_dialect.c - see ticket_dialect.h. Chooses the dialect; does not know its words. */
#include "gateway/ticket_system/ticket_dialect.h"

#include <string.h>

#include "gateway/ticket_system/connect/connect_dialect.h"
#include "gateway/ticket_system/incident/incident_dialect.h"

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
    g_free(ticket->pending_reason);
    g_free(ticket->required_information);
    g_free(ticket->reason_user_required);
    g_free(ticket->close_code);
    g_free(ticket->solution);
    g_clear_pointer(&ticket->members, json_object_unref);
    g_free(ticket);
}

static void
free_news_file(gpointer data)
{
    TicketNewsFile *file = data;
    g_free(file->id);
    g_free(file->name);
    g_free(file);
}

TicketNews *
ticket_news_new(void)
{
    TicketNews *news = g_new0(TicketNews, 1);
    news->files = g_ptr_array_new_with_free_func(free_news_file);
    return news;
}

void
ticket_news_add_file(TicketNews *news, const char *id, const char *name)
{
    for (guint i = 0; i < news->files->len; i++) {
        TicketNewsFile *known = g_ptr_array_index(news->files, i);
        if (id == NULL || g_strcmp0(known->id, id) != 0)
            continue;
        if (known->name == NULL)
            known->name = g_strdup(name);
        return;
    }
    TicketNewsFile *file = g_new0(TicketNewsFile, 1);
    *file = (TicketNewsFile){g_strdup(id), g_strdup(name)};
    g_ptr_array_add(news->files, file);
}

void
ticket_news_free(TicketNews *news)
{
    if (news == NULL)
        return;
    g_free(news->id);
    g_free(news->time);
    g_free(news->ticket_number);
    g_free(news->reference_number);
    g_free(news->state);
    g_free(news->comment);
    g_ptr_array_unref(news->files);
    g_free(news);
}

const TicketDialect *
ticket_dialect_of(const Config *config)
{
    return config != NULL && config->dialect == CONFIG_DIALECT_CONNECT ? &connect_dialect
                                                                       : &incident_dialect;
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

/* "12": INC0000012. (transfer full) */
static char *
lengthen(const TicketDialect *dialect, const char *digits)
{
    gsize length = strlen(digits);
    gsize missing =
        length < dialect->short_number_digits ? dialect->short_number_digits - length : 0;
    g_autofree char *zeros = g_strnfill(missing, '0');
    return g_strconcat(dialect->short_number, zeros, digits, NULL);
}

char *
ticket_dialect_number(const TicketDialect *dialect, const char *text)
{
    gboolean is_short = *text != '\0' && strspn(text, "0123456789") == strlen(text);
    g_autofree char *number = g_ascii_strup(text, -1);
    g_autofree char *longer =
        dialect->short_number != NULL && is_short ? lengthen(dialect, text) : NULL;
    if (longer != NULL && dialect->is_number(longer))
        return g_steal_pointer(&longer);
    return dialect->is_number(number) ? g_steal_pointer(&number) : NULL;
}

gboolean
ticket_dialect_is_own_number(const Config *config, const char *number)
{
    g_autofree char *pattern = NULL;
    if (ticket_dialect_of(config)->is_number(number))
        return TRUE;
    if (config->number_pattern == NULL)
        return FALSE;
    pattern = g_strconcat("^(?:", config->number_pattern, ")$", NULL);
    return g_regex_match_simple(pattern, number, G_REGEX_CASELESS, 0);
}

Config *
ticket_dialect_load_config(const char *path, GPtrArray **ret_mistakes, GError **error)
{
    Config *config = config_load(path, ret_mistakes, error);
    if (config == NULL)
        return NULL;
    const TicketDialect *dialect = ticket_dialect_of(config);
    if (config->number_pattern == NULL)
        config->number_pattern = g_strdup(dialect->number_pattern);
    if (config->attachments_per_request == 0)
        config->attachments_per_request = dialect->attachments_per_request;
    return config;
}

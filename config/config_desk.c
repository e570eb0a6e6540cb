/* config_desk.c - see config_desk.h. */
#include "config/config_desk.h"

#include <string.h>

#define TICKET "{ticket}"

/* Whether the text is an https address for any ticket number, and the number is not part of the
 * host. */
static gboolean
is_ticket_url(const char *text)
{
    g_autoptr(GString) example = g_string_new(text);
    guint count = g_string_replace(example, TICKET, "INC0000001", 0);
    g_autoptr(GUri) uri = g_uri_parse(example->str, G_URI_FLAGS_NONE, NULL);
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;

    if (count == 0 || host == NULL || *host == '\0' || strpbrk(text, " \t\"<>\\") != NULL)
        return FALSE;
    return strcmp(g_uri_get_scheme(uri), "https") == 0 && g_uri_get_userinfo(uri) == NULL &&
           strcspn(text + strlen("https://"), "/?#") <
               (gsize)(strstr(text, TICKET) - text) - strlen("https://") + 1;
}

void
config_desk_check(const Config *config, GPtrArray *mistakes)
{
    if (config->ticket_url != NULL && !is_ticket_url(config->ticket_url))
        g_ptr_array_add(
            mistakes, g_strdup("[mail] ticket_url: has to be an https address with {ticket} behind "
                               "its host, such as https://desk.example.org/tickets/{ticket}"));
}

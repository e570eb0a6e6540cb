/* sibling.c - see sibling.h. */
#include "gateway/policy/sibling.h"

/* The most addresses to check. The sender chooses them, so they are limited. */
#define MAX_ADDRESSES 200

static void
free_sibling(gpointer data)
{
    Sibling *sibling = data;
    g_free(sibling->recipient);
    g_free(sibling->route_name);
    mail_key_free(sibling->key);
    g_free(sibling->ticket_number);
    g_free(sibling);
}

GPtrArray *
sibling_list(const Config *config, const Letter *letter, const MailIdentity *identity,
             const Route *route)
{
    GPtrArray *siblings = g_ptr_array_new_with_free_func(free_sibling);
    GPtrArray *const lists[] = {letter->to, letter->cc, letter->delivered_to};
    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len && addresses->len < MAX_ADDRESSES; j++)
            g_ptr_array_add(addresses, ((LetterAddress *)g_ptr_array_index(lists[i], j))->address);
    g_ptr_array_add(addresses, NULL);

    g_autoptr(GPtrArray) routes = route_select_known(config, (const char *const *)addresses->pdata);
    for (guint i = 0; i < routes->len && siblings->len < SIBLING_MAX; i++) {
        const Route *other = g_ptr_array_index(routes, i);
        if (g_strcmp0(other->name, route->name) == 0)
            continue;
        Sibling *sibling = g_new0(Sibling, 1);
        sibling->recipient = g_strdup(other->recipient);
        sibling->key = mail_key_name(identity, other->name, 0);
        sibling->route_name = g_strdup(other->name);
        g_ptr_array_add(siblings, sibling);
    }
    return siblings;
}

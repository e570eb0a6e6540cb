/* sender_policy.c - see sender_policy.h. */
#include "gateway/policy/sender_policy.h"

#include <string.h>

#include "gateway/policy/organisation.h"
#include "gateway/policy/route.h"

gboolean
sender_policy_matches(const char *pattern, const char *address)
{
    const char *subject = strchr(pattern, '@') != NULL ? address : organisation_domain(address);
    if (strpbrk(pattern, "*?") == NULL)
        return g_ascii_strcasecmp(pattern, subject) == 0;
    return route_pattern_matches(pattern, subject);
}

const char *
sender_policy_find(char *const *patterns, const char *address)
{
    for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++)
        if (sender_policy_matches(patterns[i], address))
            return patterns[i];
    return NULL;
}

gboolean
sender_policy_is_denied(const Config *config, const char *address, char **ret_reason)
{
    const char *denied = sender_policy_find(config->deny, address != NULL ? address : "");
    if (denied != NULL) {
        *ret_reason = g_strdup_printf("the sender is refused by '%s' of [policy] deny", denied);
        return TRUE;
    }
    if (config->allow == NULL || config->allow[0] == NULL) {
        *ret_reason = g_strdup("every sender is let in");
        return FALSE;
    }
    const char *allowed = sender_policy_find(config->allow, address != NULL ? address : "");
    *ret_reason = allowed != NULL
                      ? g_strdup_printf("the sender is let in by '%s' of [policy] allow", allowed)
                      : g_strdup("the sender is of no pattern of [policy] allow");
    return allowed == NULL;
}

gboolean
sender_policy_is_ticket_system(const Config *config, const char *address)
{
    return sender_policy_find(config->ticket_system_senders, address != NULL ? address : "") !=
           NULL;
}

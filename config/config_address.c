/* config_address.c - see config_address.h. Knows forms; who is let in is policy's business. */
#include "config/config_address.h"

#include <string.h>

/* What no pattern can have, whatever it is of. */
static char *
form_fault(const char *pattern)
{
    if (strchr(pattern, ',') != NULL)
        return g_strdup("has a comma in it; put ; between values");
    if (strpbrk(pattern, "<>") != NULL)
        return g_strdup("has a name or angle brackets; write the address alone, as a@example.org");
    if (strpbrk(pattern, " \t") != NULL)
        return g_strdup("has white space in it; put ; between values");
    if (g_str_has_prefix(pattern, "mailto:"))
        return g_strdup("is a link; write the address alone, as a@example.org");
    if (strpbrk(pattern, "\\\"()|") != NULL ||
        (strpbrk(pattern, ":[]") != NULL && strstr(pattern, "@[") == NULL))
        return g_strdup("has characters that no address has; write a@example.org, or *@example.org "
                        "for all of a domain");
    if (strchr(pattern, '@') != strrchr(pattern, '@'))
        return g_strdup("has more than one @; put ; between values");
    if (g_str_has_suffix(pattern, "@") || g_str_has_suffix(pattern, "."))
        return g_strdup("ends too early; write the whole domain, as in a@example.org");
    return NULL;
}

char *
config_address_sender_fault(const char *pattern)
{
    char *fault = form_fault(pattern);
    if (fault != NULL)
        return fault;
    if (*pattern == '@')
        return g_strdup_printf("begins with @; a domain stands alone: %s", pattern + 1);
    if (*pattern == '.')
        return g_strdup_printf("begins with a dot; the domains below one are *%s", pattern);
    return NULL;
}

char *
config_address_recipient_fault(const char *pattern)
{
    char *fault = form_fault(pattern);
    if (fault != NULL)
        return fault;
    if (*pattern == '@')
        return g_strdup_printf("begins with @; all of a domain is *%s", pattern);
    if (strchr(pattern, '@') != NULL || strchr(pattern, '*') != NULL)
        return NULL;
    if (strchr(pattern, '.') != NULL)
        return g_strdup_printf("is a domain alone; all of it is *@%s", pattern);
    return g_strdup_printf("is no address; write %s@example.org, or %s@* for every domain", pattern,
                           pattern);
}

char *
config_address_of_mailbox(const char *mailbox)
{
    const char *open = strrchr(mailbox, '<');
    const char *end = open != NULL ? strchr(open, '>') : NULL;
    return g_strstrip(end != NULL ? g_strndup(open + 1, (gsize)(end - open - 1))
                                  : g_strdup(mailbox));
}

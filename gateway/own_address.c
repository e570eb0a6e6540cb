/* own_address.c - see own_address.h. */
#include "gateway/own_address.h"

#include <string.h>

char *
own_address_of(const Config *config)
{
    const char *from = config->mail_from;
    if (from == NULL)
        return NULL;
    const char *open = strrchr(from, '<');
    const char *close = open != NULL ? strchr(open, '>') : NULL;
    char *address = close != NULL ? g_strndup(open + 1, (gsize)(close - open - 1)) : g_strdup(from);
    (void)g_strstrip(address); /* in place */
    return address;
}

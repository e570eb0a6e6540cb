/* redirect.c - see redirect.h. A request with our token may only be redirected to the same host.
 *
 * Compares two URLs. Sends nothing. */
#include "gateway/ticket_system/redirect.h"

#include <string.h>

#include <arpa/inet.h>

static gboolean
is_loopback(const char *host)
{
    struct in_addr v4;

    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return strcmp(host, "::1") == 0 || g_ascii_strcasecmp(host, "localhost") == 0;
}

gboolean
redirect_is_allowed(const char *from, const char *to)
{
    g_autoptr(GUri) old = g_uri_parse(from, G_URI_FLAGS_NONE, NULL);
    g_autoptr(GUri) new = g_uri_parse(to, G_URI_FLAGS_NONE, NULL);
    const char *old_host = old != NULL ? g_uri_get_host(old) : NULL;
    const char *new_host = new != NULL ? g_uri_get_host(new) : NULL;

    if (old_host == NULL || new_host == NULL || g_uri_get_userinfo(new) != NULL)
        return FALSE;
    if (g_ascii_strcasecmp(old_host, new_host) != 0)
        return FALSE;
    if (strcmp(g_uri_get_scheme(new), "https") == 0)
        return TRUE;
    return strcmp(g_uri_get_scheme(new), "http") == 0 &&
           strcmp(g_uri_get_scheme(old), "http") == 0 && is_loopback(new_host);
}

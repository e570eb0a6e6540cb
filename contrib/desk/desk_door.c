#include "desk_door.h"

#include <gio/gio.h>
#include <string.h>

#include "desk_html.h"

void
desk_door_clear(DeskDoor *door)
{
    g_clear_pointer(&door->hosts, g_strfreev);
    g_clear_pointer(&door->password, g_free);
}

/* The name without its port, in lower case: `[::1]:80` becomes `::1`. Returns: (transfer full) */
static char *
name_of_host(const char *host)
{
    const char *end = strrchr(host, ':');
    const char *bracket = strrchr(host, ']');
    if (*host == '[' && bracket != NULL)
        return g_ascii_strdown(host + 1, bracket - host - 1);
    return g_ascii_strdown(host, end != NULL ? end - host : -1);
}

gboolean
desk_door_knows_host(const DeskDoor *door, const char *host)
{
    if (host == NULL) /* every browser sends this field */
        return TRUE;
    g_autofree char *name = name_of_host(host);
    if (strcmp(name, "localhost") == 0 || g_hostname_is_ip_address(name))
        return TRUE;
    for (char **known = door->hosts; known != NULL && *known != NULL; known++) {
        if (g_ascii_strcasecmp(*known, name) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
desk_door_is_same(const char *a, const char *b)
{
    g_autofree char *hash_a = g_compute_checksum_for_string(G_CHECKSUM_SHA256, a, -1);
    g_autofree char *hash_b = g_compute_checksum_for_string(G_CHECKSUM_SHA256, b, -1);
    return strcmp(hash_a, hash_b) == 0;
}

/* RFC 7617: accepts Basic with any user name. authorization: (nullable) */
static gboolean
has_password(const DeskDoor *door, const char *authorization)
{
    static const char scheme[] = "Basic ";
    gsize size = 0;
    if (authorization == NULL ||
        g_ascii_strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0)
        return FALSE;
    g_autofree guchar *bytes = g_base64_decode(authorization + sizeof(scheme) - 1, &size);
    g_autofree char *pair = g_strndup((const char *)bytes, size);
    const char *colon = strchr(pair, ':');
    return colon != NULL && desk_door_is_same(colon + 1, door->password);
}

DeskAnswer *
desk_door_refuse(const DeskDoor *door, const DeskVisitor *visitor)
{
    if (!desk_door_knows_host(door, visitor->host))
        return desk_html_refusal(421,
                                 "This server is not known by that name; --host NAME makes it so.");
    if (door->password == NULL) {
        return visitor->is_loopback
                   ? NULL
                   : desk_html_refusal(403,
                                       "These pages are for the machine that the desk runs on. "
                                       "--password-file FILE lets others log in.");
    }
    if (has_password(door, visitor->authorization))
        return NULL;
    DeskAnswer *refusal = desk_html_refusal(401, "The password is missing or wrong.");
    refusal->challenge = g_strdup("Basic realm=\"Incident desk\", charset=\"UTF-8\"");
    return refusal;
}

DeskAnswer *
desk_door_refuse_form(const DeskDoor *door, const DeskVisitor *visitor)
{
    DeskAnswer *refusal = desk_door_refuse(door, visitor);
    if (refusal != NULL)
        return refusal;
    g_autofree char *origin = g_strdup_printf("%s://%s", visitor->is_tls ? "https" : "http",
                                              visitor->host != NULL ? visitor->host : "");
    gboolean is_ours =
        (visitor->origin == NULL || g_ascii_strcasecmp(visitor->origin, origin) == 0) &&
        (visitor->fetch_site == NULL || strcmp(visitor->fetch_site, "same-origin") == 0);
    return is_ours ? NULL : desk_html_refusal(403, "The form comes from another site.");
}

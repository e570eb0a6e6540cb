/* config_value.c - see config_value.h. Knows types; does not know keys. */
#include "config/config_value.h"

#include <arpa/inet.h>
#include <string.h>

/* A decimal number at the start of `text`; *ret_rest is what follows. */
static gboolean
read_number(const char *text, guint64 *ret_number, const char **ret_rest)
{
    if (!g_ascii_isdigit(*text))
        return FALSE;
    guint64 number = 0;
    for (; g_ascii_isdigit(*text); text++) {
        guint64 digit = (guint64)(*text - '0');
        if (number > (G_MAXUINT64 - digit) / 10)
            return FALSE;
        number = number * 10 + digit;
    }
    *ret_number = number;
    *ret_rest = text;
    return TRUE;
}

typedef struct {
    const char *unit;
    guint64 factor;
} ConfigUnit;

static gboolean
scaled(const char *text, const ConfigUnit *units, guint64 *ret_value)
{
    guint64 number;
    const char *rest;
    if (!read_number(text, &number, &rest))
        return FALSE;
    rest += strspn(rest, " ");
    for (; units->unit != NULL; units++) {
        if (strcmp(units->unit, rest) != 0)
            continue;
        if (number > (guint64)G_MAXINT64 / units->factor)
            return FALSE;
        *ret_value = number * units->factor;
        return TRUE;
    }
    return FALSE;
}

gboolean
config_value_size(const char *text, guint64 *ret_octets)
{
    static const ConfigUnit units[] = {{"", 1},        {"k", 1 << 10}, {"K", 1 << 10},
                                       {"M", 1 << 20}, {"G", 1 << 30}, {NULL, 0}};
    return scaled(text, units, ret_octets);
}

gboolean
config_value_msecs(const char *text, guint64 *ret_msecs)
{
    static const ConfigUnit units[] = {{"", 1000},       {"ms", 1},          {"s", 1000},
                                       {"m", 60 * 1000}, {"h", 3600 * 1000}, {"d", 86400 * 1000},
                                       {NULL, 0}};
    return scaled(text, units, ret_msecs);
}

gboolean
config_value_count(const char *text, guint *ret_count)
{
    guint64 number;
    const char *rest;
    if (!read_number(text, &number, &rest) || *rest != '\0' || number > G_MAXINT)
        return FALSE;
    *ret_count = (guint)number;
    return TRUE;
}

gboolean
config_value_boolean(const char *text, gboolean *ret_value)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        return FALSE;
    *ret_value = *text == 'y';
    return TRUE;
}

gboolean
config_value_is_loopback(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, host, &four) == 1)
        return (ntohl(four.s_addr) >> 24) == 127;
    if (inet_pton(AF_INET6, host, &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six);
    return g_ascii_strcasecmp(host, "localhost") == 0;
}

static gboolean
has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((guchar)*text < ' ' || *text == 0x7f)
            return TRUE;
    return FALSE;
}

gboolean
config_value_is_url(const char *text)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    if (uri == NULL || has_control(text) || strchr(text, ' ') != NULL)
        return FALSE;
    const char *host = g_uri_get_host(uri);
    if (host == NULL || *host == '\0' || g_uri_get_userinfo(uri) != NULL ||
        g_uri_get_query(uri) != NULL || g_uri_get_fragment(uri) != NULL)
        return FALSE;
    if (strcmp(g_uri_get_scheme(uri), "https") == 0)
        return TRUE;
    return strcmp(g_uri_get_scheme(uri), "http") == 0 && config_value_is_loopback(host);
}

gboolean
config_value_is_smtp_url(const char *text)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    static const char *const schemes[] = {"smtp", "smtp+starttls", "smtps", NULL};
    return uri != NULL && g_strv_contains(schemes, g_uri_get_scheme(uri)) &&
           g_uri_get_host(uri) != NULL && *g_uri_get_host(uri) != '\0' &&
           g_uri_get_userinfo(uri) == NULL &&
           (*g_uri_get_path(uri) == '\0' || strcmp(g_uri_get_path(uri), "/") == 0);
}

gboolean
config_value_is_clamd(const char *text)
{
    static const char tcp[] = "tcp://";
    guint port = 0;
    if (!g_str_has_prefix(text, tcp))
        return g_path_is_absolute(text);
    g_auto(GStrv) pieces = g_strsplit(text + strlen(tcp), ":", -1);
    struct in_addr address;
    return g_strv_length(pieces) == 2 && inet_pton(AF_INET, pieces[0], &address) == 1 &&
           config_value_is_loopback(pieces[0]) && config_value_count(pieces[1], &port) &&
           port > 0 && port <= G_MAXUINT16;
}

gboolean
config_value_is_mailbox(const char *text)
{
    if (has_control(text))
        return FALSE;
    const char *open = strrchr(text, '<');
    gsize length = strlen(text);
    if (open != NULL && text[length - 1] != '>')
        return FALSE;
    g_autofree char *address =
        open != NULL ? g_strndup(open + 1, (gsize)(text + length - open - 2)) : g_strdup(text);
    const char *at = strrchr(address, '@');
    return at != NULL && at != address && at[1] != '\0' &&
           strpbrk(address, " <>,;:\"()[]\\") == NULL;
}

static char **
list(const char *text)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) pieces = g_strsplit(text, ";", -1);
    for (guint i = 0; pieces[i] != NULL; i++)
        if (*g_strstrip(pieces[i]) != '\0')
            g_strv_builder_add(builder, pieces[i]);
    return g_strv_builder_end(builder);
}

static gboolean
store_string(const ConfigKey *key, const char *text, char **member)
{
    if ((key->type == CONFIG_TYPE_URL && !config_value_is_url(text)) ||
        (key->type == CONFIG_TYPE_SMTP_URL && !config_value_is_smtp_url(text)) ||
        (key->type == CONFIG_TYPE_CLAMD && !config_value_is_clamd(text)) ||
        (key->type == CONFIG_TYPE_MAILBOX && !config_value_is_mailbox(text)) ||
        (key->type == CONFIG_TYPE_PATH && !g_path_is_absolute(text)) || has_control(text) ||
        *text == '\0')
        return FALSE;
    g_free(*member);
    *member = g_strdup(text);
    gsize length = strlen(*member);
    if (key->type == CONFIG_TYPE_URL)
        while (length > 0 && (*member)[length - 1] == '/')
            (*member)[--length] = '\0';
    return TRUE;
}

static gboolean
store_time(const ConfigKey *key, const char *text, guint *member)
{
    guint64 msecs;
    guint64 divisor = key->type == CONFIG_TYPE_SECONDS ? 1000 : 1;
    if (!config_value_msecs(text, &msecs) || msecs / divisor == 0 || msecs / divisor > G_MAXINT)
        return FALSE;
    *member = (guint)(msecs / divisor);
    return TRUE;
}

static gboolean
store_choice(const ConfigKey *key, const char *text, gpointer member)
{
    for (int i = 0; key->choices[i] != NULL; i++)
        if (strcmp(key->choices[i], text) == 0) {
            *(int *)member = i; /* every enumeration of config.h is an int */
            return TRUE;
        }
    return FALSE;
}

gboolean
config_value_store(const ConfigKey *key, const char *text, gpointer target)
{
    gpointer member = (guint8 *)target + key->offset;
    switch (key->type) {
    case CONFIG_TYPE_STRING:
    case CONFIG_TYPE_PATH:
    case CONFIG_TYPE_URL:
    case CONFIG_TYPE_SMTP_URL:
    case CONFIG_TYPE_CLAMD:
    case CONFIG_TYPE_MAILBOX:
        return store_string(key, text, member);
    case CONFIG_TYPE_LIST:
        g_strfreev(*(char ***)member);
        *(char ***)member = list(text);
        return TRUE;
    case CONFIG_TYPE_BOOLEAN:
        return config_value_boolean(text, member);
    case CONFIG_TYPE_COUNT:
        return config_value_count(text, member);
    case CONFIG_TYPE_SIZE:
        return config_value_size(text, member);
    case CONFIG_TYPE_SECONDS:
    case CONFIG_TYPE_MSECS:
        return store_time(key, text, member);
    case CONFIG_TYPE_CHOICE:
        return store_choice(key, text, member);
    }
    return FALSE;
}

char *
config_value_expectation(const ConfigKey *key)
{
    static const char *const phrases[] = {
        [CONFIG_TYPE_STRING] = "text on one line that is not empty",
        [CONFIG_TYPE_PATH] = "an absolute path",
        [CONFIG_TYPE_URL] = ("an address that begins with https:// (http:// for loopback addresses "
                             "only), without ? and #"),
        [CONFIG_TYPE_SMTP_URL] = "smtp://host:port, smtp+starttls://host:port or smtps://host:port",
        [CONFIG_TYPE_CLAMD] = "the path of clamd's socket, or tcp://127.0.0.1:port",
        [CONFIG_TYPE_MAILBOX] =
            "an address such as support@example.org or Support <support@example.org>",
        [CONFIG_TYPE_LIST] = "values with ; between them",
        [CONFIG_TYPE_BOOLEAN] = "yes or no",
        [CONFIG_TYPE_COUNT] = "a whole number",
        [CONFIG_TYPE_SIZE] = "a size such as 800000, 256k or 25M",
        [CONFIG_TYPE_SECONDS] = "a time such as 30s, 5m, 2h or 400d",
        [CONFIG_TYPE_MSECS] = "a time such as 500ms, 30s or 5m",
        [CONFIG_TYPE_CHOICE] = NULL,
    };
    if (key->type != CONFIG_TYPE_CHOICE)
        return g_strdup(phrases[key->type]);
    GString *words = g_string_new("one of");
    for (guint i = 0; key->choices[i] != NULL; i++)
        g_string_append_printf(words, "%s %s", i > 0 ? "," : "", key->choices[i]);
    return g_string_free(words, FALSE);
}

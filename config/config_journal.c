/* config_journal.c - see config_journal.h. */
#include "config/config_journal.h"

#include <string.h>

static void
add(GPtrArray *mistakes, const char *line)
{
    g_ptr_array_add(mistakes, g_strdup(line));
}

/* The part behind "postgresql://"; NULL: it is no such url. */
static const char *
behind_scheme(const char *url)
{
    static const char *const schemes[] = {"postgresql://", "postgres://"};

    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_str_has_prefix(url, schemes[i]))
            return url + strlen(schemes[i]);
    return NULL;
}

/* In "user:password@host/name?password=..."; `rest` is what follows the scheme. */
static gboolean
has_password(const char *rest)
{
    gsize authority = strcspn(rest, "/?");
    const char *at = memchr(rest, '@', authority);
    g_autofree char *unescaped = g_uri_unescape_string(rest, NULL);
    const char *text = unescaped != NULL ? unescaped : rest;

    return (at != NULL && memchr(rest, ':', (gsize)(at - rest)) != NULL) ||
           strstr(text, "?password=") != NULL || strstr(text, "&password=") != NULL;
}

void
config_journal_check(const Config *config, GPtrArray *mistakes)
{
    const char *rest = config->journal_url != NULL ? behind_scheme(config->journal_url) : NULL;

    if (config->journal_url == NULL) {
        if (config->journal_password_file != NULL)
            add(mistakes, "[journal] password_file: only counts with url");
    } else if (rest == NULL) {
        add(mistakes, "[journal] url: does not begin with postgresql://; for a file, set path");
    } else if (has_password(rest)) {
        add(mistakes, "[journal] url: has a password, which everybody could read here; put it into "
                      "a file of its own and name that in password_file");
    }
}

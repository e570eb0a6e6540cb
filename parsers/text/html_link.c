/* html_link.c - see html_link.h. */
#include "parsers/text/html_link.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define MAX_ADDRESS_BYTES 2000
#define MAX_NUMBER_BYTES 40
#define LAST_DIGITS 6

/* An address without unimportant parts, to compare it with the text of the link. */
static char *
bare_address(const char *address)
{
    static const char *const schemes[] = {"mailto:", "https://", "http://", "tel:", "www."};
    g_autofree char *bare = g_ascii_strdown(address, -1);
    char *begin = g_strstrip(bare);

    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++) {
        if (g_str_has_prefix(begin, schemes[i]))
            begin += strlen(schemes[i]);
    }
    gsize length = strcspn(begin, "?");
    while (length > 0 && begin[length - 1] == '/')
        length--;
    return g_strndup(begin, strchr(begin, '?') == NULL ? length : strlen(begin));
}

/* The last digits of a text: they are the same for a telephone number with and without country
 * code. */
static char *
last_digits(const char *text)
{
    GString *digits = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_c(digits, *p);
    }
    if (digits->len > LAST_DIGITS)
        g_string_erase(digits, 0, (gssize)(digits->len - LAST_DIGITS));
    return g_string_free(digits, FALSE);
}

/* "tel:": the number, if the text has a different one or none. */
static char *
shown_number(const char *number, const char *text)
{
    g_autofree char *digits = last_digits(number);
    g_autofree char *said = last_digits(text);

    return *digits == '\0' || strcmp(digits, said) == 0 ? NULL : g_strdup(number);
}

char *
html_link_shown(const char *href, const char *text, GHashTable *addresses)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "ftp://"};
    g_autofree char *clean = text_clean_line(href, MAX_ADDRESS_BYTES + 1);
    gboolean is_shown = FALSE;

    if (g_ascii_strncasecmp(clean, "tel:", 4) == 0 && strlen(clean) < MAX_NUMBER_BYTES)
        return shown_number(clean + 4, text);
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        is_shown |= g_ascii_strncasecmp(clean, schemes[i], strlen(schemes[i])) == 0;
    if (!is_shown || strlen(clean) > MAX_ADDRESS_BYTES)
        return NULL;
    g_autofree char *bare = bare_address(clean);
    g_autofree char *bare_text = bare_address(text);
    if (*bare == '\0' || strcmp(bare, bare_text) == 0 || g_hash_table_contains(addresses, clean))
        return NULL;
    g_hash_table_add(addresses, g_strdup(clean));
    if (g_ascii_strncasecmp(clean, "mailto:", 7) == 0)
        return g_strdup(clean + 7);
    return g_steal_pointer(&clean);
}

char *
html_link_content_id(const char *source)
{
    char *id = g_uri_unescape_string(source, NULL);

    /* cppcheck-suppress memleak - it is returned */
    return id != NULL ? id : g_strdup(source);
}

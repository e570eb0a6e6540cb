/* config_address.c - see config_address.h. Checks the form only; gateway/policy/ decides who may
 * write. */
#include "config/config_address.h"

#include <string.h>

/* Whether the letters of one label come from alphabets that look alike. No registry accepts such a
 * name. */
static gboolean
is_mixed(const char *label)
{
    static const GUnicodeScript alike[] = {G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_CYRILLIC,
                                           G_UNICODE_SCRIPT_GREEK, G_UNICODE_SCRIPT_ARMENIAN,
                                           G_UNICODE_SCRIPT_CHEROKEE};
    guint seen = 0;
    for (const char *p = label; *p != '\0'; p = g_utf8_find_next_char(p, NULL))
        for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
            if (g_unichar_get_script(g_utf8_get_char(p)) == alike[i])
                seen |= 1u << i;
    return (seen & (seen - 1)) != 0;
}

char *
config_address_script_fault(const char *text)
{
    g_auto(GStrv) labels = g_strsplit_set(text, ".@", -1);
    for (guint i = 0; labels[i] != NULL; i++)
        if (is_mixed(labels[i]))
            return g_strdup_printf("has letters of two alphabets that look alike in '%s'; type it "
                                   "anew",
                                   labels[i]);
    return NULL;
}

/* A character in the pattern that no domain can have (RFC 5321 4.1.2; any letter is allowed, for
 * names in UTF-8). */
static char *
domain_form_fault(const char *domain)
{
    g_auto(GStrv) labels = g_strsplit(domain, ".", -1);

    if (*domain == '[')
        return NULL;
    for (guint i = 0; labels[i] != NULL; i++) {
        if (*labels[i] == '\0' && i > 0)
            return g_strdup("has two dots in a row; one of them is too many");
        for (const char *p = labels[i]; *p != '\0'; p++)
            if (!g_ascii_isalnum(*p) && strchr("-_*?%/", *p) == NULL && (guchar)*p < 0x80)
                return g_strdup_printf("has a %c, which no domain has; what stands for any text "
                                       "is *",
                                       *p);
        if (*labels[i] == '-' && strlen(labels[i]) > 1)
            return g_strdup_printf("has '%s' in it, and no part of a domain begins with -",
                                   labels[i]);
    }
    return NULL;
}

/* Around its @ and its dots. */
static char *
parts_fault(const char *pattern)
{
    const char *at = strchr(pattern, '@');

    if (at != strrchr(pattern, '@'))
        return g_strdup("has more than one @; put ; between values");
    if (g_str_has_suffix(pattern, "@") || g_str_has_suffix(pattern, "."))
        return g_strdup("ends too early; write the whole domain, as in a@example.org");
    if (*pattern == '^' || g_str_has_suffix(pattern, "$"))
        return g_strdup("is a regular expression; what stands for any text is *");
    return strchr("!/.", *pattern) == NULL || at != NULL
               ? domain_form_fault(at != NULL ? at + 1 : pattern)
               : NULL;
}

/* What no pattern of any kind can contain. */
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
    char *fault = parts_fault(pattern);
    return fault != NULL ? fault : config_address_script_fault(pattern);
}

/* A file name that is not a full path. */
static gboolean
is_file_name(const char *pattern)
{
    static const char *const endings[] = {".txt", ".lst", ".list", ".csv", ".conf", ".cfg"};
    if (*pattern == '~' || g_str_has_prefix(pattern, "./") || g_str_has_prefix(pattern, "../"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(pattern, endings[i]))
            return TRUE;
    return FALSE;
}

/* What is wrong with a pattern of senders without an @, which stands for a domain. */
static char *
domain_fault(const char *pattern)
{
    if (strchr(pattern, '/') != NULL)
        return g_strdup("has a slash in it; write the domain alone, or the full path of a file");
    if (strpbrk(pattern, "0123456789") != NULL &&
        strspn(pattern, "0123456789.*?") == strlen(pattern))
        return g_strdup("is the address of a computer; write a mail address or a domain");
    if (strpbrk(pattern, ".*?") == NULL && strcmp(pattern, "localhost") != 0)
        return g_strdup_printf("is no address and no domain, such as a@example.org or example.org; "
                               "the host of this name is *@%s",
                               pattern);
    return NULL;
}

gboolean
config_address_covers_all(const char *pattern)
{
    return *pattern != '\0' && strspn(pattern, "*?.@") == strlen(pattern);
}

gboolean
config_address_covers_most(const char *pattern)
{
    const char *at = strchr(pattern, '@');
    const char *domain = at != NULL ? at + 1 : pattern;
    if (config_address_covers_all(pattern))
        return TRUE;
    if (at != NULL && strspn(pattern, "*?") != (gsize)(at - pattern))
        return FALSE;
    const char *rest = domain + strspn(domain, "*?.");
    return strpbrk(domain, "*?") != NULL && strchr(rest, '.') == NULL;
}

char *
config_address_sender_fault(const char *pattern)
{
    char *fault = is_file_name(pattern)
                      ? g_strdup("is the name of a file; write its full path, which begins with /")
                      : form_fault(pattern);
    if (fault != NULL)
        return fault;
    const char *domain = strchr(pattern, '@') != NULL ? strchr(pattern, '@') : pattern;
    if (*pattern == '!')
        return g_strdup("begins with !, which means nothing here; who is refused stands in deny");
    if (*pattern == '%' || strchr(domain, '%') != NULL)
        return g_strdup("has a % in it; what stands for any text is *");
    if (*pattern == '@')
        return g_strdup_printf("begins with @; a domain stands alone: %s", pattern + 1);
    if (*pattern == '.')
        return g_strdup_printf("begins with a dot; the domains below one are *%s", pattern);
    return strchr(pattern, '@') == NULL ? domain_fault(pattern) : NULL;
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

char *
config_address_name_of_mailbox(const char *mailbox)
{
    const char *open = strrchr(mailbox, '<');
    char *name = g_strstrip(g_strndup(mailbox, open != NULL ? (gsize)(open - mailbox) : 0));
    gsize length = strlen(name);

    if (length >= 2 && *name == '"' && name[length - 1] == '"') {
        name[length - 1] = '\0';
        memmove(name, name + 1, length - 1);
    }
    return name;
}

/* organisation.c - see organisation.h. The list is the one built into libpsl, which libcurl loads
 * anyway. */
#include "gateway/policy/organisation.h"

#include <libpsl.h>
#include <string.h>

const char *
organisation_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : "";
}

/* Lower case and ASCII (RFC 5890), without a dot at the end. NULL if the name is empty or not a
 * normalised IDN: a name that would have to be mapped first (a ligature, the Kelvin sign) belongs
 * to nobody. (transfer full) (nullable) */
static char *
canonical_domain(const char *domain)
{
    g_autofree char *lower = g_utf8_validate(domain, -1, NULL) ? g_ascii_strdown(domain, -1) : NULL;
    if (lower == NULL || *lower == '\0')
        return NULL;
    gsize length = strlen(lower);
    if (lower[length - 1] == '.')
        lower[length - 1] = '\0';
    if (g_str_is_ascii(lower))
        return g_steal_pointer(&lower);
    g_autofree char *ascii = g_hostname_to_ascii(lower);
    g_autofree char *again = ascii != NULL ? g_hostname_to_unicode(ascii) : NULL;
    return g_strcmp0(again, lower) == 0 ? g_steal_pointer(&ascii) : NULL;
}

gboolean
organisation_is_same(const char *one, const char *other)
{
    g_autofree char *a = canonical_domain(one);
    g_autofree char *b = canonical_domain(other);
    if (a == NULL || b == NULL)
        return FALSE;
    if (strcmp(a, b) == 0)
        return TRUE;
    const char *organisation_a = psl_registrable_domain(psl_builtin(), a);
    const char *organisation_b = psl_registrable_domain(psl_builtin(), b);
    return organisation_a != NULL && g_strcmp0(organisation_a, organisation_b) == 0;
}

char *
organisation_of(const char *domain)
{
    g_autofree char *canonical = canonical_domain(domain);
    const char *organisation =
        canonical != NULL ? psl_registrable_domain(psl_builtin(), canonical) : NULL;
    return organisation != NULL ? g_strdup(organisation) : g_ascii_strdown(domain, -1);
}

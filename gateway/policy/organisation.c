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

/* Lower case and ASCII (RFC 5890), without a dot at the end. (transfer full) (nullable) */
static char *
organisation_canonical(const char *domain)
{
    g_autofree char *lower = g_utf8_validate(domain, -1, NULL) ? g_utf8_strdown(domain, -1) : NULL;
    if (lower == NULL || *lower == '\0')
        return NULL;
    gsize length = strlen(lower);
    if (lower[length - 1] == '.')
        lower[length - 1] = '\0';
    return g_hostname_to_ascii(lower);
}

gboolean
organisation_is_same(const char *one, const char *other)
{
    g_autofree char *a = organisation_canonical(one);
    g_autofree char *b = organisation_canonical(other);
    if (a == NULL || b == NULL)
        return FALSE;
    if (strcmp(a, b) == 0)
        return TRUE;
    const char *organisation_a = psl_registrable_domain(psl_builtin(), a);
    const char *organisation_b = psl_registrable_domain(psl_builtin(), b);
    return organisation_a != NULL && g_strcmp0(organisation_a, organisation_b) == 0;
}

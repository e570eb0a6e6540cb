/* person_address.c - see person_address.h. Looks around each '@' for the address that it is in. */
#include "gateway/person_address.h"

#include <string.h>

/* Of a local part and of a domain (RFC 5321 4.5.3.1), with room for other encodings. */
#define MAX_SIDE_BYTES ((gsize)320)

struct PersonAddress {
    char *text;
    char *local;  /* folded */
    char *domain; /* in ASCII, lower case */
};

static char *
fold(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *folded = g_utf8_casefold(composed != NULL ? composed : text, -1);
    char *result = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);

    if (result == NULL)
        result = g_strdup(folded);
    return result;
}

static char *
ascii_domain(const char *domain)
{
    g_autofree char *bare = g_strdup(domain);
    gsize length = strlen(bare);

    if (length > 0 && bare[length - 1] == '.')
        bare[length - 1] = '\0';
    g_autofree char *ascii = g_hostname_to_ascii(bare);
    return g_ascii_strdown(ascii != NULL ? ascii : bare, -1);
}

/* The local part without quotation marks that it does not need: "jane.doe"@ is jane.doe@ (RFC 5321,
 * 4.1.2). (transfer full) */
static char *
bare_local(const char *local, gsize length)
{
    static const char special[] = "()<>[]:;@\\,\" \t";

    if (length > 2 && local[0] == '"' && local[length - 1] == '"') {
        g_autofree char *inside = g_strndup(local + 1, length - 2);
        if (strpbrk(inside, special) == NULL)
            return g_steal_pointer(&inside);
    }
    return g_strndup(local, length);
}

static PersonAddress *
address_of(const char *text)
{
    const char *at = strrchr(text, '@');

    if (at == NULL || at == text || at[1] == '\0' || !g_utf8_validate(text, -1, NULL) ||
        strpbrk(text, " \t\r\n<>,;") != NULL)
        return NULL;
    PersonAddress *person = g_new0(PersonAddress, 1);
    g_autofree char *local = bare_local(text, (gsize)(at - text));
    person->text = g_strdup(text);
    person->local = fold(local);
    person->domain = ascii_domain(at + 1);
    return person;
}

PersonAddress *
person_address_new(const char *text)
{
    const char *open = strrchr(text, '<');
    const char *close = open != NULL ? strchr(open, '>') : NULL;
    g_autofree char *bare =
        close != NULL ? g_strndup(open + 1, (gsize)(close - open - 1)) : g_strdup(text);

    return close != NULL && close[1] != '\0' ? NULL : address_of(g_strstrip(bare));
}

void
person_address_free(PersonAddress *person)
{
    if (person == NULL)
        return;
    g_free(person->text);
    g_free(person->local);
    g_free(person->domain);
    g_free(person);
}

const char *
person_address_text(const PersonAddress *person)
{
    return person->text;
}

PersonAddress *
person_address_without_tag(const PersonAddress *person)
{
    const char *plus = strchr(person->text, '+');
    const char *at = strrchr(person->text, '@');

    if (plus == NULL || plus == person->text || plus > at)
        return NULL;
    g_autofree char *bare = g_strdup_printf("%.*s%s", (int)(plus - person->text), person->text, at);
    return address_of(bare);
}

/* Nearly all addresses are like this, and many are compared. */
static gboolean
is_plain(const char *address)
{
    return g_str_is_ascii(address) && strstr(address, "xn--") == NULL && address[0] != '"';
}

/* For plain addresses. *ret_tag: what stands between the person's
 * local part and the '@'. */
static gboolean
is_same_ascii(const PersonAddress *person, const char *address, gsize *ret_tag)
{
    const char *at = strrchr(address, '@');
    gsize local = strlen(person->local);
    gsize domain = strlen(person->domain);

    if (at == NULL || (gsize)(at - address) < local ||
        g_ascii_strncasecmp(address, person->local, local) != 0 ||
        g_ascii_strncasecmp(at + 1, person->domain, domain) != 0 ||
        (at[1 + domain] != '\0' && strcmp(at + 1 + domain, ".") != 0))
        return FALSE;
    *ret_tag = (gsize)(at - address) - local;
    return TRUE;
}

gboolean
person_address_is(const PersonAddress *person, const char *address)
{
    gsize tag = 0;

    if (address == NULL)
        return FALSE;
    if (is_plain(address))
        return is_same_ascii(person, address, &tag) && tag == 0;
    g_autoptr(PersonAddress) other = address_of(address);
    return other != NULL && strcmp(other->local, person->local) == 0 &&
           strcmp(other->domain, person->domain) == 0;
}

gboolean
person_address_is_tagged(const PersonAddress *person, const char *address)
{
    gsize length = strlen(person->local);
    gsize tag = 0;

    if (address == NULL)
        return FALSE;
    if (is_plain(address))
        return is_same_ascii(person, address, &tag) && tag > 0 && address[length] == '+';
    g_autoptr(PersonAddress) other = address_of(address);
    return other != NULL && strncmp(other->local, person->local, length) == 0 &&
           other->local[length] == '+' && strcmp(other->domain, person->domain) == 0;
}

static gboolean
is_of_local(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c) ||
           (c < 0x80 && strchr("._+-", (int)c) != NULL);
}

static gboolean
is_of_domain(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c) || c == '-' || c == '.' || c == '_';
}

/* The beginning of the local part that ends at `at`; never before `text`. What the person's own
 * local part has belongs to it, whatever it is. */
static const char *
local_begin(const PersonAddress *person, const char *text, const char *at)
{
    const char *begin = at;

    if (at > text && at[-1] == '"') {
        for (begin = at - 1; begin > text && *(begin - 1) != '"'; begin--)
            ;
        return begin > text ? begin - 1 : at;
    }
    while (begin > text) {
        const char *before = g_utf8_find_prev_char(text, begin);
        gunichar c = before != NULL ? g_utf8_get_char(before) : 0;
        if (before == NULL || c == 0 ||
            (!is_of_local(c) && (c >= 0x80 || strchr(person->local, (int)c) == NULL)))
            break;
        begin = before;
    }
    return begin;
}

static const char *
domain_end(const char *at)
{
    const char *end = at + 1;

    if (*end == '[') {
        const char *close = strchr(end, ']');
        return close != NULL ? close + 1 : end;
    }
    while (*end != '\0' && is_of_domain(g_utf8_get_char(end)))
        end = g_utf8_find_next_char(end, NULL);
    while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
        end--;
    return end;
}

/* In a Message-ID, whatever stands before a sign may be of its program. */
static const char *
skip_to_local(const PersonAddress *person, const char *begin, const char *at)
{
    gboolean is_bound = TRUE; /* what stands before `p` is no letter or digit */

    for (const char *p = begin; p < at; p = g_utf8_find_next_char(p, NULL)) {
        g_autofree char *rest = g_strndup(p, (gsize)(at - p));
        g_autofree char *folded = fold(rest);
        if (is_bound && strcmp(folded, person->local) == 0)
            return p;
        is_bound = !g_unichar_isalnum(g_utf8_get_char(p));
    }
    return begin;
}

/* Whether the address around `at` is the person's; *ret_begin and *ret_end are its place. */
static gboolean
is_here(const PersonAddress *person, const char *text, const char *at, gboolean is_id,
        const char *places[2])
{
    places[0] = local_begin(person, text, at);
    places[1] = domain_end(at);
    if (places[0] == at || places[1] == at + 1 ||
        (gsize)(places[1] - places[0]) > 2 * MAX_SIDE_BYTES)
        return FALSE;
    if (is_id)
        places[0] = skip_to_local(person, places[0], at);
    g_autofree char *address = g_strndup(places[0], (gsize)(places[1] - places[0]));
    return person_address_is(person, address);
}

/* `valid`: UTF-8. */
static gboolean
is_in_valid(const PersonAddress *person, const char *valid, gboolean is_id)
{
    const char *places[2];

    for (const char *at = strchr(valid, '@'); at != NULL; at = strchr(at + 1, '@'))
        if (is_here(person, valid, at, is_id, places))
            return TRUE;
    return FALSE;
}

gboolean
person_address_is_in(const PersonAddress *person, const char *text, gsize length)
{
    const char *end = text != NULL ? text + length : NULL;
    const char *at = text != NULL ? memchr(text, '@', length) : NULL;

    while (at != NULL) {
        const char *begin = (gsize)(at - text) > MAX_SIDE_BYTES ? at - MAX_SIDE_BYTES : text;
        const char *stop = (gsize)(end - at) > MAX_SIDE_BYTES ? at + MAX_SIDE_BYTES : end;
        g_autofree char *window = g_utf8_make_valid(begin, stop - begin);
        if (is_in_valid(person, window, FALSE))
            return TRUE;
        at = memchr(at + 1, '@', (gsize)(end - at - 1));
    }
    return FALSE;
}

gboolean
person_address_is_in_id(const PersonAddress *person, const char *message_id)
{
    if (message_id == NULL || strchr(message_id, '@') == NULL)
        return FALSE;
    g_autofree char *valid = g_utf8_make_valid(message_id, -1);
    return is_in_valid(person, valid, TRUE);
}

char *
person_address_erase(const PersonAddress *person, const char *text)
{
    if (text == NULL || strchr(text, '@') == NULL)
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) clean = g_string_new(NULL);
    const char *rest = valid;
    const char *places[2];

    for (const char *at = strchr(valid, '@'); at != NULL; at = strchr(at + 1, '@'))
        if (is_here(person, rest, at, FALSE, places)) {
            g_string_append_len(clean, rest, places[0] - rest);
            g_string_append(clean, PERSON_ADDRESS_ERASED);
            rest = places[1];
        }
    if (rest == valid)
        return NULL;
    g_string_append(clean, rest);
    return g_string_free(g_steal_pointer(&clean), FALSE);
}

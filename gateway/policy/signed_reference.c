/* signed_reference.c - see signed_reference.h. Knows keys and forms, not permissions. */
#include "gateway/policy/signed_reference.h"

#include <string.h>

#define CODE_CHARS 16 /* of five bits: 80 bits, the least that RFC 2104 section 5 advises */
#define CODE_BYTES 10
#define NUMBER_MAX_CHARS 30
#define LOCAL_PART_MAX_BYTES 64
#define ID_PREFIX "ticketgate"
#define ID_PARTS_BEHIND_NUMBER 3 /* UNIQUE, PERSON, CODE */

typedef char Code[CODE_CHARS + 1];

/* A full stop stands for '#', so that may neither be the first nor the last of a number, nor follow
 * another one: two full stops are no dot-atom (RFC 5322 3.2.3). */
static gboolean
is_hash_usable(const char *ticket_number, gsize i)
{
    return ticket_number[i] == '#' && i > 0 && ticket_number[i - 1] != '#' &&
           ticket_number[i + 1] != '\0';
}

gboolean
signed_reference_is_usable_number(const char *ticket_number)
{
    gsize length = ticket_number != NULL ? strlen(ticket_number) : 0;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isupper(ticket_number[i]) && !g_ascii_isdigit(ticket_number[i]) &&
            ticket_number[i] != '-' && ticket_number[i] != '_' && !is_hash_usable(ticket_number, i))
            return FALSE;
    return length >= 1 && length <= NUMBER_MAX_CHARS;
}

/* The number as a reference holds it, and back. (transfer full) */
static char *
encode_number(const char *ticket_number)
{
    return g_strdelimit(g_strdup(ticket_number), "#", '.');
}

static char *
decode_number(const char *text)
{
    return g_strdelimit(g_strdup(text), ".", '#');
}

/* The code for `parts` (NULL-terminated). The NUL after each is included, so that different lists
 * stay different. */
static void
make_code(const guint8 *key, const char *const *parts, Code code)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, SIGNING_KEY_BYTES);
    guint8 digest[32];
    gsize length = sizeof digest;

    for (; *parts != NULL; parts++)
        g_hmac_update(hmac, (const guchar *)*parts, (gssize)strlen(*parts) + 1);
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    for (guint i = 0; i < CODE_CHARS; i++) {
        guint bit = i * 5;
        guint pair = (guint)digest[bit / 8] << 8 | digest[bit / 8 + 1];
        code[i] = alphabet[pair >> (11 - bit % 8) & 31];
    }
    code[CODE_CHARS] = '\0';
}

/* Takes constant time, so that nobody can guess a code character by character. */
static gboolean
is_same_code(const char *one, const char *other)
{
    guint difference = 0;
    if (strlen(one) != CODE_CHARS)
        return FALSE;
    for (guint i = 0; i < CODE_CHARS; i++)
        difference |= (guint)(guchar)one[i] ^ (guint)(guchar)other[i];
    return difference == 0;
}

static gboolean
has_code(const SigningKeys *keys, const char *const *parts, const char *claimed)
{
    gboolean is_found = FALSE;
    for (guint i = 0; i < keys->n_keys; i++) {
        Code code;
        make_code(keys->keys[i], parts, code);
        is_found |= is_same_code(claimed, code);
    }
    return is_found;
}

char *
signed_reference_message_id(const SigningKeys *keys, const char *ticket_number, const char *person,
                            const char *unique, const char *domain)
{
    if (!signed_reference_is_usable_number(ticket_number))
        return NULL;
    g_autofree char *lower = g_ascii_strdown(person, -1);
    Code person_code, code;
    make_code(keys->keys[0], (const char *const[]){"person", lower, NULL}, person_code);
    make_code(keys->keys[0],
              (const char *const[]){"message-id", ticket_number, unique, person_code, NULL}, code);
    g_autofree char *number = encode_number(ticket_number);
    return g_strdup_printf(ID_PREFIX ".%s.%s.%s.%s@%s", number, unique, person_code, code, domain);
}

char *
signed_reference_address(const SigningKeys *keys, const char *ticket_number, const char *person,
                         const char *own_address, char delimiter)
{
    const char *at = strrchr(own_address, '@');
    if (at == NULL || !signed_reference_is_usable_number(ticket_number))
        return NULL;
    g_autofree char *lower = g_ascii_strdown(person, -1);
    g_autofree char *number = encode_number(ticket_number);
    g_autofree char *lower_number = g_ascii_strdown(number, -1);
    Code code;
    make_code(keys->keys[0], (const char *const[]){"address", ticket_number, lower, NULL}, code);
    g_autofree char *local = g_strdup_printf("%.*s%c%s.%s", (int)(at - own_address), own_address,
                                             delimiter, lower_number, code);
    return strlen(local) <= LOCAL_PART_MAX_BYTES ? g_strconcat(local, at, NULL) : NULL;
}

/* Cuts `left`, the part of a Message-ID before '@': what is behind the number goes to `ends`.
 * FALSE: it is not of our form. */
static gboolean
split_id(char *left, char **ends)
{
    if (!g_str_has_prefix(left, ID_PREFIX "."))
        return FALSE;
    for (int i = ID_PARTS_BEHIND_NUMBER - 1; i >= 0; i--) {
        char *dot = strrchr(left + strlen(ID_PREFIX "."), '.');
        if (dot == NULL)
            return FALSE;
        *dot = '\0';
        ends[i] = dot + 1;
    }
    return TRUE;
}

SignedReference
signed_reference_read_message_id(const SigningKeys *keys, const char *message_id,
                                 const char *person, char **ret_ticket_number)
{
    const char *at = strrchr(message_id, '@');
    if (keys == NULL || at == NULL)
        return SIGNED_REFERENCE_NONE;
    char *ends[ID_PARTS_BEHIND_NUMBER] = {NULL};
    g_autofree char *left = g_strndup(message_id, (gsize)(at - message_id));
    if (!split_id(left, ends))
        return SIGNED_REFERENCE_NONE;
    g_autofree char *number = decode_number(left + strlen(ID_PREFIX "."));
    if (!signed_reference_is_usable_number(number))
        return SIGNED_REFERENCE_NONE;
    if (!has_code(keys, (const char *const[]){"message-id", number, ends[0], ends[1], NULL},
                  ends[2]))
        return SIGNED_REFERENCE_FORGED;
    g_autofree char *lower = g_ascii_strdown(person, -1);
    *ret_ticket_number = g_steal_pointer(&number);
    return has_code(keys, (const char *const[]){"person", lower, NULL}, ends[1])
               ? SIGNED_REFERENCE_VALID
               : SIGNED_REFERENCE_OTHERS;
}

SignedReference
signed_reference_read_address(const SigningKeys *keys, const char *address, char delimiter,
                              const char *person, char **ret_ticket_number)
{
    const char *at = strrchr(address, '@');
    if (keys == NULL || at == NULL)
        return SIGNED_REFERENCE_NONE;
    g_autofree char *local = g_strndup(address, (gsize)(at - address));
    char *extension = strrchr(local, delimiter);
    char *dot = extension != NULL ? strrchr(extension, '.') : NULL;
    if (dot == NULL)
        return SIGNED_REFERENCE_NONE;
    *dot = '\0';
    g_autofree char *upper = g_ascii_strup(extension + 1, -1);
    g_autofree char *number = decode_number(upper);
    g_autofree char *claimed = g_ascii_strdown(dot + 1, -1);
    if (!signed_reference_is_usable_number(number) || strlen(claimed) != CODE_CHARS)
        return SIGNED_REFERENCE_NONE;
    g_autofree char *lower = g_ascii_strdown(person, -1);
    if (!has_code(keys, (const char *const[]){"address", number, lower, NULL}, claimed))
        return SIGNED_REFERENCE_FORGED;
    *ret_ticket_number = g_steal_pointer(&number);
    return SIGNED_REFERENCE_VALID;
}

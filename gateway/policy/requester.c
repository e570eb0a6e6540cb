/* requester.c - see requester.h. */
#include "gateway/policy/requester.h"

#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/organisation.h"
#include "gateway/policy/sender_policy.h"

static const char *
first_from(const Letter *letter)
{
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : NULL;
}

/* The first person that the mail names instead of From; NULL: none. */
static const char *
find_named(const Config *config, const Letter *letter)
{
    const char *from = first_from(letter);
    GPtrArray *const lists[] = {letter->reply_to, letter->original_from};
    if (from == NULL || sender_policy_find(config->requester_from_reply_to, from) == NULL)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++) {
            const LetterAddress *entry = g_ptr_array_index(lists[i], j);
            g_autofree char *why = NULL;
            if (g_ascii_strcasecmp(entry->address, from) != 0 &&
                confirmation_recipient_is_person(config, entry->address, &why))
                return entry->address;
        }
    return NULL;
}

const char *
requester_address(const Config *config, const Letter *letter)
{
    const char *named = find_named(config, letter);
    return named != NULL ? named : first_from(letter);
}

char *
requester_organisation(const Config *config, const Letter *letter)
{
    const char *address = requester_address(config, letter);
    if (address == NULL)
        return NULL;
    const char *domain = organisation_domain(address);
    return *domain != '\0' ? organisation_of(domain) : g_ascii_strdown(address, -1);
}

gboolean
requester_is_named(const Config *config, const Letter *letter)
{
    return find_named(config, letter) != NULL;
}

static gboolean
has_name(char *const *names, const char *name)
{
    for (guint i = 0; names != NULL && names[i] != NULL; i++)
        if (g_ascii_strcasecmp(names[i], name) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the list is ours: by the fields that name it or, without them, by the recipients. */
static gboolean
is_own_list(const Config *config, const Letter *letter)
{
    GPtrArray *const lists[] = {letter->to, letter->cc, letter->delivered_to, letter->sender};
    for (guint i = 0; i < letter->lists->len; i++)
        if (has_name(config->own_lists, g_ptr_array_index(letter->lists, i)))
            return TRUE;
    for (guint i = 0; letter->lists->len == 0 && i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++) {
            const LetterAddress *entry = g_ptr_array_index(lists[i], j);
            if (has_name(config->own_lists, entry->address))
                return TRUE;
        }
    return FALSE;
}

LetterStrength
requester_strength(const Config *config, const Letter *letter)
{
    if (letter->class_strength != LETTER_STRENGTH_DOUBT ||
        letter->class_doubt == LETTER_DOUBT_MACHINE)
        return letter->class_strength;
    gboolean is_set_aside =
        requester_is_named(config, letter) ||
        (letter->class_doubt == LETTER_DOUBT_LIST && is_own_list(config, letter));
    return is_set_aside ? LETTER_STRENGTH_NOTHING : LETTER_STRENGTH_DOUBT;
}

/* ticket_memory.c - see ticket_memory.h. Brings journal_passage.c and gateway/passages/ together.
 */
#include "gateway/delivery/ticket_memory.h"

#include <string.h>

#include "gateway/journal/journal_passage.h"

/* Of one ticket; what is older counts as not known. */
#define MAX_FINGERPRINTS 500

#define PURPOSE "ticketgate passages 1"

PassageKeys
ticket_memory_keys(const SigningKeys *keys)
{
    static const guint8 no_secret[SIGNING_KEY_BYTES];
    PassageKeys result = {0};
    G_STATIC_ASSERT(SIGNING_KEYS_MAX + 1 == PASSAGE_KEYS_MAX);
    for (guint i = 0; keys != NULL && i < keys->n_keys; i++)
        result.keys[result.n_keys++] = hash_key_derive(keys->keys[i], SIGNING_KEY_BYTES, PURPOSE);
    result.keys[result.n_keys++] = hash_key_derive(no_secret, sizeof no_secret, PURPOSE);
    return result;
}

static KnownText *
known_text_of(const PassageKeys *keys, const GPtrArray *list)
{
    KnownText *known = known_text_new(keys);
    for (guint i = 0; i < list->len; i++)
        known_text_add(known, g_ptr_array_index(list, i));
    return known;
}

KnownText *
ticket_memory_recall(const Delivery *delivery, const PassageKeys *keys, const char *number,
                     GError **error)
{
    g_autoptr(GPtrArray) list =
        journal_passage_list(delivery->journal, number, MAX_FINGERPRINTS, error);
    return list != NULL ? known_text_of(keys, list) : NULL;
}

KnownText *
ticket_memory_recall_answered(const Delivery *delivery, const PassageKeys *keys, const char *number,
                              const Letter *letter, GError **error)
{
    const GPtrArray *ids = letter->in_reply_to->len > 0 ? letter->in_reply_to : letter->references;
    if (ids->len == 0)
        return known_text_new(keys);
    g_autoptr(GPtrArray) list = journal_passage_list_until(
        delivery->journal, number, g_ptr_array_index(ids, ids->len - 1), MAX_FINGERPRINTS, error);
    return list != NULL ? known_text_of(keys, list) : NULL;
}

static gboolean
note(const Delivery *delivery, const TicketMemoryText *text, const char *source, KnownText *known,
     GError **error)
{
    const PassageKeys keys = ticket_memory_keys(delivery->keys);
    gsize length = strlen(text->text);
    g_autoptr(KnownWords) words =
        known != NULL ? known_text_match(known, text->text, length) : NULL;
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], text->text, length);
    g_autoptr(GBytes) fingerprint = fingerprint_new(&keys.keys[0], list, words);
    return fingerprint == NULL ||
           journal_passage_add(delivery->journal, text->number, source, fingerprint, error);
}

gboolean
ticket_memory_note(const Delivery *delivery, const TicketMemoryText *text, KnownText *known,
                   GError **error)
{
    if (text->subject != NULL && *text->subject != '\0') {
        const TicketMemoryText subject = {.number = text->number, .text = text->subject};
        g_autofree char *source = g_strconcat(text->source, ".subject", NULL);
        if (!note(delivery, &subject, source, known, error))
            return FALSE;
    }
    return note(delivery, text, text->source, known, error);
}

gboolean
ticket_memory_is_other_subject(KnownText *known, const char *subject)
{
    if (known == NULL || known_text_is_empty(known))
        return FALSE;
    g_autoptr(KnownWords) words = known_text_match(known, subject, strlen(subject));
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return TRUE;
    return FALSE;
}

/* ticket_memory.c - see ticket_memory.h. Connects journal_passage.c with gateway/passages/. */
#include "gateway/delivery/ticket_memory.h"

#include <string.h>

#include "gateway/journal/journal_passage.h"

/* for one ticket; older ones count as unknown */
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
ticket_memory_recall(const DeliveryContext *context, const PassageKeys *keys, const char *number,
                     GError **error)
{
    g_autoptr(GPtrArray) list =
        journal_passage_list(context->journal, number, MAX_FINGERPRINTS, error);
    return list != NULL ? known_text_of(keys, list) : NULL;
}

KnownText *
ticket_memory_recall_answered(const DeliveryContext *context, const PassageKeys *keys,
                              const char *number, const Letter *letter, GError **error)
{
    const GPtrArray *ids = letter->in_reply_to->len > 0 ? letter->in_reply_to : letter->references;
    if (ids->len == 0)
        return known_text_new(keys);
    g_autoptr(GPtrArray) list = journal_passage_list_until(
        context->journal, number, g_ptr_array_index(ids, ids->len - 1), MAX_FINGERPRINTS, error);
    return list != NULL ? known_text_of(keys, list) : NULL;
}

/* Notes the text of `list` without its marks, since some programs quote it that way: the windows
 * with words that were emphasised, except those that `known` already has in this form. `list` has
 * no marks afterwards. */
static gboolean
note_bare(const DeliveryContext *context, const TicketMemoryText *text, WordList *list,
          const KnownWords *known, GError **error)
{
    g_autofree gboolean *all = g_new(gboolean, list->length + 1);
    g_autofree gboolean *cases = g_new(gboolean, list->length + 1);
    for (guint i = 0; i < list->length; i++) {
        gboolean is_known = known != NULL && known->words[i] && known->cases[i];
        all[i] = TRUE;
        cases[i] = is_known || (list->words[i].marks & WORD_EMPHASIS) == 0;
    }
    if (!word_list_take_off_marks(list))
        return TRUE;
    const KnownWords other = {.words = all, .joins = all, .cases = cases, .length = list->length};
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autoptr(GBytes) fingerprint = fingerprint_new(&keys.keys[0], list, &other);
    g_autofree char *source = g_strconcat(text->source, ".bare", NULL);
    return fingerprint == NULL ||
           journal_passage_add(context->journal, text->number, source, fingerprint, error);
}

/* Notes `text` without what is known. *ret_fingerprint is what was noted, or NULL. It is only given
 * for the own text of a mail, which is then also noted without its marks. */
static gboolean
note(const DeliveryContext *context, const TicketMemoryText *text, KnownText *known,
     GBytes **ret_fingerprint, GError **error)
{
    const PassageKeys keys = ticket_memory_keys(context->keys);
    gsize length = strlen(text->text);
    g_autoptr(KnownWords) words =
        known != NULL ? known_text_match(known, text->text, length, NULL) : NULL;
    g_autoptr(WordList) own =
        words == NULL ? word_list_new(&keys.keys[0], text->text, length) : NULL;
    WordList *list = words != NULL ? words->list : own;
    g_autoptr(GBytes) fingerprint = fingerprint_new(&keys.keys[0], list, words);
    if (fingerprint != NULL &&
        !journal_passage_add(context->journal, text->number, text->source, fingerprint, error))
        return FALSE;
    if (ret_fingerprint == NULL)
        return TRUE;
    *ret_fingerprint = g_steal_pointer(&fingerprint);
    return note_bare(context, text, list, words, error);
}

/* Notes what belongs to the text: its subject, or its form with marks. */
static gboolean
note_beside(const DeliveryContext *context, const TicketMemoryText *text, gboolean is_subject,
            KnownText *known, GError **error)
{
    const char *more = is_subject ? text->subject : text->marked;
    if (more == NULL || *more == '\0')
        return TRUE;
    g_autofree char *source = g_strconcat(text->source, is_subject ? ".subject" : ".marked", NULL);
    const TicketMemoryText beside = {.number = text->number, .source = source, .text = more};
    return note(context, &beside, known, NULL, error);
}

gboolean
ticket_memory_note(const DeliveryContext *context, const TicketMemoryText *text, KnownText *known,
                   GError **error)
{
    g_autoptr(GBytes) fingerprint = NULL;
    if (!note_beside(context, text, TRUE, known, error) ||
        !note(context, text, known, &fingerprint, error))
        return FALSE;
    if (text->marked == NULL)
        return TRUE;
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autoptr(KnownText) own = known_text_new(&keys);
    if (fingerprint != NULL)
        known_text_add(own, fingerprint);
    return note_beside(context, text, FALSE, own, error);
}

gboolean
ticket_memory_is_other_subject(KnownText *known, const char *subject)
{
    if (known == NULL || known_text_is_empty(known))
        return FALSE;
    g_autoptr(KnownWords) words = known_text_match(known, subject, strlen(subject), NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return TRUE;
    return FALSE;
}

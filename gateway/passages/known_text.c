/* known_text.c - see known_text.h. */
#include "gateway/passages/known_text.h"

#include <string.h>

/* A run with this many words of the ticket is always a quotation. Between two seams it has to be
 * longer. */
#define LONG_RUN_WORDS 20
#define LONG_RUN_BETWEEN_WORDS 60

struct KnownText {
    const PassageKeys *keys;
    GArray *hashes[PASSAGE_KEYS_MAX]; /* of guint64; sorted if is_sorted */
    guint32 levels[PASSAGE_KEYS_MAX];
    gboolean is_sorted;
};

KnownText *
known_text_new(const PassageKeys *keys)
{
    KnownText *known = g_new0(KnownText, 1);
    known->keys = keys;
    for (guint i = 0; i < PASSAGE_KEYS_MAX; i++)
        known->hashes[i] = g_array_new(FALSE, FALSE, sizeof(guint64));
    return known;
}

void
known_text_free(KnownText *known)
{
    if (known == NULL)
        return;
    for (guint i = 0; i < PASSAGE_KEYS_MAX; i++)
        g_array_unref(known->hashes[i]);
    g_free(known);
}

void
known_text_add(KnownText *known, GBytes *fingerprint)
{
    FingerprintParts parts;
    if (!fingerprint_read(fingerprint, &parts))
        return;
    for (guint i = 0; i < known->keys->n_keys; i++) {
        if (fingerprint_key_number(&known->keys->keys[i]) != parts.key_number)
            continue;
        known->levels[i] |= parts.levels;
        for (guint j = 0; j < parts.n_hashes; j++) {
            guint64 hash;
            memcpy(&hash, parts.hashes + 8 * (gsize)j, sizeof hash);
            hash = GUINT64_FROM_LE(hash);
            g_array_append_val(known->hashes[i], hash);
        }
        known->is_sorted = FALSE;
        return;
    }
}

gboolean
known_text_is_empty(const KnownText *known)
{
    for (guint i = 0; i < PASSAGE_KEYS_MAX; i++)
        if (known->hashes[i]->len > 0)
            return FALSE;
    return TRUE;
}

static gint
compare_hashes(gconstpointer one, gconstpointer other)
{
    guint64 a = *(const guint64 *)one, b = *(const guint64 *)other;
    return a < b ? -1 : a > b;
}

/* Whether one of the sorted hashes equals `hash`, ignoring the last `spare_bits`. */
static gboolean
has_hash(const GArray *hashes, guint64 hash, guint spare_bits)
{
    const guint64 *sorted = (const guint64 *)(const void *)hashes->data;
    guint low = 0, high = hashes->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (sorted[middle] >> spare_bits < hash >> spare_bits)
            low = middle + 1;
        else
            high = middle;
    }
    return low < hashes->len && sorted[low] >> spare_bits == hash >> spare_bits;
}

void
known_words_free(KnownWords *words)
{
    if (words == NULL)
        return;
    g_free(words->words);
    g_free(words->joins);
    g_free(words->doubts);
    g_free(words->cases);
    word_list_free(words->list);
    g_free(words);
}

/* For each counted word, the end of the longest known window that begins there: `exact` with the
 * same capitals, `any` with any. */
typedef struct {
    guint *exact;
    guint *any;
} Reach;

/* Fills `reach` with the fingerprints of one key. Widest windows come first, because narrower ones
 * inside them add nothing. */
static void
match_windows(const KnownText *known, guint index, const WordList *list, const GArray *counted,
              const Reach *reach)
{
    const HashKey *key = &known->keys->keys[index];
    const GArray *hashes = known->hashes[index];
    for (guint level = FINGERPRINT_LEVELS; level-- > 0;) {
        if ((known->levels[index] >> level & 1) == 0)
            continue;
        g_autoptr(GArray) windows = fingerprint_windows(key, list, counted, level, reach->exact);
        for (guint i = 0; i < windows->len; i++) {
            const Window *window = &g_array_index(windows, Window, i);
            guint *any = &reach->any[window->first], *exact = &reach->exact[window->first];
            if (*exact < window->end && has_hash(hashes, window->hash, 0))
                *exact = window->end;
            if (*any < window->end &&
                (*exact >= window->end || has_hash(hashes, window->hash, FINGERPRINT_CASE_BITS)))
                *any = window->end;
        }
    }
}

static void
match_links(const KnownText *known, guint index, const WordList *list, KnownWords *result)
{
    const HashKey *key = &known->keys->keys[index];
    const GArray *hashes = known->hashes[index];
    for (guint i = 0; i < list->length; i++)
        if (list->words[i].is_behind &&
            has_hash(hashes, fingerprint_link(key, list->words[i].hash), 0))
            result->words[i] = result->cases[i] = TRUE;
}

/* Marks the words that known windows cover. Neighbouring windows of the ticket share a place. If
 * two windows share less, words between them were removed: then there is a seam where the second
 * begins and where the first ends. */
static void
mark_windows(KnownWords *result, const GArray *counted, const guint *reach)
{
    guint run_end = 0, cut = 0;
    for (guint i = 0; i < counted->len; i++) {
        gboolean is_longer = reach[i] > run_end;
        if (is_longer && (i >= run_end || run_end - i < FINGERPRINT_PLACE_WORDS)) {
            result->joins[g_array_index(counted, guint, i)] = FALSE;
            cut = MAX(i, run_end);
        }
        for (guint j = MAX(i, run_end); j < reach[i]; j++) {
            guint word = g_array_index(counted, guint, j);
            result->words[word] = TRUE;
            result->joins[word] = j != cut;
        }
        run_end = MAX(run_end, reach[i]);
    }
}

static void
mark_cases(KnownWords *result, const GArray *counted, const guint *reach)
{
    guint end = 0;
    for (guint i = 0; i < counted->len; i++) {
        end = MAX(end, reach[i]);
        result->cases[g_array_index(counted, guint, i)] = i < end;
    }
}

static guint
end_of_run(const KnownWords *words, const GArray *counted, guint begin)
{
    guint end = begin + 1;
    gboolean is_known = words->words[g_array_index(counted, guint, begin)];
    for (; end < counted->len; end++) {
        guint word = g_array_index(counted, guint, end);
        if (words->words[word] != is_known || (is_known && !words->joins[word]))
            break;
    }
    return end;
}

/* Whether one of the lines `breaks` begins between two neighbouring counted words. */
static gboolean
is_break(const KnownWords *words, const GArray *counted, guint second, const GArray *breaks)
{
    if (breaks == NULL || second == 0 || second >= counted->len)
        return FALSE;
    const Word *before = &words->list->words[g_array_index(counted, guint, second - 1)];
    const Word *behind = &words->list->words[g_array_index(counted, guint, second)];
    for (guint i = 0; i < breaks->len; i++) {
        guint line = g_array_index(breaks, guint, i);
        if (before->line < line && line <= behind->line)
            return TRUE;
    }
    return FALSE;
}

/* Removes words that only look known because somebody added or removed words of the ticket (see the
 * header). */
static void
doubt_seams(KnownWords *result, const GArray *counted, const GArray *breaks)
{
    guint end;
    gboolean is_behind_known = FALSE;
    for (guint begin = 0; begin < counted->len; begin = end) {
        end = end_of_run(result, counted, begin);
        gboolean is_known = result->words[g_array_index(counted, guint, begin)];
        gboolean is_before_known = is_known && end < counted->len &&
                                   result->words[g_array_index(counted, guint, end)] &&
                                   !is_break(result, counted, end, breaks);
        gboolean is_behind =
            is_known && is_behind_known && !is_break(result, counted, begin, breaks);
        guint limit = is_behind && is_before_known   ? LONG_RUN_BETWEEN_WORDS
                      : is_behind || is_before_known ? LONG_RUN_WORDS
                                                     : 0;
        for (guint i = begin; end - begin < limit && i < end; i++)
            result->doubts[g_array_index(counted, guint, i)] = TRUE;
        result->doubts[g_array_index(counted, guint, begin)] |= is_behind;
        result->doubts[g_array_index(counted, guint, end - 1)] |= is_before_known;
        is_behind_known = is_known;
    }
    for (guint i = 0; i < result->length; i++)
        result->words[i] = result->words[i] && !result->doubts[i];
}

KnownWords *
known_text_match(KnownText *known, const char *text, gsize length, const GArray *breaks)
{
    WordList *own = word_list_new(&known->keys->keys[0], text, length);
    g_autoptr(GArray) counted = fingerprint_words(own);
    g_autofree guint *exact = g_new0(guint, counted->len + 1);
    g_autofree guint *any = g_new0(guint, counted->len + 1);
    KnownWords *result = g_new0(KnownWords, 1);
    *result = (KnownWords){.words = g_new0(gboolean, own->length + 1),
                           .joins = g_new0(gboolean, own->length + 1),
                           .doubts = g_new0(gboolean, own->length + 1),
                           .cases = g_new0(gboolean, own->length + 1),
                           .length = own->length,
                           .list = own};
    for (guint i = 0; i < PASSAGE_KEYS_MAX && !known->is_sorted; i++)
        g_array_sort(known->hashes[i], compare_hashes);
    known->is_sorted = TRUE;
    for (guint i = 0; i < known->keys->n_keys; i++) {
        if (known->hashes[i]->len == 0)
            continue;
        g_autoptr(WordList) other =
            i > 0 ? word_list_new(&known->keys->keys[i], text, length) : NULL;
        const WordList *list = i > 0 ? other : own;
        match_windows(known, i, list, counted, &(Reach){exact, any});
        match_links(known, i, list, result);
    }
    mark_windows(result, counted, any);
    mark_cases(result, counted, exact);
    doubt_seams(result, counted, breaks);
    return result;
}

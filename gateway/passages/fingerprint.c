/* fingerprint.c - see fingerprint.h. */
#include "gateway/passages/fingerprint.h"

#include <string.h>

/* Version, level, two unused bytes, the number of the key. */
#define VERSION 2
#define HEADER_BYTES 8
#define MAX_HASHES ((FINGERPRINT_MAX_BYTES - HEADER_BYTES) / 8)
#define MAX_LINKS 32

/* A long text also keeps so many narrower windows of every third level at both ends, so that the
 * words there are covered. With windows eight times as wide, half as many words come before the
 * first. */
#define EDGE_WINDOWS 16
#define EDGE_STEP 3
#define MAX_LEVEL (FINGERPRINT_LEVELS - 1)

/* Kinds beside the levels: a whole text that is shorter than a window, and a link after a text. */
#define LEVEL_SHORT 62
#define LEVEL_LINK 63

/* `level` is part of the key, so hashes of different kinds are never equal. */
static guint64
hash_words(const HashKey *key, const guint64 *hashes, guint count, guint level)
{
    const HashKey own = {.low = key->low ^ ((guint64)level + 1), .high = key->high};
    return keyed_hash(&own, hashes, count * sizeof *hashes);
}

/* Hashes a window, and combines the case of its words with bits of the hash. Nobody knows these
 * bits without the key. */
static guint64
hash_window(const HashKey *key, const guint64 *hashes, const guint32 *capitals, guint count,
            guint level)
{
    guint32 cases = 0;
    for (guint i = 0; i < count; i++)
        cases = (cases + capitals[i]) * 2654435761U;
    return hash_words(key, hashes, count, level) ^ cases >> (32 - FINGERPRINT_CASE_BITS);
}

guint64
fingerprint_link(const HashKey *key, guint64 word_hash)
{
    return hash_words(key, &word_hash, 1, LEVEL_LINK);
}

guint32
fingerprint_key_number(const HashKey *key)
{
    return (guint32)keyed_hash(key, "number", 6);
}

GArray *
fingerprint_words(const WordList *list)
{
    GArray *counted = g_array_sized_new(FALSE, FALSE, sizeof(guint), list->length);
    guint count = 0;
    g_array_set_size(counted, list->length);
    for (guint i = 0; i < list->length; i++)
        if (!list->words[i].is_behind)
            g_array_index(counted, guint, count++) = i;
    g_array_set_size(counted, count);
    return counted;
}

/* The index of the smallest of `places` from `from` to before `end`; if several are equal, the
 * last. */
static guint
find_least(const guint64 *places, guint from, guint end)
{
    guint least = from;
    for (guint i = from + 1; i < end; i++)
        if (places[i] <= places[least])
            least = i;
    return least;
}

/* The places (guint, in order) that winnowing chooses. */
static GArray *
choose_places(const guint64 *places, guint count, guint width)
{
    GArray *chosen = g_array_sized_new(FALSE, FALSE, sizeof(guint), count);
    guint span = MIN(width, count);
    guint least = 0, n_chosen = 0;
    g_array_set_size(chosen, count);
    for (guint from = 0; from + span <= count; from++) {
        guint last = from + span - 1;
        gboolean is_first = from == 0;
        guint next = is_first || least < from        ? find_least(places, from, from + span)
                     : places[last] <= places[least] ? last
                                                     : least;
        if (is_first || next != least)
            g_array_index(chosen, guint, n_chosen++) = next;
        least = next;
    }
    g_array_set_size(chosen, n_chosen);
    return chosen;
}

static void
set_window(GArray *windows, guint at, guint first, guint end)
{
    g_array_index(windows, Window, at) = (Window){.first = first, .end = end};
}

/* An array of `length` windows, to be filled in. */
static GArray *
windows_new(guint length)
{
    GArray *windows = g_array_sized_new(FALSE, FALSE, sizeof(Window), length);
    g_array_set_size(windows, length);
    return windows;
}

/* The words that count for windows. */
typedef struct {
    guint64 *hashes;
    guint32 *capitals;
    guint length;
} CountedWords;

static CountedWords *
counted_words_new(const WordList *list, const GArray *counted)
{
    CountedWords *words = g_new(CountedWords, 1);
    *words = (CountedWords){.hashes = g_new(guint64, counted->len + 1),
                            .capitals = g_new(guint32, counted->len + 1),
                            .length = counted->len};
    for (guint i = 0; i < counted->len; i++) {
        const Word *word = &list->words[g_array_index(counted, guint, i)];
        words->hashes[i] = word->hash;
        words->capitals[i] = word->capitals;
    }
    return words;
}

static void
counted_words_free(CountedWords *words)
{
    g_free(words->hashes);
    g_free(words->capitals);
    g_free(words);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CountedWords, counted_words_free)

/* The windows of a level without their hashes: most windows of a reply are known already and need
 * no hash. */
static GArray *
place_windows(const HashKey *key, const CountedWords *words, guint level)
{
    guint count = words->length;
    GArray *windows;
    if (count < FINGERPRINT_LEAST_WORDS) {
        windows = windows_new(count > 0);
        if (count > 0)
            set_window(windows, 0, 0, count);
        return windows;
    }
    guint n_places = count - FINGERPRINT_PLACE_WORDS + 1;
    if (level == 0) { /* every place is chosen */
        windows = windows_new(n_places - 1);
        for (guint i = 0; i + 1 < n_places; i++)
            set_window(windows, i, i, i + FINGERPRINT_LEAST_WORDS);
        return windows;
    }
    g_autofree guint64 *places = g_new(guint64, n_places);
    for (guint i = 0; i < n_places; i++)
        places[i] = hash_words(key, words->hashes + i, FINGERPRINT_PLACE_WORDS, level);
    g_autoptr(GArray) chosen = choose_places(places, n_places, 1U << level);
    windows = windows_new(chosen->len - 1); /* at least one place was chosen */
    for (guint i = 0; i + 1 < chosen->len; i++)
        set_window(windows, i, g_array_index(chosen, guint, i),
                   g_array_index(chosen, guint, i + 1) + FINGERPRINT_PLACE_WORDS);
    return windows;
}

static void
hash_windows(GArray *windows, const HashKey *key, const CountedWords *words, guint level)
{
    for (guint i = 0; i < windows->len; i++) {
        Window *window = &g_array_index(windows, Window, i);
        guint count = window->end - window->first;
        window->hash =
            hash_window(key, words->hashes + window->first, words->capitals + window->first, count,
                        count < FINGERPRINT_LEAST_WORDS ? LEVEL_SHORT : level);
    }
}

/* Removes windows that are inside a window of `reach`. */
static void
leave_out_reached(GArray *windows, const guint *reach)
{
    guint kept = 0, at = 0, end = 0;
    for (guint i = 0; i < windows->len; i++) {
        const Window *window = &g_array_index(windows, Window, i);
        for (; at <= window->first; at++)
            end = MAX(end, reach[at]);
        if (window->end > end)
            g_array_index(windows, Window, kept++) = *window;
    }
    g_array_set_size(windows, kept);
}

GArray *
fingerprint_windows(const HashKey *key, const WordList *list, const GArray *counted, guint level,
                    const guint *reach)
{
    g_autoptr(CountedWords) words = counted_words_new(list, counted);
    GArray *windows = place_windows(key, words, level);
    if (reach != NULL)
        leave_out_reached(windows, reach);
    hash_windows(windows, key, words, level);
    return windows;
}

/* Whether `known` has all words of a window in this case, one after the other. */
static gboolean
is_known(const KnownWords *known, const GArray *counted, const Window *window)
{
    if (known == NULL)
        return FALSE;
    for (guint i = window->first; i < window->end; i++) {
        guint word = g_array_index(counted, guint, i);
        if (!known->words[word] || !known->cases[word] ||
            (i > window->first && !known->joins[word]))
            return FALSE;
    }
    return TRUE;
}

/* Removes known windows, and with `is_edge` also those that are not among the first and last. */
static void
thin_windows(GArray *windows, const GArray *counted, const KnownWords *known, gboolean is_edge)
{
    guint kept = 0;
    for (guint i = 0; i < windows->len; i++) {
        const Window *window = &g_array_index(windows, Window, i);
        gboolean is_middle = i >= EDGE_WINDOWS && i + EDGE_WINDOWS < windows->len;
        if ((!is_edge || !is_middle) && !is_known(known, counted, window))
            g_array_index(windows, Window, kept++) = *window;
    }
    g_array_set_size(windows, kept);
}

static void
append_hash(GByteArray *bytes, guint64 hash)
{
    guint64 little = GUINT64_TO_LE(hash);
    g_byte_array_append(bytes, (const guint8 *)&little, sizeof little);
}

static void
append_links(GByteArray *bytes, const HashKey *key, const WordList *list, const KnownWords *known)
{
    guint count = 0;
    for (guint i = 0; i < list->length && count < MAX_LINKS; i++)
        if (list->words[i].is_behind && (known == NULL || !known->words[i])) {
            append_hash(bytes, fingerprint_link(key, list->words[i].hash));
            count++;
        }
}

static guint
count_edges(guint level)
{
    return (level + EDGE_STEP - 1) / EDGE_STEP * 2 * EDGE_WINDOWS;
}

/* Chooses the narrowest windows that fit into a fingerprint. */
static GArray *
choose_windows(const HashKey *key, const WordList *list, const KnownWords *known, guint *ret_level)
{
    g_autoptr(GArray) counted = fingerprint_words(list);
    g_autoptr(CountedWords) words = counted_words_new(list, counted);
    GArray *windows = NULL;
    guint room = MAX_HASHES - MAX_LINKS;
    for (guint level = 0; level <= MAX_LEVEL; level++) {
        g_clear_pointer(&windows, g_array_unref);
        windows = place_windows(key, words, level);
        thin_windows(windows, counted, known, FALSE);
        *ret_level = level;
        if (windows->len + count_edges(level) <= room)
            break;
    }
    hash_windows(windows, key, words, *ret_level);
    for (guint level = 0; level < *ret_level; level += EDGE_STEP) {
        g_autoptr(GArray) edges = place_windows(key, words, level);
        thin_windows(edges, counted, known, TRUE);
        hash_windows(edges, key, words, level);
        g_array_append_vals(windows, edges->data, edges->len);
    }
    g_array_set_size(windows, MIN(windows->len, room));
    return windows;
}

GBytes *
fingerprint_new(const HashKey *key, const WordList *list, const KnownWords *known)
{
    guint level = 0;
    g_autoptr(GArray) windows = choose_windows(key, list, known, &level);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const guint8 head[4] = {VERSION, (guint8)level, 0, 0};
    guint32 number = GUINT32_TO_LE(fingerprint_key_number(key));
    g_byte_array_append(bytes, head, sizeof head);
    g_byte_array_append(bytes, (const guint8 *)&number, sizeof number);
    for (guint i = 0; i < windows->len; i++)
        append_hash(bytes, g_array_index(windows, Window, i).hash);
    append_links(bytes, key, list, known);
    return bytes->len > HEADER_BYTES ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
}

gboolean
fingerprint_read(GBytes *bytes, FingerprintParts *ret_parts)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length < HEADER_BYTES || length % 8 != 0 || data[0] != VERSION || data[1] > MAX_LEVEL)
        return FALSE;
    guint32 number;
    memcpy(&number, data + 4, sizeof number);
    guint32 levels = 1U << data[1];
    for (guint level = 0; level < data[1]; level += EDGE_STEP)
        levels |= 1U << level;
    *ret_parts = (FingerprintParts){.key_number = GUINT32_FROM_LE(number),
                                    .levels = levels,
                                    .hashes = data + HEADER_BYTES,
                                    .n_hashes = (guint)((length - HEADER_BYTES) / 8)};
    return TRUE;
}

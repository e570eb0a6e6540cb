/* Fingerprints: their size, and that they reveal nothing without the key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/passages/fingerprint.h"

static const HashKey key = {1, 2}, other_key = {3, 4};

/* `count` different words. */
static WordList *
words_of(guint count)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(text, "w%u%c", i * i % 7919, i % 9 == 8 ? '\n' : ' ');
    return word_list_new(&key, text->str, text->len);
}

static void
a_fingerprint_is_small_however_long_the_text(void **state)
{
    static const guint counts[] = {1, 3, 4, 5, 100, 210, 222, 223, 224, 300, 1000, 5000, 60000};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autoptr(WordList) list = words_of(counts[i]);
        g_autoptr(GBytes) bytes = fingerprint_new(&key, list, NULL);
        FingerprintParts parts;
        assert_true(fingerprint_read(bytes, &parts));
        assert_true(g_bytes_get_size(bytes) <= FINGERPRINT_MAX_BYTES);
        assert_int_equal(parts.levels == 1, counts[i] <= 225);
        assert_true(parts.n_hashes >= MIN(counts[i] < 4 ? 1 : counts[i] - 3, 100));
    }
}

static void
windows_that_lie_in_one_that_is_reached_are_left_out(void **state)
{
    g_autoptr(WordList) list = words_of(40);
    g_autoptr(GArray) counted = fingerprint_words(list);
    guint reach[41] = {[5] = 20, [30] = 34};
    (void)state;
    g_autoptr(GArray) all = fingerprint_windows(&key, list, counted, 0, NULL);
    g_autoptr(GArray) rest = fingerprint_windows(&key, list, counted, 0, reach);
    guint at = 0;
    for (guint i = 0; i < all->len; i++) {
        const Window *window = &g_array_index(all, Window, i);
        if ((window->first >= 5 && window->end <= 20) || window->first == 30)
            continue;
        assert_true(at < rest->len);
        assert_int_equal(g_array_index(rest, Window, at).first, window->first);
        assert_int_equal(g_array_index(rest, Window, at).hash, window->hash);
        at++;
    }
    assert_int_equal(rest->len, at);
    assert_int_equal(all->len - at, 13);
}

static void
windows_cover_each_word_between_their_edges(void **state)
{
    g_autoptr(WordList) list = words_of(1000);
    g_autoptr(GArray) counted = fingerprint_words(list);
    (void)state;
    for (guint level = 0; level < 9; level++) {
        g_autoptr(GArray) windows = fingerprint_windows(&key, list, counted, level, NULL);
        guint width = 1U << level;
        assert_true(g_array_index(windows, Window, 0).first < width);
        assert_true(g_array_index(windows, Window, windows->len - 1).end + width > 1000);
        for (guint i = 1; i < windows->len; i++) {
            const Window *before = &g_array_index(windows, Window, i - 1);
            const Window *window = &g_array_index(windows, Window, i);
            assert_int_equal(window->first + FINGERPRINT_PLACE_WORDS, before->end);
            assert_true(window->end - window->first <= width + FINGERPRINT_PLACE_WORDS);
        }
    }
}

static void
what_is_known_is_not_remembered_again(void **state)
{
    (void)state;
    g_autoptr(WordList) list = words_of(50);
    gboolean words[51], joins[51], cases[51];
    KnownWords known = {.words = words, .joins = joins, .cases = cases, .length = 50};
    FingerprintParts parts;
    for (guint i = 0; i < 51; i++)
        words[i] = joins[i] = cases[i] = TRUE;
    assert_null(fingerprint_new(&key, list, &known));
    words[20] = FALSE;
    g_autoptr(GBytes) one = fingerprint_new(&key, list, &known);
    assert_true(fingerprint_read(one, &parts));
    assert_int_equal(parts.n_hashes, 4); /* those with the word */
    words[20] = TRUE;
    joins[20] = FALSE;
    g_autoptr(GBytes) seam = fingerprint_new(&key, list, &known);
    assert_true(fingerprint_read(seam, &parts));
    assert_int_equal(parts.n_hashes, 3); /* those with the seam */
    joins[20] = TRUE;
    cases[20] = FALSE;
    g_autoptr(GBytes) other_case = fingerprint_new(&key, list, &known);
    assert_true(fingerprint_read(other_case, &parts));
    assert_int_equal(parts.n_hashes, 4);
}

static void
another_key_has_other_hashes(void **state)
{
    static const char text[] = "the printer on the third floor is dead";
    (void)state;
    g_autoptr(WordList) one = word_list_new(&key, text, strlen(text));
    g_autoptr(WordList) other = word_list_new(&other_key, text, strlen(text));
    g_autoptr(GBytes) a = fingerprint_new(&key, one, NULL);
    g_autoptr(GBytes) b = fingerprint_new(&other_key, other, NULL);
    FingerprintParts x, y;
    assert_true(fingerprint_read(a, &x) && fingerprint_read(b, &y));
    assert_int_not_equal(x.key_number, y.key_number);
    for (guint i = 0; i < x.n_hashes; i++)
        assert_memory_not_equal(x.hashes + 8 * (gsize)i, y.hashes + 8 * (gsize)i, 8);
}

static void
what_is_no_fingerprint_is_refused(void **state)
{
    static const guint8 other_version[16] = {1}, level_too_high[16] = {2, 17}, torn[13] = {2};
    FingerprintParts parts;
    (void)state;
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    g_autoptr(GBytes) version = g_bytes_new_static(other_version, sizeof other_version);
    g_autoptr(GBytes) level = g_bytes_new_static(level_too_high, sizeof level_too_high);
    g_autoptr(GBytes) half = g_bytes_new_static(torn, sizeof torn);
    assert_false(fingerprint_read(empty, &parts));
    assert_false(fingerprint_read(version, &parts));
    assert_false(fingerprint_read(level, &parts));
    assert_false(fingerprint_read(half, &parts));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fingerprint_is_small_however_long_the_text),
        cmocka_unit_test(windows_that_lie_in_one_that_is_reached_are_left_out),
        cmocka_unit_test(windows_cover_each_word_between_their_edges),
        cmocka_unit_test(what_is_known_is_not_remembered_again),
        cmocka_unit_test(another_key_has_other_hashes),
        cmocka_unit_test(what_is_no_fingerprint_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

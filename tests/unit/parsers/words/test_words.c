/* The words of every language: their form, and which kinds a language does not have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

/* Kinds that do not depend on a language, or that few languages have. */
static gboolean
is_optional(WordsKind kind)
{
    switch ((int)kind) {
    case WORDS_ATTRIBUTION_DATELESS:
    case WORDS_ATTRIBUTION_PARTICLE:
    case WORDS_HEADER_PERSON:
    case WORDS_PROGRAM_DEVICE:
    case WORDS_JOINED_OPENING:
    case WORDS_JOINED_CLOSING:
    case WORDS_JOINED_DEVICE:
    case WORDS_SUBJECT_TAG:
    case WORDS_ABSENCE_UNTIL:
    case WORDS_DISCLAIMER_FOOTER:
    case WORDS_UNREAD_LOCAL_PART:
    case WORDS_STUB_WORD:
        return TRUE;
    default:
        return FALSE;
    }
}

static guint
count_lacking(const LanguageWords *language)
{
    guint n = 0;

    for (guint kind = 0; kind < WORDS_KINDS; kind++)
        n += language->lists[kind] == NULL && !is_optional((WordsKind)kind) ? 1 : 0;
    return n;
}

/* How many kinds of words are still missing in each language. If you add words, reduce the number;
 * a new kind increases it for all languages without it. */
static void
what_each_language_lacks(void **state)
{
    static const struct {
        const char *language;
        guint n_lacking;
    } rows[] = {
        {"all", 22}, {"en", 3},  {"nl", 0},  {"de", 0},  {"fr", 0},  {"es", 0},  {"it", 0},
        {"pt", 1},   {"ca", 22}, {"sv", 0},  {"da", 0},  {"no", 1},  {"fi", 6},  {"pl", 0},
        {"cs", 1},   {"sk", 12}, {"hu", 10}, {"ro", 15}, {"tr", 11}, {"ru", 5},  {"uk", 13},
        {"bg", 24},  {"el", 12}, {"hr", 13}, {"sl", 17}, {"et", 20}, {"lt", 20}, {"lv", 19},
        {"id", 14},  {"vi", 25}, {"he", 15}, {"ar", 16}, {"zh", 10}, {"ja", 8},  {"ko", 13},
    };
    const LanguageWords *const *languages = words_languages();
    guint n = 0;

    (void)state;
    for (; languages[n] != NULL; n++) {
        assert_true(n < G_N_ELEMENTS(rows));
        if (strcmp(languages[n]->language, rows[n].language) != 0 ||
            count_lacking(languages[n]) != rows[n].n_lacking)
            fail_msg("%s lacks %u kinds of words", languages[n]->language,
                     count_lacking(languages[n]));
    }
    assert_int_equal(n, G_N_ELEMENTS(rows));
}

/* A word in another form is never found. */
static void
every_word_is_folded(void **state)
{
    const char *word;

    (void)state;
    for (guint kind = 0; kind < WORDS_KINDS; kind++) {
        guint n = 0;
        WORDS_EACH((WordsKind)kind, word)
        {
            g_autofree char *folded = text_casefold(word, -1);
            if (*word == '\0' || strcmp(folded, word) != 0)
                fail_msg("'%s' of kind %u", word, kind);
            n++;
        }
        assert_true(n > 0);
    }
}

static void
no_language_says_a_word_twice(void **state)
{
    const LanguageWords *const *languages = words_languages();

    (void)state;
    for (guint i = 0; languages[i] != NULL; i++)
        for (guint kind = 0; kind < WORDS_KINDS; kind++) {
            const char *const *list = languages[i]->lists[kind];
            for (guint k = 0; list != NULL && list[k] != NULL; k++)
                if (g_strv_contains(list + k + 1, list[k]))
                    fail_msg("%s: '%s'", languages[i]->language, list[k]);
        }
}

static void
words_are_found_in_any_language(void **state)
{
    (void)state;
    assert_true(words_have(WORDS_HEADER_FROM, "from"));
    assert_true(words_have(WORDS_HEADER_FROM, "보낸 사람"));
    assert_false(words_have(WORDS_HEADER_FROM, "fro"));
    assert_false(words_have(WORDS_HEADER_FROM, "from "));
    assert_false(words_have(WORDS_HEADER_FROM, ""));
    assert_int_equal(words_prefix_length(WORDS_ATTRIBUTION_OPENING, "il giorno 3"),
                     strlen("il giorno ")); /* not "il " */
    assert_int_equal(words_prefix_length(WORDS_ATTRIBUTION_OPENING, "ilgiorno"), 0);
    assert_true(words_are_in(WORDS_ABSENCE_TEXT, "i am on holiday now"));
    assert_false(words_are_in(WORDS_ABSENCE_TEXT, "i am here"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_language_lacks),
        cmocka_unit_test(every_word_is_folded),
        cmocka_unit_test(no_language_says_a_word_twice),
        cmocka_unit_test(words_are_found_in_any_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

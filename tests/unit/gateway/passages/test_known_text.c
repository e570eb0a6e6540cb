/* Which words of a quotation are on the ticket, in the forms that mail programs give to quotations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/passages/known_text.h"

static const PassageKeys keys = {.keys = {{1, 2}, {3, 4}}, .n_keys = 2};

#define QUESTIONS                                                                                  \
    "Dear Anna,\n\nthank you for your message. To help you we need to know a few things about the" \
    " printer on your floor:\n\n1. What is the serial number of the printer?\n2. Which floor?\n"   \
    "3. Is the red lamp on the left or the blue one on the right lit?\n\n"                         \
    "See https://example.org/help for where to find it.\n\nKind regards\nSupport Desk\n"

static void
remember(KnownText *known, guint key, const char *text)
{
    g_autoptr(WordList) list = word_list_new(&keys.keys[key], text, strlen(text));
    g_autoptr(GBytes) bytes = fingerprint_new(&keys.keys[key], list, NULL);
    known_text_add(known, bytes);
}

/* The words of `text` that are not known, as the lines on which they begin. */
static char *
unknown_lines(KnownText *known, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], text, strlen(text));
    g_autoptr(GString) result = g_string_new(NULL);
    guint last = G_MAXUINT;
    for (guint i = 0; i < list->length; i++)
        if (!words->words[i] && list->words[i].line != last) {
            last = list->words[i].line;
            g_string_append_printf(result, "%s|", lines[last]);
        }
    return g_string_free(g_steal_pointer(&result), FALSE);
}

static void
a_quotation_is_known_however_programs_write_it(void **state)
{
    static const char *const rows[] = {
        QUESTIONS,
        /* wrapped anew and marked */
        "> Dear Anna,\n>\n> thank you for your message. To help you we need to know a few\n"
        "> things about the printer on your floor:\n>\n> 1. What is the serial number of the\n"
        "> printer?\n> 2. Which floor?\n> 3. Is the red lamp on the left or the blue one on\n"
        "> the right lit?\n",
        /* quoted three levels deep, and wrapped without marks */
        "> > > Dear Anna,\n> > > thank you for your message. To help you we need to know a\n"
        "few\n> > > things about the printer on your floor:\n",
        /* cut off by a program */
        "> Dear Anna, thank you for your message. To help you we need to",
        /* all on one line, as HTML without blocks */
        "Dear Anna, thank you for your message. To help you we need to know a few things about the "
        "printer on your floor: 1. What is the serial number of the printer? 2. Which floor?",
        /* links rewritten, twice */
        "> See https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org"
        "%2Fhelp&data=05 for where to find it.",
        "See https://example.org/help<https://example.org/help> for where to find it.",
        /* a picture, for which a program shows text */
        "[cid:image001.png@01DB]\nKind regards\nSupport Desk\n[image: logo.png]",
        "\tKIND REGARDS\n\xc2\xa0 support desk",
    };
    g_autoptr(KnownText) known = known_text_new(&keys);
    (void)state;
    assert_true(known_text_is_empty(known));
    remember(known, 0, QUESTIONS);
    assert_false(known_text_is_empty(known));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *unknown = unknown_lines(known, rows[i]);
        if (*unknown != '\0')
            fail_msg("row %u: %s", i, unknown);
    }
}

static void
words_in_another_case_are_known_and_told_apart(void **state)
{
    static const struct {
        const char *text, *cases; /* one for each word: '.' as on the ticket, 'x' in another case */
    } rows[] = {
        {"> Do you want it:\n> yes or no? Yours, \xc3\x89mile\n", "........."},
        {"Do you want it: yes or NO? Yours, \xc3\x89mile\n",
         "......xxx"}, /* without it, no window has the end of the text */
        {"Do you want it: yEs or no? Yours, \xc3\x89mile\n", "....x...."},
        {"do you want it: yes or no? Yours, \xc3\xa9mile\n", "x.......x"},
        /* with marks of HTML */
        {"Do you want it: *yes* or no? Yours, \xc3\x89mile\n", "....x...."},
        {"Do you want it: ~~*yes or*~~ ==no?== Yours, \xc3\x89mile\n", "....xxxxx"},
        {"*Do you want it: yes or no? Yours, \xc3\x89mile*\n", "x.......x"},
        {"DO YOU WANT IT: YES OR NO? YOURS, \xc3\x89MILE\n", "xxxxxxxxx"},
        /* each with capitals that are on the ticket */
        {"How much is it: one or more? Thanks!\n", "........"},
        {"HOW much is it: ONE or more? Thanks!\n", "........"},
        {"HOW much is it: one or more? Thanks!\n", "........"},
        {"HOW MUCH is it: one or more? Thanks!\n", "xx......"},
        /* a word that the ticket has with one kind of mark, with another kind */
        {"Take the *green* one on Monday, please.\n", "......."},
        {"Take the ~~*green*~~ one on Monday, please.\n", "xxx...."},
        {"Take the ==*green*== one on Monday, please.\n", "xxx...."},
        {"Take the ~~green~~ one on Monday, please.\n", "xxx...."},
    };
    g_autoptr(KnownText) known = known_text_new(&keys);
    (void)state;
    remember(known, 0, "Do you want it: yes or no? Yours, \xc3\x89mile\n");
    remember(known, 0, "How much is it: one or more? Thanks!\n");
    remember(known, 1, "HOW much is it: ONE or more? Thanks!\n");
    remember(known, 0, "Take the *green* one on Monday, please.\n");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(KnownWords) words =
            known_text_match(known, rows[i].text, strlen(rows[i].text), NULL);
        g_autoptr(GString) cases = g_string_new(NULL);
        for (guint j = 0; j < words->length; j++)
            g_string_append_c(cases, !words->words[j] ? '?' : words->cases[j] ? '.' : 'x');
        if (strcmp(cases->str, rows[i].cases) != 0)
            fail_msg("row %u: %s", i, cases->str);
    }
}

static void
what_somebody_wrote_inside_is_not_known(void **state)
{
    static const struct {
        const char *text, *unknown;
    } rows[] = {
        {"1. What is the serial number of the printer?\nIt is 4711-22.\n2. Which floor?\n"
         "3. Is the red lamp on the left or the blue one on the right lit?\n",
         "It is 4711-22.|"},
        /* one word in the middle of a line */
        {"thank you for your message. To help you we do need to know a few things\n",
         "thank you for your message. To help you we do need to know a few things|"},
        /* after a line */
        {"What is the serial number of the printer? 4711\n3. Is the red lamp on the left\n",
         "What is the serial number of the printer? 4711|"},
        /* made of words of the ticket itself */
        {"3. Is the red lamp on the left or the blue one on the right lit?\nthe blue one on the "
         "right\nSee https://example.org/help for where to find it.\n",
         "3. Is the red lamp on the left or the blue one on the right lit?|the blue one on the "
         "right|See https://example.org/help for where to find it.|"},
        {"3. Is the red lamp on the left or the blue one on the right lit?\nthe blue one on the "
         "right\n",
         "3. Is the red lamp on the left or the blue one on the right lit?|the blue one on the "
         "right|"},
        /* the end of a question a second time, joined to the text after it */
        {"3. Is the red lamp on the left or the blue one on the right lit?\n"
         "on the right lit?\n\nSee https://example.org/help for where to find it.\n\n"
         "Kind regards\nSupport Desk\nthank you for your message. To help you we need to know a\n",
         "3. Is the red lamp on the left or the blue one on the right lit?|on the right lit?|"
         "See https://example.org/help for where to find it.|Kind regards|Support Desk|"
         "thank you for your message. To help you we need to know a|"},
        /* one of two was removed */
        {"3. Is the red lamp on the left lit?\nSee https://example.org/help for where to find "
         "it.\n",
         "3. Is the red lamp on the left lit?|See https://example.org/help for where to find it.|"},
        /* a word that was before both is now before the other */
        {"3. Is the red lamp on the right lit?\nSee https://example.org/help for where to find "
         "it.\n",
         "3. Is the red lamp on the right lit?|See https://example.org/help for where to find "
         "it.|"},
        /* a link, a number, a tick */
        {"See https://example.org/help for where to find it.\nhttps://share.example/x\n"
         "Kind regards\nSupport Desk\n",
         "https://share.example/x|"},
        {"See <https://share.example/x> for where to find it\n",
         "See <https://share.example/x> for where to find it|"},
        {"know a few things about the printer\n\xe2\x98\x91\non your floor: 1. What is the\n",
         "\xe2\x98\x91|"},
        /* text that was never there */
        {"Please restart the agent and send us the log.\n",
         "Please restart the agent and send us the log.|"},
    };
    g_autoptr(KnownText) known = known_text_new(&keys);
    (void)state;
    remember(known, 0, QUESTIONS);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *unknown = unknown_lines(known, rows[i].text);
        if (strcmp(unknown, rows[i].unknown) != 0)
            fail_msg("row %u: %s", i, unknown);
    }
}

static void
a_text_shorter_than_a_window_is_known_as_a_whole_only(void **state)
{
    static const struct {
        const char *text, *unknown;
    } rows[] = {
        {"> Still  broken", ""},
        {"> Still broken!", "> Still broken!|"},
        {"still\n> broken", ""},
        {"Still", "Still|"},
        {"Still broken, really broken", "Still broken, really broken|"},
        {"\xe5\x8d\xb0\xe5\x88\xb7\xe6\xa9\x9f", ""},
    };
    g_autoptr(KnownText) known = known_text_new(&keys);
    (void)state;
    remember(known, 0, "Still broken");
    remember(known, 0, "\xe5\x8d\xb0\xe5\x88\xb7\xe6\xa9\x9f");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *unknown = unknown_lines(known, rows[i].text);
        if (strcmp(unknown, rows[i].unknown) != 0)
            fail_msg("row %u: %s", i, unknown);
    }
}

/* Text of `count` different words, wrapped after every `width` of them, with a mark. */
static char *
long_text(guint count, guint width, const char *mark, const char *answer)
{
    GString *text = g_string_new(mark);
    for (guint i = 0; i < count; i++) {
        g_string_append_printf(text, "w%u", i * 7 + i % 3);
        if (i == count / 2)
            g_string_append_printf(text, "\n%s\n%s", answer, mark);
        else if (i % width == width - 1)
            g_string_append_printf(text, "\n%s", mark);
        else
            g_string_append_c(text, ' ');
    }
    return g_string_free(text, FALSE);
}

static void
a_long_text_is_known_from_end_to_end_and_an_answer_in_it_is_not(void **state)
{
    static const guint counts[] = {10, 220, 230, 600, 3000, 30000};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autoptr(KnownText) known = known_text_new(&keys);
        g_autofree char *text = long_text(counts[i], 11, "", "");
        g_autofree char *quoted = long_text(counts[i], 7, "> ", "");
        g_autofree char *answered = long_text(counts[i], 7, "", "room 312");
        remember(known, 0, text);
        g_autofree char *none = unknown_lines(known, quoted);
        assert_string_equal(none, "");
        g_autofree char *some = unknown_lines(known, answered);
        assert_non_null(strstr(some, "room 312|"));
        assert_true(strcmp(some, "room 312|") == 0 || counts[i] > 200);
        assert_true(strlen(some) < strlen(answered) / 2);
    }
}

static void
fingerprints_of_an_older_key_still_count(void **state)
{
    g_autoptr(KnownText) known = known_text_new(&keys);
    (void)state;
    remember(known, 1, QUESTIONS);
    g_autofree char *unknown = unknown_lines(known, QUESTIONS);
    assert_string_equal(unknown, "");
    static const PassageKeys later = {.keys = {{5, 6}}, .n_keys = 1};
    g_autoptr(KnownText) forgotten = known_text_new(&later);
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], QUESTIONS, strlen(QUESTIONS));
    g_autoptr(GBytes) bytes = fingerprint_new(&keys.keys[0], list, NULL);
    known_text_add(forgotten, bytes);
    assert_true(known_text_is_empty(forgotten));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quotation_is_known_however_programs_write_it),
        cmocka_unit_test(words_in_another_case_are_known_and_told_apart),
        cmocka_unit_test(what_somebody_wrote_inside_is_not_known),
        cmocka_unit_test(a_text_shorter_than_a_window_is_known_as_a_whole_only),
        cmocka_unit_test(a_long_text_is_known_from_end_to_end_and_an_answer_in_it_is_not),
        cmocka_unit_test(fingerprints_of_an_older_key_still_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

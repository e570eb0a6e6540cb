/* What is done with each line of a quotation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/passages/quoted_lines.h"

static const PassageKeys keys = {.keys = {{1, 2}}, .n_keys = 1};

#define BODY                                                                                       \
    "1. What is the serial number of your printer?\n2. On which floor of the building is it?\n"    \
    "Kind regards of the whole support desk\n"

#define HEADER "Re: printer\nAnna de Vries anna@customer.example\nDesk desk@desk.example\n"

/* One letter for each line: d drop, s show, a attach. */
static char *
fates(const char *text, KnownText *known)
{
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autoptr(GArray) markers = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < text_lines_count(lines); i++)
        if (g_str_has_prefix(text_lines_at(lines, i)->plain, "##-"))
            g_array_append_val(markers, i);
    g_autofree QuotedLine *quoted = quoted_lines_new(lines, HEADER, markers, known);
    GString *result = g_string_new(NULL);
    for (guint i = 0; i < text_lines_count(lines); i++)
        g_string_append_c(result, "dsa"[quoted[i].fate]);
    return g_string_free(result, FALSE);
}

static void
add_known(KnownText *known, const char *text)
{
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], text, strlen(text));
    g_autoptr(GBytes) bytes = fingerprint_new(&keys.keys[0], list, NULL);
    known_text_add(known, bytes);
}

static KnownText *
known_of(const char *text)
{
    KnownText *known = known_text_new(&keys);
    add_known(known, text);
    return known;
}

#define ATTRIBUTION "On Mon, 23 Nov 2026 at 17:07, Support Desk <desk@desk.example> wrote:\n"
#define BLOCK "From: Desk <desk@desk.example>\nSent: Monday\nTo: Anna\nSubject: printer\n"

static void
a_line_goes_where_it_belongs(void **state)
{
    static const struct {
        const char *text, *fates;
    } rows[] = {
        /* all of it is known, however it is introduced */
        {ATTRIBUTION "> 1. What is the serial number of your\n> printer?\n> 2. On which floor of "
                     "the building is it?\n",
         "dddd"},
        {BLOCK "\n" BODY, "dddddddd"},
        {"##- Please type your reply above this line -##\n" BODY, "dddd"},
        {"== Please type your reply above this line == room 312\n" BODY, "sddd"},
        {"== Please type your reply above this line == In room 312.\n" BODY, "sddd"},
        {"== Please type your reply above this line ==\n" BODY, "dddd"},
        /* a line that looks like an introduction, after the program's own */
        {ATTRIBUTION "Anna <a@x.example> wrote:\n" BODY, "daddd"},
        /* words before an introduction and after it, on the same line */
        {"On Mon, 23 Nov 2026 at 17:07, Support Desk <desk@desk.example> wrote: green is fine\n> "
         "1. "
         "What is the serial number of your printer?\n> 2. On which floor of the building is it?\n",
         "sdd"},
        {"Room 312 is fine. Desk <desk@desk.example> \xe4\xba\x8e"
         "2026\xe5\xb9\xb4"
         "11\xe6\x9c\x88"
         "23\xe6\x97\xa5 17:07 \xe5\x86\x99\xe9\x81\x93\xef\xbc\x9a\n" BODY,
         "addd"},
        /* replies between and below the lines */
        {ATTRIBUTION "1. What is the serial number of your printer?\n4711-22\n\n2. On which floor "
                     "of the building is it?\nthe third\n",
         "dds"
         "dds"},
        /* a reply of two lines with a blank one between them */
        {"1. What is the serial number of your printer?\n4711-22\n\nI think\n2. On which floor of "
         "the building is it?\n",
         "dsssd"},
        /* a mail that is not on the ticket */
        {ATTRIBUTION "> Please restart it and send the log.\n> Bob\n", "aaa"},
        /* ... above one that is on the ticket, with an unknown introduction */
        {ATTRIBUTION "Please restart it and send the log.\n\n" BLOCK BODY, "aaaaaaaddd"},
        /* ... which ends like the known one: it is not a reply */
        {ATTRIBUTION
         "Please restart it and send the log.\nKind regards of the whole support desk\n",
         "aad"},
        /* people and a subject that are not in the header of the reply */
        {"From: Desk <desk@desk.example>\nSent: Monday\nTo: Anna\nCc: Boss <boss@vendor.example>\n"
         "Subject: Room 99 is\n locked\n\n" BODY,
         "dddaasddd"
         "d"},
        /* words that do not belong into the field, and words that do */
        {"From: Desk <desk@desk.example>\nSent: Monday, 23 November 2026 17:07 - room 312\n"
         "Importance: ask Bob\nAttachments: the second floor\nTo: Anna\n\n" BODY,
         "dsssddddd"},
        {"From: Desk <desk@desk.example>\nDate: Mon, 23 Nov 2026 17:07:00 +0100\n"
         "Importance: High\nAttachments: plan.pdf; key.png\nReply-To: Anna\nTo: Anna\n"
         "\n" BODY,
         "dddddddddd"},
        {"From: Desk <desk@desk.example>\nSent: ask Bob\nTo: Anna\nReply-To: Bob\n"
         "\n" BODY,
         "dsdadddd"},
        /* a date in an unknown language */
        {"From: Desk <desk@desk.example>\nSent: xyz 23 abcd 2026 17:07\nTo: Anna\n\n" BODY,
         "daddddd"},
        /* known text after an attribution on the same line */
        {"On Mon, 23 Nov 2026 at 17:07, Support Desk <desk@desk.example> wrote: 1. What is the "
         "serial number of your printer?\n> 2. On which floor of the building is it?\n",
         "ad"},
        /* a form that was filled in above known text, and a short mail with one word changed */
        {ATTRIBUTION "Name: Piet\n" BODY, "dsddd"},
        {ATTRIBUTION "1. What is the serial number of your scanner?\n", "ds"},
        {ATTRIBUTION "Kind regards of the whole desk\n", "ds"},
        /* after our marker on its line, and between signs like those of a marker */
        {"##- Please type your reply above this line -## 66\n" BODY, "sddd"},
        {"##- chapter one -##\n" BODY, "sddd"},
        /* words of the ticket a second time, in another order, and with one left out */
        {ATTRIBUTION "1. What is the serial number of your printer?\n2. On which floor of the "
                     "building is it?\nof the building is it?\nKind regards of the whole support "
                     "desk\n",
         "dssss"},
        {ATTRIBUTION BODY "of the whole support desk\n", "dddss"},
        {ATTRIBUTION "1. What is the serial number of your printer?\n2. On which floor is it?\n"
                     "Kind regards of the whole support desk\n",
         "dsss"},
        /* some words in another case, and all of them */
        {ATTRIBUTION "1. What is the serial number of your printer?\n2. On WHICH floor of the "
                     "building is it?\nKind regards of the whole support desk\n",
         "ddsd"},
        {ATTRIBUTION "1. WHAT IS THE SERIAL NUMBER OF YOUR PRINTER?\n2. ON WHICH FLOOR OF THE "
                     "BUILDING IS IT?\nKIND REGARDS OF THE WHOLE SUPPORT DESK\n",
         "dsss"},
        /* an introduction with nothing below it */
        {ATTRIBUTION, "a"},
        {"##- Please type your reply above this line -##\n", "d"},
        {"##- Typ uw antwoord boven deze regel -##\n" BODY, "dddd"},
        {"\n\n", "aa"},
        {"", ""},
    };
    g_autoptr(KnownText) known = known_of(BODY);
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *result = fates(rows[i].text, known);
        if (strcmp(result, rows[i].fates) != 0)
            fail_msg("row %u: %s, not %s", i, result, rows[i].fates);
    }
}

static void
a_mail_of_a_few_words_is_known_as_a_whole(void **state)
{
    g_autoptr(KnownText) known = known_of("Still broken");
    (void)state;
    g_autofree char *same = fates(ATTRIBUTION "> Still broken\n", known);
    assert_string_equal(same, "dd");
    g_autofree char *other = fates(ATTRIBUTION "> Not broken\n", known);
    assert_string_equal(other, "aa");
    g_autofree char *other_case = fates(ATTRIBUTION "> STILL broken\n", known);
    assert_string_equal(other_case, "aa");
}

static void
a_known_introduction_makes_no_seam(void **state)
{
    static const struct {
        const char *text, *fates;
    } rows[] = {
        {ATTRIBUTION "> 1. What is the serial number of your printer?\n> 2. On which floor of the "
                     "building is it?\n",
         "ddd"},
        {"From: Desk <desk@desk.example>\nSent: Monday\nTo: Anna\nSubject: Printer of the second "
         "floor\n\n" BODY,
         "dddadddd"}, /* a subject that the reply does not have */
        /* words that were removed above or below still leave the rest of the text known */
        {ATTRIBUTION "> 1. What is the serial number of your printer?\n> of the building is it?\n",
         "dss"},
    };
    g_autoptr(KnownText) known = known_of(BODY);
    add_known(known, ATTRIBUTION "> Please restart it and send the log.\n");
    add_known(known, "Printer of the second floor");
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *result = fates(rows[i].text, known);
        if (strcmp(result, rows[i].fates) != 0)
            fail_msg("row %u: %s, not %s", i, result, rows[i].fates);
    }
}

static void
a_long_text_below_a_known_line_is_attached(void **state)
{
    g_autoptr(KnownText) known = known_of(BODY);
    g_autoptr(GString) text = g_string_new(BODY);
    (void)state;
    for (guint i = 0; i < 80; i++)
        g_string_append_printf(text, "word%u%c", i, i == 79 ? '\n' : ' ');
    g_autofree char *result = fates(text->str, known);
    assert_string_equal(result, "ddda");
}

static void
nothing_known_means_all_is_attached(void **state)
{
    (void)state;
    g_autofree char *result =
        fates("##- Please type your reply above this line -##\n" BLOCK "\n" BODY, NULL);
    assert_string_equal(result, "daaaaaaaa");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_goes_where_it_belongs),
        cmocka_unit_test(a_mail_of_a_few_words_is_known_as_a_whole),
        cmocka_unit_test(a_known_introduction_makes_no_seam),
        cmocka_unit_test(a_long_text_below_a_known_line_is_attached),
        cmocka_unit_test(nothing_known_means_all_is_attached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a comment shows, and that no word is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/passages/reply_passages.h"

static const PassageKeys keys = {.keys = {{1, 2}}, .n_keys = 1};

#define QUESTION "1. What is the serial number of your printer?\n"
#define FLOOR "2. On which floor of the building is it?\n"
#define WROTE "On Mon, 23 Nov 2026 at 17:07, Support Desk <desk@desk.example> wrote:\n"
#define CARD "-- \nAnna de Vries\nExample Ltd, Main Street 1\n"

/* A part of the text of a Letter; the last has text NULL. */
typedef struct {
    const char *text;
    LetterSegmentKind kind;
    LetterSureness sureness;
} Part;

#define NEW LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN
#define QUOTED LETTER_SEGMENT_QUOTATION, LETTER_SURE_CERTAIN
#define GUESSED LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS
#define SIGNED LETTER_SEGMENT_SIGNATURE, LETTER_SURE_LIKELY
#define PROGRAM LETTER_SEGMENT_SIGNATURE, LETTER_SURE_CERTAIN
#define MARKER LETTER_SEGMENT_MARKER, LETTER_SURE_CERTAIN
#define DISCLAIMER LETTER_SEGMENT_DISCLAIMER, LETTER_SURE_LIKELY

static void
add_part(Letter *letter, const Part *part)
{
    char *text = g_strconcat(letter->text, part->text, NULL);
    g_free(letter->text);
    letter->text = text;
    letter_add_segment(letter, letter_segment_new(part->kind, part->sureness,
                                                  part->kind == LETTER_SEGMENT_NEW ? NULL : "test",
                                                  strlen(part->text)));
}

static void
remember(KnownText *known, const char *text)
{
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], text, strlen(text));
    g_autoptr(GBytes) bytes = fingerprint_new(&keys.keys[0], list, words);
    if (bytes != NULL)
        known_text_add(known, bytes);
}

static void
a_comment_shows_what_the_ticket_does_not_hold(void **state)
{
    static const struct {
        Part parts[8];
        const char *words, *quoted;
    } rows[] = {
        {{{"Yes.\n", NEW}}, "Yes.", NULL},
        /* all of it is known */
        {{{"Yes.\n\n", NEW}, {WROTE "> " QUESTION "> " FLOOR, QUOTED}}, "Yes.", NULL},
        /* wrapped without marks, and what only looks so: a reply, or a line that is not the rest of
         * another */
        {{{"Yes.\n\n", NEW},
          {WROTE "> 1. What is the serial number of your printer? 2. On which floor of\n", QUOTED},
          {"the building is it?\n", NEW}},
         "Yes.",
         NULL},
        {{{WROTE "> 1. What is the serial number of your printer? 2. On which floor\n", QUOTED},
          {"of the building\n", NEW},
          {"> is it?\n", QUOTED},
          {"third\n", NEW}},
         "third",
         NULL},
        {{{WROTE "> 1. What is the serial number of your printer? 2. On which floor of\n", QUOTED},
          {"of the building\n", NEW},
          {"> the building is it?\n", QUOTED}},
         "> 1. What is the serial number of your printer? 2. On which floor of\nof the building",
         NULL},
        {{{WROTE "> 1. What is the serial number of your printer? 2. On which\n", QUOTED},
          {"floor of the building\n", NEW},
          {"> is it?\n", QUOTED}},
         "> 1. What is the serial number of your printer? 2. On which\nfloor of the building",
         "> is it?\n"},
        /* nothing is known */
        {{{"Yes.\n\n", NEW}, {WROTE "> Shall we close it?\n", QUOTED}},
         "Yes.",
         WROTE "> Shall we close it?\n"},
        /* replies between marked lines, which the parser marks as new already */
        {{{"See below.\n\n", NEW},
          {WROTE "> " QUESTION, QUOTED},
          {"4711\n", NEW},
          {"> " FLOOR, QUOTED},
          {"third\n", NEW}},
         "See below.\n\n> 1. What is the serial number of your printer?\n4711\n\n"
         "> 2. On which floor of the building is it?\nthird",
         NULL},
        /* ... and between unmarked ones */
        {{{"See below.\n\n", NEW}, {WROTE QUESTION "4711\n" FLOOR "third\n", GUESSED}},
         "See below.\n\n> 1. What is the serial number of your printer?\n4711\n\n"
         "> 2. On which floor of the building is it?\nthird",
         NULL},
        /* below the whole quotation: no quoted line is shown */
        {{{WROTE "> " QUESTION "> " FLOOR, QUOTED}, {"4711, third\n", NEW}}, "4711, third", NULL},
        /* our marker, and a reply below it */
        {{{"Hello\n\n", NEW},
          {WROTE, GUESSED},
          {"##- Please type your reply above this line -##\n", MARKER},
          {QUESTION "room 312\n" FLOOR, GUESSED}},
         "Hello\n\n> 1. What is the serial number of your printer?\nroom 312",
         NULL},
        /* signatures: of a program, known, new, new and long */
        {{{"Yes.\n", NEW}, {"Sent from my phone\n", PROGRAM}}, "Yes.", NULL},
        {{{"Yes.\n", NEW}, {CARD, SIGNED}}, "Yes.", NULL},
        {{{"Yes.\n", NEW}, {"-- \nBea\n", SIGNED}}, "Yes.\n\n-- \nBea", NULL},
        /* a disclaimer */
        {{{"Yes.\n", NEW}, {"For the addressee alone.\n", DISCLAIMER}},
         "Yes.",
         "For the addressee alone.\n"},
        /* words before the introduction, on its line */
        {{{"You may close it. ", NEW}, {WROTE "> " QUESTION, QUOTED}}, "You may close it.", NULL},
        /* only a quotation */
        {{{WROTE "> " QUESTION, QUOTED}}, "", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(KnownText) known = known_text_new(&keys);
        g_autoptr(Letter) letter = letter_new();
        remember(known, QUESTION FLOOR);
        remember(known, CARD);
        for (guint j = 0; j < G_N_ELEMENTS(rows[i].parts) && rows[i].parts[j].text != NULL; j++)
            add_part(letter, &rows[i].parts[j]);
        g_autoptr(ReplyPassages) passages =
            reply_passages_new(letter, CONFIG_QUOTED_ATTACH, known, NULL);
        g_autofree char *quoted =
            passages->ranges != NULL ? reply_passages_quoted(letter->text, passages->ranges) : NULL;
        if (strcmp(passages->words, rows[i].words) != 0 || g_strcmp0(quoted, rows[i].quoted) != 0)
            fail_msg("row %u: %s| %s", i, passages->words, quoted);
        assert_int_equal(passages->has_own_words, *rows[i].words != '\0');
    }
}

#define RESTART "Please restart the whole thing and send us its log.\n"
#define SCANNER "1. What is the serial number of your scanner?\n"

static void
an_edit_is_shown_again_where_the_answered_mail_did_not_hold_it(void **state)
{
    static const char *const since[] = {SCANNER FLOOR, RESTART "\n" WROTE QUESTION FLOOR};
    static const struct {
        Part parts[3];
        const char *words;
    } rows[] = {
        {{{"See below.\n\n", NEW}, {WROTE "> " SCANNER "> " FLOOR, QUOTED}},
         "See below.\n\n> 1. What is the serial number of your scanner?"},
        {{{"See below.\n\n", NEW}, {WROTE "> " QUESTION "> " FLOOR, QUOTED}}, "See below."},
        /* a mail that came later, above the answered one, and as a signature */
        {{{"Yes.\n\n", NEW},
          {"Anna <anna@customer.example> wrote:\n> " RESTART "> " WROTE "> > " QUESTION
           "> > " FLOOR,
           QUOTED}},
         "Yes."},
        {{{"Yes.\n", NEW}, {RESTART, SIGNED}}, "Yes."},
    };
    g_autoptr(KnownText) known = known_text_new(&keys), answered = known_text_new(&keys);
    (void)state;
    remember(known, QUESTION FLOOR);
    remember(answered, QUESTION FLOOR);
    for (guint i = 0; i < G_N_ELEMENTS(since); i++)
        remember(known, since[i]);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        for (guint j = 0; rows[i].parts[j].text != NULL; j++)
            add_part(letter, &rows[i].parts[j]);
        g_autoptr(ReplyPassages) passages =
            reply_passages_new(letter, CONFIG_QUOTED_ATTACH, known, answered);
        if (strcmp(passages->words, rows[i].words) != 0 || passages->ranges != NULL)
            fail_msg("row %u: %s| %s", i, passages->words, passages->ranges);
    }
}

static void
a_long_new_signature_is_attached(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    g_autofree char *name = g_strnfill(401, 'x');
    const Part text = {"Yes.\n", NEW}, card = {name, SIGNED};
    (void)state;
    add_part(letter, &text);
    add_part(letter, &card);
    g_autoptr(ReplyPassages) passages =
        reply_passages_new(letter, CONFIG_QUOTED_ATTACH, NULL, NULL);
    assert_string_equal(passages->words, "Yes.");
    assert_string_equal(passages->ranges, "5-406");
}

/* The mail may only say something in its subject; ticket_text.c shows both. */
static void
what_may_be_the_line_of_a_device_is_shown_and_is_no_text_of_its_own(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    const Part line = {"Sent from my Desk\n", SIGNED};
    (void)state;
    add_part(letter, &line);
    g_autoptr(ReplyPassages) passages =
        reply_passages_new(letter, CONFIG_QUOTED_ATTACH, NULL, NULL);
    assert_string_equal(passages->words, "Sent from my Desk");
    assert_false(passages->has_own_words);
}

static void
the_operator_can_keep_or_drop_all(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    const Part text = {"Yes.\n", NEW}, quotation = {WROTE "> Shall we?\n", QUOTED};
    (void)state;
    add_part(letter, &text);
    add_part(letter, &quotation);
    g_autoptr(ReplyPassages) kept = reply_passages_new(letter, CONFIG_QUOTED_KEEP, NULL, NULL);
    assert_string_equal(kept->words, letter->text);
    assert_null(kept->ranges);
    assert_true(kept->has_own_words);
    g_autoptr(ReplyPassages) dropped = reply_passages_new(letter, CONFIG_QUOTED_DROP, NULL, NULL);
    assert_string_equal(dropped->words, "Yes.");
    assert_null(dropped->ranges);
}

static void
ranges_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    g_autofree char *text =
        reply_passages_quoted("a\xc3\xa9"
                              "b c",
                              "0-1,2-3,5-4,0-99,x,3,4-6,18446744073709551615-1");
    assert_string_equal(text, "a\n\n c\n");
}

/* ---- conversations ---- */

typedef struct {
    GRand *random;
    guint n_words; /* all words are different, so each can be searched for */
    KnownText *known;
    GHashTable *on_ticket; /* set of words */
    GPtrArray *edited;     /* lines of a quotation that somebody changed */
    gboolean is_edited;    /* the quotation was changed before, so the ticket may have any words */
} Talk;

static void
add_words(Talk *talk, GString *text, guint count)
{
    for (guint i = 0; i < count; i++)
        g_string_append_printf(text, "w%u%s", talk->n_words++, i + 1 == count ? ".\n" : " ");
}

static char *
new_text(Talk *talk)
{
    GString *text = g_string_new(NULL);
    guint lines = (guint)g_rand_int_range(talk->random, 1, 8);
    for (guint i = 0; i < lines; i++)
        add_words(talk, text, (guint)g_rand_int_range(talk->random, 1, 25));
    return g_string_free(text, FALSE);
}

/* `text` wrapped again at `width`, with `mark` before each line. */
static char *
wrapped(const char *text, guint width, const char *mark)
{
    GString *result = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL && (lines[i + 1] != NULL || *lines[i] != '\0'); i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
        gsize column = 0;
        g_string_append(result, mark);
        for (guint j = 0; words[j] != NULL; j++) {
            if (column > 0 && column + strlen(words[j]) > width) {
                g_string_append_printf(result, "\n%s", mark);
                column = 0;
            } else if (j > 0) {
                g_string_append_c(result, ' ');
            }
            g_string_append(result, words[j]);
            column += strlen(words[j]) + 1;
        }
        g_string_append_c(result, '\n');
    }
    return g_string_free(result, FALSE);
}

static void
edit_word(char **word, gint32 kind)
{
    char *edited = g_strconcat(kind == 1 ? "-" : "", *word, NULL);
    if (kind == 3)
        edited[0] = g_ascii_toupper(edited[0]);
    g_free(*word);
    *word = edited;
}

/* `line` with its last words repeated, with one removed, with another sign, or with a capital. */
static char *
edited_line(Talk *talk, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    guint n = g_strv_length(words);
    guint at = (guint)g_rand_int_range(talk->random, 0, (gint32)n);
    g_autoptr(GString) result = g_string_new(NULL);
    gint32 kind = g_rand_int_range(talk->random, 0, 4);
    if (kind == 0 && (at == 0 || at + 1 == n)) /* the reply next to it is shown */
        kind = 1;
    edit_word(&words[at], kind);
    for (guint i = 0; i < n; i++)
        if (kind != 0 || i != at)
            g_string_append_printf(result, "%s%s", result->len > 0 ? " " : "", words[i]);
    for (guint i = at; kind == 2 && i < n; i++)
        g_string_append_printf(result, " %s", words[i]);
    g_ptr_array_add(talk->edited, g_strdup(result->str));
    g_string_append_c(result, '\n');
    return g_string_free(g_steal_pointer(&result), FALSE);
}

/* The quotation of `text` with replies inside, as one segment or several. */
static void
add_quotation(Talk *talk, Letter *letter, const char *text, gboolean is_marked)
{
    g_autofree char *lines =
        wrapped(text, (guint)g_rand_int_range(talk->random, 30, 90), is_marked ? "> " : "");
    g_auto(GStrv) list = g_strsplit(lines, "\n", -1);
    Part part = {WROTE, GUESSED};
    add_part(letter, &part);
    for (guint i = 0; list[i] != NULL && list[i + 1] != NULL; i++) {
        gboolean is_edited = !talk->is_edited && list[i][0] == 'w' && g_ascii_isdigit(list[i][1]) &&
                             strchr(list[i], ' ') != NULL && !is_marked &&
                             g_rand_int_range(talk->random, 0, 8) == 0;
        g_autofree char *line =
            is_edited ? edited_line(talk, list[i]) : g_strconcat(list[i], "\n", NULL);
        part = (Part){line, GUESSED};
        add_part(letter, &part);
        if (g_rand_int_range(talk->random, 0, 6) > 0)
            continue;
        g_autoptr(GString) answer = g_string_new(NULL);
        add_words(talk, answer, (guint)g_rand_int_range(talk->random, 1, 9));
        part = (Part){answer->str, GUESSED};
        if (is_marked)
            part.kind = LETTER_SEGMENT_NEW;
        add_part(letter, &part);
    }
}

static void
put_on_ticket(Talk *talk, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n.", -1);
    remember(talk->known, text);
    for (guint i = 0; words[i] != NULL; i++)
        g_hash_table_add(talk->on_ticket, g_strdup(words[i]));
}

static gboolean
has_word(const char *text, const char *word)
{
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        if (!g_ascii_isdigit(at[strlen(word)]))
            return TRUE;
    return FALSE;
}

/* Each word of the mail must be in the comment, attached, or on the ticket before. */
static void
check_words(const Talk *talk, const Letter *letter, const ReplyPassages *passages, guint32 seed)
{
    g_autofree char *quoted =
        passages->ranges != NULL ? reply_passages_quoted(letter->text, passages->ranges) : NULL;
    for (guint i = 0; i < talk->edited->len; i++) {
        const char *line = g_ptr_array_index(talk->edited, i);
        if (strstr(passages->words, line) == NULL &&
            (quoted == NULL || strstr(quoted, line) == NULL))
            fail_msg("seed %u: the line %s is lost from\n%s", seed, line, letter->text);
    }
    g_auto(GStrv) words = g_strsplit_set(letter->text, " \n.", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        if (words[i][0] != 'w' || !g_ascii_isdigit(words[i][1]))
            continue;
        if (!g_hash_table_contains(talk->on_ticket, words[i]) &&
            !has_word(passages->words, words[i]) && (quoted == NULL || !has_word(quoted, words[i])))
            fail_msg("seed %u: %s is lost from\n%s", seed, words[i], letter->text);
    }
}

/* Some mails between customer and desk, each with a quotation of the one before. */
static void
talk_once(guint32 seed, guint *ret_known)
{
    Talk talk = {.random = g_rand_new_with_seed(seed),
                 .known = known_text_new(&keys),
                 .edited = g_ptr_array_new_with_free_func(g_free),
                 .on_ticket = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    g_autofree char *last = new_text(&talk);
    put_on_ticket(&talk, last);
    for (guint i = 0; i < 6; i++) {
        g_autoptr(Letter) letter = letter_new();
        g_autofree char *text = new_text(&talk);
        const Part part = {text, NEW};
        gboolean is_seen = g_rand_int_range(talk.random, 0, 4) > 0;
        add_part(letter, &part);
        add_quotation(&talk, letter, last, g_rand_boolean(talk.random));
        g_autoptr(ReplyPassages) passages =
            reply_passages_new(letter, CONFIG_QUOTED_ATTACH, talk.known, NULL);
        check_words(&talk, letter, passages, seed);
        g_ptr_array_set_size(talk.edited, 0);
        talk.is_edited = TRUE;
        *ret_known += strlen(passages->words) < strlen(letter->text) && passages->ranges == NULL;
        g_free(last);
        last = g_strdup(letter->text);
        if (is_seen) /* otherwise the desk and the customer write to each other */
            put_on_ticket(&talk, letter->text);
    }
    g_rand_free(talk.random);
    known_text_free(talk.known);
    g_hash_table_unref(talk.on_ticket);
    g_ptr_array_unref(talk.edited);
}

static void
no_word_of_a_conversation_is_lost(void **state)
{
/* With a sanitizer, which takes ten times as long, only a sixth is run: the results are the same,
 * and a build without it runs all. */
#ifdef __SANITIZE_ADDRESS__
    const guint32 n_talks = 50;
#else
    const guint32 n_talks = 300;
#endif
    guint n_known = 0;
    (void)state;
    for (guint32 seed = 1; seed <= n_talks; seed++)
        talk_once(seed, &n_known);
    assert_true(n_known > n_talks); /* the test must have cut and shown something */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comment_shows_what_the_ticket_does_not_hold),
        cmocka_unit_test(an_edit_is_shown_again_where_the_answered_mail_did_not_hold_it),
        cmocka_unit_test(a_long_new_signature_is_attached),
        cmocka_unit_test(what_may_be_the_line_of_a_device_is_shown_and_is_no_text_of_its_own),
        cmocka_unit_test(the_operator_can_keep_or_drop_all),
        cmocka_unit_test(ranges_that_do_not_fit_are_left_out),
        cmocka_unit_test(no_word_of_a_conversation_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* two_forms.c - see two_forms.h. Decides what counts as a difference: links, unsubscribe lines and
 * the like differ in ordinary mail. */
#include "parsers/text/two_forms.h"

#include "parsers/text/link_cover.h"
#include "parsers/text/text_clean.h"
#include "parsers/text/word_cover.h"
#include "parsers/words/words.h"

#include <string.h>

/* A stub is short. */
#define MAX_STUB_BYTES 400
/* So many bytes of words are attached, even if they are a small share. */
#define MAX_MISSING_BYTES 250
/* Fewer bytes are just the name of a picture or a preheader, unless the text has little else. */
#define MIN_MISSING_BYTES 40
#define MIN_STUB_WORDS 2

/* The end of the first sentence of `text`. */
static gsize
sentence_length(const char *text)
{
    gsize n = 0;
    while (text[n] != '\0') {
        gboolean is_end = strchr(".!?", text[n]) != NULL;
        gboolean is_blank_line = text[n] == '\n' && text[n + 1] == '\n';
        n++;
        if (is_blank_line || (is_end && (g_ascii_isspace(text[n]) || text[n] == '\0')))
            break;
    }
    return n;
}

static gboolean
is_stub_sentence(const char *sentence)
{
    g_auto(GStrv) words = g_strsplit_set(sentence, " \t\n.,:;!?()<>\"'-", -1);
    guint n_found = 0;

    for (gsize i = 0; words[i] != NULL; i++) {
        n_found += words_have(WORDS_STUB_WORD, words[i]) ? 1 : 0;
        if (strcmp(words[i], "html") == 0)
            return TRUE;
    }
    return n_found >= MIN_STUB_WORDS;
}

static gboolean
has_words(const char *text)
{
    for (const char *p = text; *p != '\0'; p = text_next_char(p)) {
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return TRUE;
    }
    return FALSE;
}

/* `text`, or "" if it is short and only says how to see the other form. If it has other words too,
 * a person wrote such a sentence: "The HTML part of my mail is empty". (transfer full) */
static char *
without_stub(const char *text)
{
    if (strlen(text) > MAX_STUB_BYTES)
        return g_strdup(text);
    g_autofree char *folded = text_casefold(text, -1);
    for (const char *p = folded; *p != '\0';) {
        gsize length = sentence_length(p);
        g_autofree char *sentence = g_strndup(p, length);
        if (has_words(sentence) && !is_stub_sentence(sentence))
            return g_strdup(text);
        p += length;
    }
    return g_strdup("");
}

static gboolean
is_worth_keeping(const WordCover *cover)
{
    return cover->n_missing * 2 > cover->n_bytes || cover->n_missing > MAX_MISSING_BYTES ||
           (cover->n_missing >= MIN_MISSING_BYTES && cover->n_missing * 4 > cover->n_bytes);
}

TwoForms
two_forms_compare(const char *plain, const char *html, const char *new_html, gboolean has_marks)
{
    WordCover less, more = word_cover_both(html, plain, &less);
    g_autofree char *own_plain = without_stub(plain);
    g_autofree char *own_html = without_stub(html);
    g_autofree char *own_new_html = without_stub(new_html);
    if (less.n_missing > 0 && strlen(plain) <= MAX_STUB_BYTES)
        less = word_cover_compare(own_plain, html);
    if (more.n_missing > 0 && strlen(html) <= MAX_STUB_BYTES)
        more = word_cover_compare(own_html, plain);
    gboolean is_plain_whole = !less.misses_number && link_cover_is_whole(own_plain, html);
    gboolean is_html_whole = link_cover_is_whole(own_new_html, plain);
    WordCover more_new = more.n_missing > 0 ? word_cover_compare(own_new_html, plain) : more;
    is_html_whole = is_html_whole && !more_new.misses_number;
    gboolean says_more = more.n_missing * 2 > more.n_bytes && more.n_missing > less.n_missing;
    gboolean is_html_more = !is_html_whole || more_new.n_missing > 0;
    gboolean has_all = is_html_more && is_plain_whole && less.n_missing == 0;
    TwoForms forms = {.is_html = says_more || has_all || has_marks};

    forms.keep_other = forms.is_html ? is_worth_keeping(&less) || !is_plain_whole
                                     : is_worth_keeping(&more) || !is_html_whole;
    return forms;
}

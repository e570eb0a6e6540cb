/* words.c - see words.h. Has the list of languages, and looks words up. */
#include "parsers/words/words.h"

#include <string.h>

#include "parsers/words/all.h"
#include "parsers/words/ar.h"
#include "parsers/words/bg.h"
#include "parsers/words/ca.h"
#include "parsers/words/cs.h"
#include "parsers/words/da.h"
#include "parsers/words/de.h"
#include "parsers/words/el.h"
#include "parsers/words/en.h"
#include "parsers/words/es.h"
#include "parsers/words/et.h"
#include "parsers/words/fi.h"
#include "parsers/words/fr.h"
#include "parsers/words/he.h"
#include "parsers/words/hr.h"
#include "parsers/words/hu.h"
#include "parsers/words/id.h"
#include "parsers/words/it.h"
#include "parsers/words/ja.h"
#include "parsers/words/ko.h"
#include "parsers/words/lt.h"
#include "parsers/words/lv.h"
#include "parsers/words/nl.h"
#include "parsers/words/no.h"
#include "parsers/words/pl.h"
#include "parsers/words/pt.h"
#include "parsers/words/ro.h"
#include "parsers/words/ru.h"
#include "parsers/words/sk.h"
#include "parsers/words/sl.h"
#include "parsers/words/sv.h"
#include "parsers/words/tr.h"
#include "parsers/words/uk.h"
#include "parsers/words/vi.h"
#include "parsers/words/zh.h"

/* A language is added here. */
static const LanguageWords *const languages[] = {
    &words_all, &words_en, &words_nl, &words_de, &words_fr, &words_es, &words_it, &words_pt,
    &words_ca,  &words_sv, &words_da, &words_no, &words_fi, &words_pl, &words_cs, &words_sk,
    &words_hu,  &words_ro, &words_tr, &words_ru, &words_uk, &words_bg, &words_el, &words_hr,
    &words_sl,  &words_et, &words_lt, &words_lv, &words_id, &words_vi, &words_he, &words_ar,
    &words_zh,  &words_ja, &words_ko, NULL,
};

const LanguageWords *const *
words_languages(void)
{
    return languages;
}

const char *
words_next(WordsKind kind, WordsPlace *place)
{
    for (; languages[place->language] != NULL; place->language++, place->word = 0) {
        const char *const *list = languages[place->language]->lists[kind];
        if (list != NULL && list[place->word] != NULL)
            return list[place->word++];
    }
    return NULL;
}

gboolean
words_have(WordsKind kind, const char *text)
{
    const char *word;

    WORDS_EACH(kind, word)
    {
        if (*word == *text && strcmp(word, text) == 0)
            return TRUE;
    }
    return FALSE;
}

gsize
words_prefix_length(WordsKind kind, const char *text)
{
    gsize longest = 0;
    const char *word;

    WORDS_EACH(kind, word)
    {
        if (*word == *text && g_str_has_prefix(text, word))
            longest = MAX(longest, strlen(word));
    }
    return longest;
}

gboolean
words_are_in(WordsKind kind, const char *text)
{
    const char *word;

    WORDS_EACH(kind, word)
    {
        if (strstr(text, word) != NULL)
            return TRUE;
    }
    return FALSE;
}

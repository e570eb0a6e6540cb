/* out_of_office.c - see out_of_office.h. A weak sign: people also write about their absence. */
#include "parsers/mail_class/out_of_office.h"

#include "parsers/header/subject_prefix.h"
#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define MAX_TEXT_BYTES 400

static const char *
without_prefixes(const char *subject)
{
    gsize length;

    for (guint i = 0; i < 10; i++) {
        if (subject_prefix_match(subject, &length) == SUBJECT_PREFIX_NONE)
            break;
        subject += length;
    }
    return subject;
}

static gboolean
is_opening_end(const char *rest)
{
    static const char *const ends[] = {":", "：", "-", "–", "—", "(", "[", "!", ".", "/", "【"};

    rest += strspn(rest, " \"'");
    if (*rest == '\0')
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (g_str_has_prefix(rest, ends[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_sentence_end(const char *rest)
{
    rest += strspn(rest, " ");
    if (*rest == '\0' || strchr(".!()[]:;-/", *rest) != NULL)
        return TRUE;
    return words_prefix_length(WORDS_ABSENCE_UNTIL, rest) > 0;
}

/* Whether the subject contains one of the sentences, as whole words. */
static gboolean
has_sentence(const char *folded)
{
    const char *sentence;

    WORDS_EACH(WORDS_ABSENCE_SENTENCE, sentence)
    {
        const char *found = strstr(folded, sentence);
        if (found != NULL && (found == folded || found[-1] == ' ' || *found == '(') &&
            is_sentence_end(found + strlen(sentence)))
            return TRUE;
    }
    return FALSE;
}

gboolean
out_of_office_is_subject(const char *subject)
{
    g_autofree char *line = text_clean_line(without_prefixes(subject), 1000);
    g_autofree char *folded = text_casefold(line, -1);
    const char *begin = folded + strspn(folded, " \"'[(*");
    const char *opening;

    if (g_str_has_suffix(folded, "?")) /* people ask questions; automatic replies do not */
        return FALSE;
    WORDS_EACH(WORDS_ABSENCE_SUBJECT, opening)
    {
        if (g_str_has_prefix(begin, opening) && is_opening_end(begin + strlen(opening)))
            return TRUE;
    }
    return has_sentence(folded);
}

gboolean
out_of_office_is_text(const char *text)
{
    g_autofree char *folded = text_casefold(text, (gssize)text_prefix_length(text, MAX_TEXT_BYTES));
    return words_are_in(WORDS_ABSENCE_TEXT, folded);
}

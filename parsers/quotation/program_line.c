/* program_line.c - see program_line.h.
 *
 * Every word must be one of those that occur in such lines, so they contain nothing written by a
 * person. */
#include "parsers/quotation/program_line.h"

#include "parsers/quotation/program_names.h"
#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define MAX_LINE_BYTES 160
#define MAX_WORDS 12
#define MAX_UNKNOWN_WORDS 2
#define MAX_NAME_WORDS 5
#define MAX_MODEL_BYTES 7

typedef enum {
    WORD_OTHER,
    WORD_MY,      /* an unknown device may follow it */
    WORD_DEVICE,  /* a name or a model */
    WORD_UNKNOWN, /* with a capital letter */
} WordKind;

/* The words of a line by their kind. */
typedef struct {
    guint n_sent;
    guint n_my;
    guint n_filler;
    guint n_name;
    guint n_system;
    guint n_unknown;
    WordKind last;
    gboolean is_doubtful; /* a number that may be a person's */
} WordCount;

#define IS_ONE_OF(word, words) text_is_one_of(word, words, G_N_ELEMENTS(words))

static gboolean
is_address(const char *word)
{
    return strstr(word, "://") != NULL || g_str_has_prefix(word, "www.");
}

/* "15", "s21", "9t", "pro" */
static gboolean
is_model(const char *word)
{
    return IS_ONE_OF(word, program_model_words) ||
           (strlen(word) <= MAX_MODEL_BYTES && strpbrk(word, "0123456789") != NULL &&
            strspn(word, "0123456789abcdefghijklmnopqrstuvwxyz+/-") == strlen(word) &&
            strspn(word, "0123456789") <= 4);
}

static gboolean
is_known_name(const char *word)
{
    return IS_ONE_OF(word, program_names) || words_have(WORDS_PROGRAM_DEVICE, word);
}

/* "iphone", "iphone'umdan", "galaxy-telefoon" */
static gboolean
is_name(const char *word)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *bare = g_strndup(word, strcspn(word, "'"));
    char *quote = strstr(bare, "’");

    if (quote != NULL)
        *quote = '\0';
    if (is_known_name(word) || is_known_name(bare))
        return TRUE;
    parts = g_strsplit(bare, "-", 4);
    for (gsize i = 0; parts[i] != NULL; i++) {
        if (!is_known_name(parts[i]) && !is_model(parts[i]))
            return FALSE;
    }
    return parts[0] != NULL && parts[1] != NULL;
}

/* A single number that is not a year and does not have two digits may be an order number. */
static gboolean
is_odd_number(const char *word)
{
    gsize n_digits = strspn(word, "0123456789");

    return word[n_digits] == '\0' && n_digits > 2 && strcmp(word, "365") != 0 &&
           !(n_digits == 4 && g_str_has_prefix(word, "20"));
}

/* An unknown device: it may also be an ordinary word, so it must be in the position of a device. */
static gboolean
count_unknown_word(const char *word, WordCount *count)
{
    if (count->last != WORD_MY && count->last != WORD_UNKNOWN)
        return FALSE;
    count->last = WORD_UNKNOWN;
    return ++count->n_unknown <= MAX_UNKNOWN_WORDS && g_unichar_isupper(g_utf8_get_char(word));
}

/* The octets of an article before an apostrophe. */
static gsize
elision_length(const char *word)
{
    if (!g_ascii_isalpha(*word))
        return 0;
    return word[1] == '\'' ? 2 : word[1] == '\xe2' ? MIN(strlen("l’"), strlen(word)) : 0;
}

/* Counts a word by its kind; FALSE if no program writes it there. */
static gboolean
count_word(const char *word, WordCount *count)
{
    g_autofree char *folded = text_casefold(word + elision_length(word), -1);
    gboolean is_sent = words_have(WORDS_PROGRAM_SENT, folded);
    gboolean is_my = words_have(WORDS_PROGRAM_MY, folded);
    gboolean is_filler = words_have(WORDS_PROGRAM_FILLER, folded);
    gboolean is_system = IS_ONE_OF(folded, program_system_words);
    gboolean is_device = is_name(folded);

    if (is_model(folded) && (count->last == WORD_DEVICE || count->last == WORD_UNKNOWN)) {
        count->is_doubtful |= is_odd_number(folded);
        count->last = WORD_DEVICE;
        return TRUE;
    }
    if (!is_sent && !is_my && !is_filler && !is_system && !is_device && !is_address(folded))
        return count_unknown_word(word, count);
    count->n_sent += is_sent ? 1 : 0;
    count->n_my += is_my ? 1 : 0;
    count->n_filler += is_filler ? 1 : 0;
    count->n_system += is_system ? 1 : 0;
    count->n_name += is_device ? 1 : 0;
    count->last = is_device || is_system ? WORD_DEVICE : is_my ? WORD_MY : WORD_OTHER;
    return count->n_unknown == 0;
}

static void
strip_marks(char *word)
{
    gsize length = strlen(word);

    while (length > 0 && strchr(".,:-", word[length - 1]) != NULL)
        word[--length] = '\0';
}

/* Whether a line of a program may consist of words of these kinds. */
static gboolean
is_whole_line(const WordCount *count)
{
    if (count->n_sent > 0)
        return count->n_name + count->n_system + count->n_unknown > 0;
    return count->n_name >= 2 && count->n_system > 0 && count->n_filler > 0;
}

/* Whether programs write each of the words. Marks around words do not count, but there must be none
 * between a device and its model. */
static gboolean
is_of_known_words(const char *plain, LetterSureness *ret_sureness)
{
    g_auto(GStrv) words = g_strsplit_set(plain, " <>[]()*_\"|", -1);
    WordCount count = {0};
    guint n = 0;

    for (gsize i = 0; words[i] != NULL; i++) {
        gsize length = strlen(words[i]);
        gboolean is_end = length > 0 && strchr(".,:;", words[i][length - 1]) != NULL;
        strip_marks(words[i]);
        if (*words[i] == '\0' || strcmp(words[i], "—") == 0)
            continue;
        if (++n > MAX_WORDS || !count_word(words[i], &count))
            return FALSE;
        count.last = is_end ? WORD_OTHER : count.last;
    }
    if (count.n_unknown > 0 && strpbrk(plain, ":,;") != NULL)
        return FALSE;
    *ret_sureness =
        count.n_unknown > 0 || count.is_doubtful ? LETTER_SURE_LIKELY : LETTER_SURE_CERTAIN;
    return is_whole_line(&count);
}

static gboolean
is_short_name(const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);

    return *name != '\0' && g_strv_length(words) <= MAX_NAME_WORDS && strpbrk(name, ",;!?") == NULL;
}

/* The name of a scanner, or the address of one. */
static gboolean
is_scanner(const char *name)
{
    g_auto(GStrv) words = g_strsplit_set(name, " <>()[]", -1);

    for (gsize i = 0; words[i] != NULL; i++) {
        g_autofree char *bare = g_strndup(words[i], strcspn(words[i], "."));
        if (*words[i] != '\0' && !is_address(words[i]) && !IS_ONE_OF(bare, program_scanner_words))
            return FALSE;
    }
    return TRUE;
}

/* A form with a name between opening and closing. */
static gboolean
is_of_form(const char *folded, LetterSureness *ret_sureness)
{
    const char *form;

    *ret_sureness = LETTER_SURE_CERTAIN;
    WORDS_EACH(WORDS_PROGRAM_LINE, form)
    {
        const char *bar = strchr(form, '|');
        if (bar == NULL && strcmp(folded, form) == 0)
            return TRUE;
        if (bar == NULL || strncmp(folded, form, (gsize)(bar - form)) != 0)
            continue;
        const char *rest = folded + (bar - form);
        if (!g_str_has_suffix(rest, bar + 1))
            continue;
        g_autofree char *name = g_strndup(rest, strlen(rest) - strlen(bar + 1));
        if (!is_short_name(g_strstrip(name)))
            continue;
        if (!is_scanner(name))
            *ret_sureness = LETTER_SURE_LIKELY;
        return TRUE;
    }
    return FALSE;
}

/* Removes `part` from the beginning or end of `*text`, of `*length` bytes. */
static gboolean
take_off(const char **text, gsize *length, const char *part, gboolean is_end)
{
    gsize n = strlen(part);
    if (n > *length || memcmp(is_end ? *text + *length - n : *text, part, n) != 0)
        return FALSE;
    *text += is_end ? 0 : n;
    *length -= n;
    return TRUE;
}

/* The first device or program in the `length` octets of `text`, and where it ends; or NULL. */
static const char *
find_joined_name(const char *text, gsize length, gsize *ret_end)
{
    const char *found = NULL, *name = NULL;

    for (gsize i = 0; found == NULL && i < G_N_ELEMENTS(program_joined_names); i++) {
        name = program_joined_names[i];
        found = g_strstr_len(text, (gssize)length, name);
    }
    for (WordsPlace place = {0};
         found == NULL && (name = words_next(WORDS_JOINED_DEVICE, &place)) != NULL;)
        found = g_strstr_len(text, (gssize)length, name);
    *ret_end = found != NULL ? (gsize)(found - text) + strlen(name) : 0;
    return found;
}

/* Certain if there is only a model beside the name. */
static gboolean
is_joined(const char *folded, LetterSureness *ret_sureness)
{
    const char *name = folded;
    gsize length = strlen(folded);
    gboolean is_framed = FALSE;
    const char *frame;

    WORDS_EACH(WORDS_JOINED_OPENING, frame)
    is_framed |= take_off(&name, &length, frame, FALSE);
    WORDS_EACH(WORDS_JOINED_CLOSING, frame)
    is_framed |= take_off(&name, &length, frame, TRUE);
    if (!is_framed)
        return FALSE;
    gsize end = 0;
    const char *found = find_joined_name(name, length, &end);
    if (found == NULL)
        return FALSE;
    gboolean is_plain = strspn(name, " ") >= (gsize)(found - name);
    for (gsize k = end; k < length; k++)
        is_plain = is_plain && (name[k] == ' ' || g_ascii_isalnum(name[k]));
    *ret_sureness = is_plain ? LETTER_SURE_CERTAIN : LETTER_SURE_LIKELY;
    return g_utf8_strlen(folded, -1) <= 30;
}

gboolean
program_line_match(const char *plain, LetterSureness *ret_sureness)
{
    LetterSureness sureness = LETTER_SURE_LIKELY;
    if (strlen(plain) > MAX_LINE_BYTES || *plain == '\0')
        return FALSE;
    g_autofree char *folded = text_casefold(plain + strspn(plain, "-_ ([<"), -1);
    gsize length = strlen(folded);

    while (length > 0 && strchr(" .])>", folded[length - 1]) != NULL)
        folded[--length] = '\0';
    if (!is_of_known_words(plain, &sureness) && !is_of_form(folded, &sureness) &&
        !is_joined(folded, &sureness))
        return FALSE;
    *ret_sureness = sureness;
    return TRUE;
}

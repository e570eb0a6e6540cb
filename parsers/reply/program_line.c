/* program_line.c - tells the lines of phones and mail programs from sentences.
 *
 * Every word has to be one that such lines are made of, so that nothing a person tells is in them.
 */
#include "parsers/reply/program_line.h"

#include "parsers/reply/program_words.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_LINE_BYTES 160
#define MAX_WORDS 12
#define MAX_UNKNOWN_WORDS 2
#define MAX_NAME_WORDS 5
#define MAX_MODEL_BYTES 7

/* The words of a line by their kind. */
typedef struct {
    guint n_sent;
    guint n_my;
    guint n_filler;
    guint n_name;
    guint n_system;
    guint n_unknown; /* with a capital letter */
} WordCount;

static gboolean
is_one_of(const char *word, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (strcmp(word, words[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

#define IS_ONE_OF(word, words) is_one_of(word, words, G_N_ELEMENTS(words))

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

/* "iphone", "iphone'umdan", "galaxy-telefoon" */
static gboolean
is_name(const char *word)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *bare = g_strndup(word, strcspn(word, "'"));
    char *quote = strstr(bare, "’");

    if (quote != NULL)
        *quote = '\0';
    if (IS_ONE_OF(word, program_name_words) || IS_ONE_OF(bare, program_name_words))
        return TRUE;
    parts = g_strsplit(bare, "-", 4);
    for (gsize i = 0; parts[i] != NULL; i++) {
        if (!IS_ONE_OF(parts[i], program_name_words) && !is_model(parts[i]))
            return FALSE;
    }
    return parts[0] != NULL && parts[1] != NULL;
}

/* Counts a word by its kind; FALSE for one that no program writes. */
static gboolean
count_word(const char *word, WordCount *count)
{
    gboolean is_elided = g_ascii_isalpha(*word) && (word[1] == '\'' || word[1] == '\xe2');
    gsize elision = !is_elided ? 0 : word[1] == '\'' ? 2 : strlen("l’");
    g_autofree char *folded = text_casefold(word + MIN(elision, strlen(word)), -1);
    gboolean is_sent = IS_ONE_OF(folded, program_sent_words);
    gboolean is_my = IS_ONE_OF(folded, program_my_words);
    gboolean is_filler = IS_ONE_OF(folded, program_filler_words);
    gboolean is_system = IS_ONE_OF(folded, program_system_words);
    gboolean is_device = is_name(folded);

    count->n_sent += is_sent ? 1 : 0;
    count->n_my += is_my ? 1 : 0;
    count->n_filler += is_filler ? 1 : 0;
    count->n_system += is_system ? 1 : 0;
    count->n_name += is_device ? 1 : 0;
    if (is_sent || is_my || is_filler || is_system || is_device || is_address(folded))
        return TRUE;
    if (is_model(folded))
        return count->n_name > 0 || count->n_unknown > 0;
    count->n_unknown++;
    return g_unichar_isupper(g_utf8_get_char(word));
}

/* Each word is one of a program's; the marks around words do not count. */
static gboolean
is_of_known_words(const char *plain)
{
    g_auto(GStrv) words = g_strsplit_set(plain, " <>[]()*_\"|", -1);
    WordCount count = {0};
    guint n = 0;

    for (gsize i = 0; words[i] != NULL; i++) {
        gsize length = strlen(words[i]);
        while (length > 0 && strchr(".,:-", words[i][length - 1]) != NULL)
            words[i][--length] = '\0';
        if (length == 0 || strcmp(words[i], "—") == 0)
            continue;
        if (++n > MAX_WORDS || !count_word(words[i], &count))
            return FALSE;
    }
    if (count.n_unknown > 0 && (count.n_my == 0 || count.n_unknown > MAX_UNKNOWN_WORDS))
        return FALSE;
    if (count.n_sent > 0)
        return count.n_name + count.n_system + count.n_unknown > 0;
    return count.n_name >= 2 && count.n_system > 0 && count.n_filler > 0;
}

static gboolean
is_short_name(const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);

    return *name != '\0' && g_strv_length(words) <= MAX_NAME_WORDS && strpbrk(name, ",;!?") == NULL;
}

/* A form whose rest, between opening and closing, is a name. */
static gboolean
is_of_form(const char *folded)
{
    for (gsize i = 0; i < G_N_ELEMENTS(program_line_forms); i++) {
        const ProgramLineForm *form = &program_line_forms[i];
        if (!g_str_has_prefix(folded, form->opening))
            continue;
        const char *rest = folded + strlen(form->opening);
        if (form->closing == NULL)
            return *rest == '\0';
        if (!g_str_has_suffix(rest, form->closing))
            continue;
        g_autofree char *name = g_strndup(rest, strlen(rest) - strlen(form->closing));
        if (is_short_name(g_strstrip(name)))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_joined(const char *folded)
{
    gboolean is_framed = FALSE;

    for (gsize i = 0; i < G_N_ELEMENTS(program_joined_openings); i++)
        is_framed |= g_str_has_prefix(folded, program_joined_openings[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(program_joined_closings); i++)
        is_framed |= g_str_has_suffix(folded, program_joined_closings[i]);
    for (gsize i = 0; is_framed && i < G_N_ELEMENTS(program_joined_names); i++) {
        if (strstr(folded, program_joined_names[i]) != NULL)
            return g_utf8_strlen(folded, -1) <= 30;
    }
    return FALSE;
}

gboolean
program_line_is(const char *plain)
{
    if (strlen(plain) > MAX_LINE_BYTES || *plain == '\0')
        return FALSE;
    g_autofree char *folded = text_casefold(plain + strspn(plain, "-_ ([<"), -1);
    gsize length = strlen(folded);

    while (length > 0 && strchr(" .])>", folded[length - 1]) != NULL)
        folded[--length] = '\0';
    return is_of_known_words(plain) || is_of_form(folded) || is_joined(folded);
}

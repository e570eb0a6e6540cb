/* attribution.c - recognises the line that mail programs write above a quotation.
 *
 * Owns the words of it in many languages. People write "On Monday they wrote:", too, so words alone
 * are never enough: there has to be an address, a date with a time, or a quotation right below.
 */
#include "parsers/reply/attribution.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_LINES 5
#define MAX_BYTES 600
#define MAX_UNKNOWN_BYTES 300
/* Day, month or hour, and minutes or year. */
#define MIN_DATE_DIGITS 4

/* Words that such a line begins with, where a date follows; case-folded, with their space. */
static const char *const openings[] = {
    "on ",
    "le ",
    "op ",
    "am ",
    "el ",
    "il ",
    "em ",
    "den ",
    "på ",
    "w dniu ",
    "dnia ",
    "dne ",
    "dňa ",
    "a ",
    "no ",
    "pada ",
    "în ",
    "pe ",
    "στισ ",
    "на ",
    "у ",
    "в ",
    "在 ",
    "于 ",
    "在",
    "于",
    "vào ",
    "il giorno ",
    "quoting ",
    "zitat von ",
    "citando ",
    "בתאריך ",
    "ב-",
    "في ",
    "tarihinde ",
    "i ",
    "kun ",
    "dana ",
    "al ",
    "u ",
    "kl. ",
    "le jeu. ",
    "mensaje citado por ",
    "op het moment ",
    "message du ",
    "ai ",
    "at ",
};

/* The verbs, case-folded; what ends in a space or begins with one stands between words. */
static const char *const verbs[] = {
    "wrote",
    "writes",
    "written:",
    "said:",
    "replied:",
    "quoting ",
    "schreef",
    "geschreven",
    "schrieb",
    "geschrieben",
    "a écrit",
    "a ecrit",
    "écrit :",
    "écrivait",
    "escribió",
    "escribio",
    "escribe",
    "ha scritto",
    "ha escrito",
    "scritto:",
    "scrive:",
    "escreveu",
    "escreveram",
    "skrev",
    "skreiv",
    "kirjoitti",
    "pisze",
    "napisał",
    "napisal",
    "napísal",
    "napisała",
    "odesílatel",
    "użytkownik",
    "írta",
    "a scris",
    "написал",
    "пишет",
    "пише",
    "написав",
    "написа",
    "yazdı",
    "έγραψε",
    "menulis",
    "đã viết",
    "viết:",
    "作成",
    "写道",
    "寫道",
    "写到",
    "さんは書きました",
    "書きました",
    "さんのメール",
    "のメール",
    "さんからのメール",
    "님이 작성",
    "작성:",
    "작성：",
    "כתב",
    "كتب",
    "va escriure",
    "kirjutas",
    "rašė",
    "rakstīja",
    "je napisal",
    "je napisao",
    "napisao",
    "napisala",
    "napsal",
    "napsala",
    "napísala",
    "zitat von ",
    "citando ",
    "mensaje citado por ",
};

typedef struct {
    gboolean has_address;
    gboolean has_time;
    gboolean has_date;
    gboolean has_verb;
    gboolean has_opening;
    gboolean has_number_first; /* the first or second word is a number: a date without opening */
    gboolean ends_in_colon;
} Evidence;

/* ---- what is in a line ---- */

static gboolean
has_prefix_of(const char *text, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (g_str_has_prefix(text, words[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_verb(const char *folded)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        const char *found = strstr(folded, verbs[i]);
        gboolean is_word = found != NULL && (found == folded || !g_ascii_isalpha(found[-1]));
        if (is_word && !g_ascii_isalpha(found[strlen(verbs[i])]))
            return TRUE;
        if (is_word && g_str_has_suffix(verbs[i], " "))
            return TRUE;
    }
    return FALSE;
}

/* 10:12, 10.12 Uhr, 10h12, 10時12分 */
static gboolean
is_time(const char *p)
{
    gsize digits = strspn(p, "0123456789");

    if (digits == 0 || digits > 2)
        return FALSE;
    p += digits;
    if (g_str_has_prefix(p, "時") || g_str_has_prefix(p, "时") || g_str_has_prefix(p, "點"))
        return TRUE;
    return (*p == ':' || *p == '.' || *p == 'h') && g_ascii_isdigit(p[1]) &&
           g_ascii_isdigit(p[2]) && !g_ascii_isdigit(p[3]) &&
           !(p[3] == '.' && g_ascii_isdigit(p[4]));
}

/* 2. 3. 2026, 02. 03. 26 */
static gboolean
is_spaced_date(const char *p)
{
    for (guint i = 0; i < 2; i++) {
        gsize digits = strspn(p, "0123456789");
        if (digits == 0 || digits > 2 || p[digits] != '.' || p[digits + 1] != ' ')
            return FALSE;
        p += digits + 2;
    }
    gsize digits = strspn(p, "0123456789");
    return digits == 2 || digits == 4;
}

/* 2014, 12/05/14, 12.05.2014, 2014-05-12 */
static gboolean
is_date(const char *p)
{
    gsize digits = strspn(p, "0123456789");

    if (is_spaced_date(p))
        return TRUE;

    if (digits == 4)
        return (p[0] == '1' && p[1] == '9') || (p[0] == '2' && p[1] == '0');
    if (digits == 0 || digits > 2 || strchr("./-", p[digits]) == NULL || p[digits] == '\0')
        return FALSE;
    p += digits + 1;
    digits = strspn(p, "0123456789");
    return digits > 0 && digits <= 2 && p[digits] != '\0' && strchr("./-", p[digits]) != NULL &&
           g_ascii_isdigit(p[digits + 1]);
}

static void
look_at_numbers(const char *text, Evidence *evidence)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_isdigit(*p) || (p > text && g_ascii_isalnum(p[-1])))
            continue;
        gboolean is_day = is_date(p);
        evidence->has_date |= is_day;
        evidence->has_time |= !is_day && is_time(p);
        p += strspn(p, "0123456789") - 1;
    }
}

/* x@y, with something on both sides */
static gboolean
has_address(const char *text)
{
    for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
        if (at > text && !g_ascii_isspace(at[-1]) && at[1] != '\0' && !g_ascii_isspace(at[1]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_number_first(const char *text)
{
    if (g_ascii_isdigit(*text))
        return TRUE;
    const char *space = strchr(text, ' ');
    return space != NULL && space - text <= 16 && space > text && space[-1] != ':' &&
           g_ascii_isdigit(space[1]);
}

static Evidence
look_at(const char *folded)
{
    Evidence evidence = {
        .has_address = has_address(folded),
        .has_verb = has_verb(folded),
        .has_opening = has_prefix_of(folded, openings, G_N_ELEMENTS(openings)),
        .has_number_first = has_number_first(folded),
        .ends_in_colon = g_str_has_suffix(folded, ":") || g_str_has_suffix(folded, "："),
    };

    look_at_numbers(folded, &evidence);
    return evidence;
}

/* ---- what it amounts to ---- */

/* "2014-11-04 10:12 GMT+01:00 X <x@y>:", "26.06.2014, 14:41, X <x@y>:", "2012/3/6 X <x@y>" */
static gboolean
is_without_verb(const Evidence *evidence, const char *folded, gboolean is_above_quote)
{
    if (!evidence->has_number_first || !evidence->has_address || strlen(folded) > 250)
        return FALSE;
    if (!evidence->has_date && !evidence->has_time)
        return FALSE;
    return (evidence->ends_in_colon && (evidence->has_time || is_above_quote)) ||
           (is_above_quote && evidence->has_date && g_str_has_suffix(folded, ">"));
}

/* In a language that is not known here: an address, the digits of a date, a colon, and the
 * quotation right below. */
static gboolean
is_of_unknown_language(const Evidence *evidence, const char *folded, gboolean is_above_quote)
{
    guint n_digits = 0;

    if (!is_above_quote || !evidence->has_address || !evidence->ends_in_colon ||
        strlen(folded) > MAX_UNKNOWN_BYTES)
        return FALSE;
    for (const char *p = folded; *p != '\0'; p = text_next_char(p))
        n_digits += g_unichar_isdigit(g_utf8_get_char(p)) ? 1 : 0;
    return n_digits >= MIN_DATE_DIGITS;
}

/* `is_dashed`: the line stood between dashes, which do for a colon ("---- On ... wrote ----"). */
static gboolean
is_attribution(const char *folded, gboolean is_dashed, gboolean is_above_quote)
{
    Evidence evidence = look_at(folded);
    gboolean has_moment = evidence.has_time && evidence.has_date;

    if (is_without_verb(&evidence, folded, is_above_quote) ||
        is_of_unknown_language(&evidence, folded, is_above_quote))
        return TRUE;
    if (!evidence.has_verb)
        return FALSE;
    if (!evidence.ends_in_colon && !is_dashed &&
        !(is_above_quote && (evidence.has_address || has_moment)))
        return FALSE;
    if (evidence.has_opening || evidence.has_number_first)
        return evidence.has_address || has_moment || is_above_quote;
    return evidence.has_address || has_moment || (is_above_quote && strlen(folded) < 120);
}

/* Takes the dashes off both ends of a line; TRUE where there were some at the end. */
static gboolean
strip_dashes(char *text)
{
    gsize begin = strspn(text, "-_= ");
    gsize length = strlen(text);
    gsize end = length;

    while (end > begin && strchr("-_= ", text[end - 1]) != NULL)
        end--;
    memmove(text, text + begin, end - begin);
    text[end - begin] = '\0';
    return length - end >= 2;
}

/* Whether a quotation comes right below line `at`, or nothing at all: then it was cut off. */
static gboolean
is_above_quote(const TextLines *lines, guint at, guint depth)
{
    guint next = text_lines_skip_blank(lines, at);

    return next == text_lines_count(lines) || text_lines_at(lines, next)->quote_depth > depth;
}

/* How many lines a line that begins like this may be wrapped into. */
static guint
max_lines(const char *folded)
{
    if (has_prefix_of(folded, openings, G_N_ELEMENTS(openings)))
        return MAX_LINES;
    if (has_number_first(folded) || *folded == '-')
        return 4;
    return strchr(folded, '@') != NULL || strchr(folded, '<') != NULL ? 3 : 1;
}

guint
attribution_match(const TextLines *lines, guint at)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    const guint depth = text_lines_at(lines, at)->quote_depth;
    guint max = 1;

    for (guint n = 1; n <= max && at + n <= text_lines_count(lines); n++) {
        const TextLine *line = text_lines_at(lines, at + n - 1);
        if (*line->plain == '\0' || line->quote_depth != depth)
            break;
        g_string_append(joined, n > 1 ? " " : "");
        g_string_append(joined, line->plain);
        if (joined->len > MAX_BYTES)
            break;
        g_autofree char *folded = text_casefold(joined->str, -1);
        if (n == 1)
            max = max_lines(folded);
        gboolean is_dashed = strip_dashes(folded);
        if (is_attribution(folded, is_dashed, is_above_quote(lines, at + n, depth)))
            return n;
    }
    return 0;
}

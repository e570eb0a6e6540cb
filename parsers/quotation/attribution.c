/* attribution.c - see attribution.h.
 *
 * The words are in parsers/words/. People also write "On Monday they wrote:", so words alone are
 * never enough: there must be an address, a date with a time, or a quotation directly below. */
#include "parsers/quotation/attribution.h"

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define MAX_LINES 5
#define MAX_BYTES 600
#define MAX_UNKNOWN_BYTES 300
/* Day, month or hour, and minutes or year. */
#define MIN_DATE_DIGITS 4
/* "Sept." */
#define MAX_ABBREVIATION_BYTES 6

typedef struct {
    gboolean has_address;
    gboolean has_time;
    gboolean has_date;
    gboolean has_verb;
    gboolean has_opening;
    gboolean is_dateless;      /* the opening is one without a date after it */
    gboolean has_number_first; /* the first or second word is a number: a date without opening */
    gboolean ends_in_colon;
} Evidence;

/* ---- content of a line ---- */

/* Whether `verb`, as found in `text`, is a whole word. */
static gboolean
is_word(const char *text, const char *found, const char *verb)
{
    const gsize length = strlen(verb);

    return (found == text || !g_ascii_isalpha(found[-1])) &&
           (verb[length - 1] == ' ' || !g_ascii_isalpha(found[length]));
}

/* The first verb in a line from `from` on, or NULL. */
static const char *
find_word(const char *text, const char *from, const char *verb)
{
    const char *found = strstr(from, verb);

    while (found != NULL && !is_word(text, found, verb))
        found = strstr(found + 1, verb);
    return found;
}

static gboolean
has_verb(const char *folded)
{
    const char *verb;

    WORDS_EACH(WORDS_ATTRIBUTION_VERB, verb)
    {
        if (find_word(folded, folded, verb) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* The last of the verbs in a line, or NULL. */
static const char *
find_last_verb(const char *text)
{
    const char *last = NULL, *verb;

    WORDS_EACH(WORDS_ATTRIBUTION_VERB, verb)
    {
        const char *from = last == NULL ? text : last + 1;
        for (const char *found = find_word(text, from, verb); found != NULL;
             found = find_word(text, found + 1, verb))
            last = found;
    }
    return last;
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
        .has_opening = words_prefix_length(WORDS_ATTRIBUTION_OPENING, folded) > 0,
        .is_dateless = words_prefix_length(WORDS_ATTRIBUTION_DATELESS, folded) > 0,
        .has_number_first = has_number_first(folded),
        .ends_in_colon = g_str_has_suffix(folded, ":") || g_str_has_suffix(folded, "："),
    };

    look_at_numbers(folded, &evidence);
    return evidence;
}

/* ---- the verdict ---- */

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

/* In an unknown language: an address, the digits of a date, a colon, and the quotation directly
 * below. */
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

/* The end of the last number before `to`, with the letters at it ("12th", "9h15"). */
static const char *
skip_numbers(const char *text, const char *to)
{
    const char *end = text;

    for (const char *p = text; p < to; p++) {
        if (g_ascii_isdigit(*p) && (p == text || !g_ascii_isalpha(p[-1])))
            end = p + 1;
    }
    while (end > text && end < to && g_ascii_isalnum(*end))
        end++;
    return end;
}

/* Whether a word cannot be part of a name: it is in lower case and not a particle. */
static gboolean
is_common_word(const char *word)
{
    gsize length = strcspn(word, ",;:()\"'");
    g_autofree char *bare = g_strndup(word, length);

    if (!g_unichar_islower(g_utf8_get_char(bare)) || strpbrk(bare, "@./") != NULL)
        return FALSE;
    return !words_have(WORDS_ATTRIBUTION_PARTICLE, bare);
}

/* In an attribution there is only a name between the date (or the beginning) and the verb. In a
 * sentence there are other words: "The manual says, on page 4, what the vendor wrote:". A name
 * directly before its address in <> may be in lower case. */
static guint
count_common_words(const char *plain)
{
    const char *verb = find_last_verb(plain);
    guint n = 0;

    if (verb == NULL)
        return 0;
    const char *begin = skip_numbers(plain, verb);
    g_autofree char *stretch = g_strndup(begin, (gsize)(verb - begin));
    char *address = strchr(stretch, '<');
    const char *name =
        address != NULL && strchr(address, '@') != NULL ? strchr(address, '>') : NULL;
    g_auto(GStrv) words = g_strsplit(name != NULL ? name : stretch, " ", -1);
    for (gsize i = 0; words[i] != NULL; i++)
        n += is_common_word(words[i]) ? 1 : 0;
    return n;
}

/* A line, or the pieces of a wrapped line, that may be an attribution. */
typedef struct {
    const char *plain;
    char *folded;
    Evidence evidence;
    gboolean is_dashed; /* between dashes, as good as a colon ("-- On ... wrote --") */
    gboolean is_above_quote;
} Candidate;

static Candidate
candidate_of(const char *plain, gboolean is_dashed, gboolean is_above_quote)
{
    Candidate candidate = {.plain = plain,
                           .folded = text_casefold(plain, -1),
                           .is_dashed = is_dashed,
                           .is_above_quote = is_above_quote};

    candidate.evidence = look_at(candidate.folded);
    /* The most costly sign is checked last, and not at all if the others exclude an attribution. */
    candidate.evidence.has_verb =
        (candidate.evidence.ends_in_colon || is_dashed || is_above_quote) &&
        has_verb(candidate.folded);
    return candidate;
}

static void
candidate_clear(Candidate *candidate)
{
    g_clear_pointer(&candidate->folded, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Candidate, candidate_clear)

/* With a verb: everything else in it is what programs write. */
static gboolean
is_shaped(const Candidate *candidate)
{
    const Evidence *evidence = &candidate->evidence;
    gboolean is_precise = evidence->has_address || (evidence->has_time && evidence->has_date);

    if (!evidence->ends_in_colon && !candidate->is_dashed)
        return candidate->is_above_quote && is_precise;
    return is_precise || evidence->is_dateless || candidate->is_above_quote;
}

/* Whether the signs of an attribution outweigh the words of a sentence. */
static gboolean
is_evident(const Candidate *candidate)
{
    const Evidence *evidence = &candidate->evidence;
    gboolean has_moment = evidence->has_time && evidence->has_date;
    gboolean has_day = evidence->has_time || evidence->has_date;
    guint n_common = count_common_words(candidate->plain);

    if (evidence->has_opening || evidence->has_number_first)
        return n_common < 3 &&
               (has_moment || (evidence->has_address && has_day) || evidence->is_dateless ||
                (candidate->is_above_quote && n_common == 0));
    if (evidence->has_address || has_moment)
        return n_common < 2;
    return candidate->is_above_quote && n_common == 0 && strlen(candidate->folded) < 120;
}

static gboolean
is_attribution(const Candidate *candidate)
{
    const Evidence *evidence = &candidate->evidence;
    gboolean is_above_quote = candidate->is_above_quote;

    if (is_without_verb(evidence, candidate->folded, is_above_quote) ||
        is_of_unknown_language(evidence, candidate->folded, is_above_quote))
        return !evidence->has_verb || count_common_words(candidate->plain) < 3;
    if (!evidence->has_verb || !is_shaped(candidate))
        return FALSE;
    return is_evident(candidate);
}

/* Removes the dashes from both ends of a line; TRUE if there were some at the end. */
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

/* Whether a quotation follows directly below line `at`, or nothing at all: then it was cut off. */
static gboolean
is_above_quote(const TextLines *lines, guint at, guint depth)
{
    guint next = text_lines_skip_blank(lines, at);

    return next == text_lines_count(lines) || text_lines_at(lines, next)->quote_depth > depth;
}

/* The maximum number of lines of a wrapped line that begins like this. */
static guint
max_lines(const Candidate *first)
{
    const Evidence *evidence = &first->evidence;

    if (evidence->has_opening || (evidence->has_time && evidence->has_date))
        return MAX_LINES;
    if (evidence->has_number_first || *first->plain == '-')
        return 4;
    return strchr(first->plain, '@') != NULL || strchr(first->plain, '<') != NULL ? 3 : 1;
}

/* ---- words before it ---- */

static gboolean
ends_sentence(const char *plain, gsize length)
{
    static const char *const stops[] = {".", "!", "?", ")", "。", "！", "？", "…"};

    for (gsize i = 0; i < G_N_ELEMENTS(stops); i++) {
        gsize n = strlen(stops[i]);
        if (length >= n && memcmp(plain + length - n, stops[i], n) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whether the `length` octets before a date are a sentence, not "Monday, Mar." */
static gboolean
is_sentence(const char *plain, gsize length)
{
    g_autofree char *words = g_strndup(plain, length);
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    guint n = g_strv_length(list);

    if (n == 0 || !ends_sentence(plain, length) || strpbrk(words, "0123456789") != NULL)
        return FALSE;
    return n >= 3 || plain[length - 1] != '.' || strlen(list[n - 1]) > MAX_ABBREVIATION_BYTES;
}

/* "On", "Am", ... with a date after it. "AM" does not count. */
static gboolean
begins_dated(const Candidate *candidate)
{
    const char *plain = candidate->plain;

    return candidate->evidence.has_opening &&
           (candidate->evidence.has_date || candidate->evidence.has_time) &&
           g_unichar_isupper(g_utf8_get_char(plain)) &&
           !g_unichar_isupper(g_utf8_get_char(text_next_char(plain)));
}

static gboolean
begins_word(const char *plain, gsize at)
{
    return plain[at - 1] == ' ' && plain[at] != ' ' && plain[at] != '\0' && plain[at] != '<';
}

/* Whether `whole` is an attribution, and none begins with `rest`, its lines after the first. If one
 * does, the first line does not belong to it. */
static gboolean
is_attribution_above(const Candidate *whole, const char *rest)
{
    if (!is_attribution(whole))
        return FALSE;
    g_auto(Candidate) other = candidate_of(rest, FALSE, whole->is_above_quote);
    const Evidence *evidence = &other.evidence;
    gboolean is_dated = evidence->has_number_first && evidence->has_date && evidence->has_time;

    return (!is_dated && !begins_dated(&other)) || !is_attribution(&other);
}

/* The offset of the attribution in a line that counts as one as a whole: after the last words
 * before it. The first `length` octets are its first line. An attribution without "On" must follow
 * a sentence. */
static gsize
find_begin(const Candidate *whole, gsize length)
{
    const char *plain = whole->plain;
    gsize sentence = 0;

    for (gsize at = length; at > 1; at--) {
        if (!begins_word(plain, at))
            continue;
        gboolean is_behind = sentence == 0 && is_sentence(plain, at - 1);
        if (!is_behind && !g_unichar_isupper(g_utf8_get_char(plain + at)))
            continue;
        g_auto(Candidate) rest = candidate_of(plain + at, FALSE, whole->is_above_quote);
        gboolean is_dated = begins_dated(&rest);
        if ((!is_dated && !is_behind) || !is_attribution(&rest))
            continue;
        if (is_dated)
            return at;
        sentence = at;
    }
    return whole->evidence.has_opening || whole->evidence.has_number_first ? 0 : sentence;
}

guint
attribution_match(const TextLines *lines, guint at, gsize *ret_begin)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    const TextLine *first = text_lines_at(lines, at);
    guint max = 1;

    for (guint n = 1; n <= max && at + n <= text_lines_count(lines); n++) {
        const TextLine *line = text_lines_at(lines, at + n - 1);
        if (*line->plain == '\0' || line->quote_depth != first->quote_depth)
            break;
        g_string_append(joined, n > 1 ? " " : "");
        g_string_append(joined, line->plain);
        if (joined->len > MAX_BYTES)
            break;
        g_autofree char *plain = g_strdup(joined->str);
        gboolean is_dashed = strip_dashes(plain);
        g_auto(Candidate) whole =
            candidate_of(plain, is_dashed, is_above_quote(lines, at + n, first->quote_depth));
        if (n == 1)
            max = max_lines(&whole);
        if (!is_attribution_above(&whole, joined->str + MIN(joined->len, strlen(first->plain) + 1)))
            continue;
        gsize before = is_dashed ? 0 : find_begin(&whole, MIN(strlen(plain), strlen(first->plain)));
        *ret_begin = text_lines_offset(lines, at, before);
        return n;
    }
    return 0;
}

/* signature.c - finds signatures, lines of programs and disclaimers below the new text.
 *
 * Knows the delimiters and the form of contact details. Does not guess at "Kind regards": greetings
 * stay. */
#include "parsers/quotation/signature.h"

#include "parsers/quotation/disclaimer.h"
#include "parsers/quotation/program_line.h"
#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"

#include <string.h>

/* A signature below "-- " has at most this many lines. */
#define MAX_SIGNATURE_LINES 25
#define MAX_CARD_LINES 12
#define MAX_CARD_LINE_CHARS 80
#define MAX_CARD_LINE_WORDS 9
#define MAX_ABBREVIATION_BYTES 5

/* ---- delimiters ---- */

/* "-- " (RFC 3676 section 4.3), exactly. */
static gboolean
is_standard_delimiter(const TextLines *lines, guint at)
{
    const TextLine *line = text_lines_at(lines, at);

    return line->end - line->begin == 3 && memcmp(lines->text + line->begin, "-- ", 3) == 0;
}

/* Variants of it: without the space, or one long dash. */
static gboolean
is_worn_delimiter(const TextLines *lines, guint at)
{
    const TextLine *line = text_lines_at(lines, at);

    return line->quote_depth == 0 &&
           (strcmp(line->plain, "--") == 0 || strcmp(line->plain, "—") == 0);
}

static gboolean
is_pgp_signature(const TextLines *lines, guint at)
{
    return strcmp(text_lines_at(lines, at)->plain, "-----BEGIN PGP SIGNATURE-----") == 0;
}

/* "Acme B.V.", "Acme Inc.": not the end of a sentence. */
static gboolean
ends_in_abbreviation(const char *plain)
{
    const char *space = strrchr(plain, ' ');
    const char *word = space == NULL ? plain : space + 1;
    gsize length = strlen(word);

    return length <= MAX_ABBREVIATION_BYTES &&
           (memchr(word, '.', length - 1) != NULL || g_ascii_isupper(*word));
}

/* A name, a company, a number, an address: few words, not a sentence. */
static gboolean
is_card_line(const char *plain)
{
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    gboolean ends_sentence = g_str_has_suffix(plain, ".") || g_str_has_suffix(plain, "!") ||
                             g_str_has_suffix(plain, "?") || g_str_has_suffix(plain, "。");

    return g_utf8_strlen(plain, -1) <= MAX_CARD_LINE_CHARS &&
           g_strv_length(words) <= MAX_CARD_LINE_WORDS &&
           (!ends_sentence || ends_in_abbreviation(plain));
}

static gboolean
is_card(const TextLines *lines, guint from, guint to)
{
    guint n = 0;

    for (guint i = from; i < to; i++) {
        const char *plain = text_lines_at(lines, i)->plain;
        if (*plain != '\0' && (++n > MAX_CARD_LINES || !is_card_line(plain)))
            return FALSE;
    }
    return n > 0;
}

/* The first delimiter with no quotation and at most the lines of a signature below it. Searched
 * from the end, so that a text full of delimiters takes linear time. */
static guint
find_delimiter(const TextLines *lines, guint from, guint to)
{
    guint n_filled = 0, found = to;

    for (guint i = to; i > from && n_filled <= MAX_SIGNATURE_LINES; i--) {
        if (text_lines_at(lines, i - 1)->quote_depth > 0)
            break;
        if (is_standard_delimiter(lines, i - 1) || is_pgp_signature(lines, i - 1) ||
            (n_filled <= MAX_CARD_LINES && is_worn_delimiter(lines, i - 1) &&
             is_card(lines, i, found)))
            found = i - 1;
        n_filled += text_lines_is_blank(lines, i - 1) ? 0 : 1;
    }
    return found;
}

static void
say_delimiter(const TextLines *lines, SignatureMatch *match)
{
    match->kind = LETTER_SEGMENT_SIGNATURE;
    if (is_pgp_signature(lines, match->from)) {
        match->sureness = LETTER_SURE_CERTAIN;
        match->sign = "a PGP signature";
    } else if (is_standard_delimiter(lines, match->from)) {
        match->sureness = LETTER_SURE_LIKELY;
        match->sign = "below two dashes and a space";
    } else {
        match->sureness = LETTER_SURE_GUESS;
        match->sign = "below two dashes, like a card";
    }
}

/* ---- lines of programs ---- */

/* A web address by itself, as "Get Outlook for iOS" has one below it. */
static gboolean
is_lone_address(const char *plain)
{
    plain += strspn(plain, "<[( ");
    return (g_str_has_prefix(plain, "http://") || g_str_has_prefix(plain, "https://") ||
            g_str_has_prefix(plain, "www.")) &&
           strchr(plain, ' ') == NULL;
}

/* Moves up over blank lines, rules and addresses, as long as a line of a program that is as certain
 * as those below is above them. */
static guint
find_program_lines(const TextLines *lines, guint from, guint to, LetterSureness *ret_sureness)
{
    guint begin = to;
    LetterSureness sureness;

    for (guint i = to; i > from; i--) {
        const char *plain = text_lines_at(lines, i - 1)->plain;
        if (text_lines_at(lines, i - 1)->quote_depth > 0)
            break;
        if (program_line_match(plain, &sureness)) {
            if (begin < to && sureness != *ret_sureness)
                break;
            *ret_sureness = sureness;
            begin = i - 1;
        } else if (*plain != '\0' && !quote_header_is_rule(plain) && !is_lone_address(plain)) {
            break;
        }
    }
    return begin;
}

/* ---- the whole ---- */

gboolean
signature_match(const TextLines *lines, guint from, guint to, SignatureMatch *ret_match)
{
    guint first = text_lines_skip_blank(lines, 0);
    /* The text below a delimiter or a rule at the very top is the mail itself. */
    guint below = MAX(from, first + 1);
    SignatureMatch match = {.kind = LETTER_SEGMENT_SIGNATURE,
                            .sign = "the line of a phone or mail program"};

    match.from = find_program_lines(lines, from, to, &match.sureness);
    if (match.from < to && match.sureness != LETTER_SURE_CERTAIN)
        match.sign = "like the line of a phone or mail program, of a name that is not known";
    if (match.from == to && below < to) {
        match.from = disclaimer_find(lines, below, to);
        match.kind = LETTER_SEGMENT_DISCLAIMER;
        match.sureness = LETTER_SURE_GUESS;
        match.sign = "a footer of a server or a list";
    }
    if (match.from == to && below < to) {
        match.from = find_delimiter(lines, below, to);
        if (match.from < to)
            say_delimiter(lines, &match);
    }
    if (match.from == to)
        return FALSE;
    *ret_match = match;
    return TRUE;
}

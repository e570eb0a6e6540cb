/* own_marker.c - see own_marker.h. */
#include "parsers/quotation/own_marker.h"

#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_MARKER_BYTES 250
#define MAX_NAME_WORDS 5
#define MAX_HEADLINE_LINES 4
#define LEAST_NUMBER_DIGITS 4

/* "[logo]", "[image: logo] <https://x.example>" */
static gboolean
is_picture(const char *plain)
{
    const char *end = strchr(plain, ']');

    return *plain == '[' && end != NULL &&
           (end[1] == '\0' || (g_str_has_prefix(end, "] <") && g_str_has_suffix(plain, ">")));
}

/* "Partner GmbH", "Support Desk": a few words in capitals, without a full stop. */
static gboolean
is_name(const char *plain)
{
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);

    if (g_strv_length(words) > MAX_NAME_WORDS || g_str_has_suffix(plain, "!") ||
        g_str_has_suffix(plain, "?") || strpbrk(plain, ":;,0123456789") != NULL)
        return FALSE;
    for (gsize i = 0; words[i] != NULL; i++) {
        gunichar first = g_utf8_get_char(words[i]);
        if (!g_unichar_isupper(first) && g_unichar_isalpha(first))
            return FALSE;
    }
    return TRUE;
}

gboolean
own_marker_is_text_above(const TextLines *lines, const LineInfo *info, guint to)
{
    for (guint i = 0; i < to; i++) {
        const char *plain = text_lines_at(lines, i)->plain;
        if (info[i].kind == LINE_TEXT && !quote_header_is_rule(plain) && !is_picture(plain) &&
            !is_name(plain) && !g_str_has_prefix(plain, OWN_MARKER_BEGIN))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_introduction(const TextLines *lines, const LineInfo *info, guint i)
{
    const guint bits = LINE_BIT(LINE_BLANK) | LINE_BIT(LINE_QUOTE) | LINE_BIT(LINE_ATTRIBUTION) |
                       LINE_BIT(LINE_BLOCK);

    return (bits & LINE_BIT(info[i].kind)) != 0 ||
           quote_header_is_rule(text_lines_at(lines, i)->plain);
}

/* The end of the lines above `to`, without lines that introduce a quotation. */
static guint
trim_introduction(const TextLines *lines, const LineInfo *info, guint to)
{
    while (to > 0 && is_introduction(lines, info, to - 1))
        to--;
    return to;
}

/* Whether the text has a number that looks like a ticket number. */
static gboolean
has_number(const char *plain)
{
    gsize n_digits = 0;

    for (const char *p = plain; *p != '\0' && n_digits < LEAST_NUMBER_DIGITS; p++)
        n_digits = g_ascii_isdigit(*p) ? n_digits + 1 : 0;
    return n_digits == LEAST_NUMBER_DIGITS;
}

/* Our mails begin with a headline: one line or a few with the ticket's number, and an empty line
 * between them and the marker. If an attribution or a block of header fields is above the headline,
 * it belongs to the quoted mail, and the reply is above that. Otherwise the headline may be the
 * reply. */
static guint
trim_headline(const TextLines *lines, const LineInfo *info, guint to)
{
    const guint headers = LINE_BIT(LINE_ATTRIBUTION) | LINE_BIT(LINE_BLOCK);
    guint headline = to;

    gboolean is_numbered = FALSE;
    if (info[to].kind != LINE_BLANK)
        return to;
    for (;
         headline > 0 && to - headline < MAX_HEADLINE_LINES && info[headline - 1].kind == LINE_TEXT;
         headline--)
        is_numbered = is_numbered || has_number(text_lines_at(lines, headline - 1)->plain);
    if (!is_numbered)
        return to;
    guint above = trim_introduction(lines, info, headline);
    gboolean is_introduced = line_kinds_find(info, above, headline, headers) < headline;
    gboolean is_answered = line_kinds_find(info, 0, above, LINE_BIT(LINE_TEXT)) < above;
    return is_introduced && is_answered ? above : to;
}

static gboolean
has_words_above(const TextLines *lines, const LineInfo *info, const OwnMarker *marker)
{
    const guint headers = LINE_BIT(LINE_QUOTE) | LINE_BIT(LINE_ATTRIBUTION) | LINE_BIT(LINE_BLOCK);
    guint header = line_kinds_find(info, marker->introduction, marker->from, headers);
    gboolean is_introduced =
        header < marker->from || text_lines_at(lines, marker->from)->quote_depth > 0;
    guint words = line_kinds_find(info, 0, marker->introduction, LINE_BIT(LINE_TEXT));
    gboolean is_split =
        header < marker->from && info[header].begin > text_lines_at(lines, header)->begin;

    if (is_introduced)
        return words < marker->introduction || is_split;
    if (marker->begin > text_lines_at(lines, marker->from)->begin)
        return TRUE;
    return own_marker_is_text_above(lines, info, marker->introduction);
}

/* Whether there are letters or digits from `begin` to before `end`. */
static gboolean
has_words(const char *begin, const char *end)
{
    for (const char *p = begin; p < end; p = text_next_char(p)) {
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return TRUE;
    }
    return FALSE;
}

static OwnMarker
marker_at(const TextLines *lines, const LineInfo *info, const char *found, const char *end)
{
    OwnMarker seen = {.from = text_lines_find(lines, (gsize)(found - lines->text)),
                      .to = text_lines_find(lines, (gsize)(end - lines->text) - 1) + 1};
    const TextLine *first = text_lines_at(lines, seen.from);
    const char *line = lines->text + first->begin;

    seen.begin = has_words(line, found) ? (gsize)(found - lines->text) : first->begin;
    seen.is_alone = !has_words(end, lines->text + text_lines_at(lines, seen.to - 1)->end);
    seen.introduction = trim_headline(lines, info, trim_introduction(lines, info, seen.from));
    return seen;
}

/* The next marker in `text` from `from` on, and its end; NULL if there is no other marker. */
static const char *
next_marker(const char *from, const char *marker, const char **ret_end)
{
    if (marker != NULL) {
        const char *found = *marker == '\0' ? NULL : strstr(from, marker);
        *ret_end = found == NULL ? NULL : found + strlen(marker);
        return found;
    }
    for (const char *begin = strstr(from, OWN_MARKER_BEGIN); begin != NULL;
         begin = strstr(begin + 1, OWN_MARKER_BEGIN)) {
        const char *end = strstr(begin, OWN_MARKER_END);
        if (end == NULL)
            return NULL;
        *ret_end = end + strlen(OWN_MARKER_END);
        if (end - begin <= MAX_MARKER_BYTES)
            return begin;
    }
    return NULL;
}

gboolean
own_marker_find(const TextLines *lines, const LineInfo *info, const char *marker,
                OwnMarker *ret_marker)
{
    const char *end = NULL;

    for (const char *found = next_marker(lines->text, marker, &end); found != NULL;
         found = next_marker(end, marker, &end)) {
        OwnMarker seen = marker_at(lines, info, found, end);
        if (has_words_above(lines, info, &seen)) {
            *ret_marker = seen;
            return TRUE;
        }
    }
    return FALSE;
}

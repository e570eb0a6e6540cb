/* disclaimer.c - see disclaimer.h. Owns the words; a paragraph has to have several of them, or
 * stand below a rule, or say in its first words what it is. */
#include "parsers/quotation/disclaimer.h"

#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_PARAGRAPH_LINES 30
#define MAX_RULED_LINES 12

/* First words of a disclaimer; case-folded. */
static const char *const titles[] = {
    "disclaimer",
    "confidentiality notice",
    "confidentiality note",
    "legal disclaimer",
    "legal notice",
    "privileged and confidential",
    "haftungsausschluss",
    "vertraulichkeitshinweis",
    "rechtlicher hinweis",
    "rechtliche hinweise",
    "vertrouwelijkheidsverklaring",
    "proclaimer",
    "avis de confidentialité",
    "clause de confidentialité",
    "avertissement",
    "aviso legal",
    "aviso de confidencialidad",
    "aviso de confidencialidade",
    "avviso di riservatezza",
    "avvertenza legale",
    "nota di riservatezza",
    "ansvarsfraskrivelse",
    "ansvarsfriskrivning",
    "fortrolighedserklæring",
    "vastuuvapauslauseke",
    "klauzula poufności",
    "zastrzeżenie poufności",
    "upozornění:",
    "důvěrnost:",
    NULL,
};

/* Words of secrecy, and words about whom it is for: a paragraph with both is a disclaimer. */
static const char *const secrecy_words[] = {
    "confidential",
    "privileged",
    "vertraulich",
    "vertrouwelijk",
    "confidentiel",
    "confidencial",
    "riservat",
    "confidenzial",
    "fortrolig",
    "konfidentiell",
    "konfidensiell",
    "luottamuksel",
    "poufn",
    "důvěrn",
    "dôvern",
    "конфиденциальн",
    "bizalmas",
    "gizli",
    NULL,
};
static const char *const recipient_words[] = {
    "intended recipient",
    "intended for",
    "intended solely",
    "intended only",
    "meant only for",
    "solely for the",
    "person to whom it is addressed",
    "addressee",
    "to whom they are addressed",
    "to whom it is addressed",
    "nicht der richtige adressat",
    "nicht der beabsichtigte",
    "bestimmten empfänger",
    "vorgesehenen empfänger",
    "ausschließlich für den",
    "irrtümlich erhalten",
    "bestemd voor",
    "geadresseerde",
    "beoogde ontvanger",
    "destinataire",
    "par erreur",
    "destinatari",
    "por error",
    "por engano",
    "per errore",
    "avsedd för",
    "avsedda mottagare",
    "tiltænkt",
    "beregnet for",
    "beregnet på",
    "tarkoitettu",
    "przeznaczon",
    "adresat",
    "určen",
    "адресат",
    "címzett",
    NULL,
};

/* Below a rule one of these does; case-folded. */
static const char *const footer_words[] = {
    "mailing list",       "/listinfo/",          "unsubscribe", "subscribed to the google groups",
    "intended recipient", "uitsluitend bestemd", NULL,
};

static gboolean
holds_one_of(const char *text, const char *const *words)
{
    for (gsize i = 0; words[i] != NULL; i++) {
        if (strstr(text, words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean
begins_with_title(const char *text)
{
    text += strspn(text, "*_-= \n[(!");
    for (gsize i = 0; titles[i] != NULL; i++) {
        if (g_str_has_prefix(text, titles[i]))
            return !g_ascii_isalpha(text[strlen(titles[i])]);
    }
    return FALSE;
}

/* The first line of the paragraph that ends before `end`; a rule in it is its first line. */
static guint
find_paragraph(const TextLines *lines, guint from, guint end)
{
    guint begin = end;

    while (begin > from && end - begin < MAX_PARAGRAPH_LINES) {
        const TextLine *line = text_lines_at(lines, begin - 1);
        if (line->quote_depth > 0 || *line->plain == '\0')
            break;
        begin--;
        if (quote_header_is_rule(line->plain))
            break;
    }
    return begin;
}

/* The rule above a paragraph, with blank lines between; `begin` where there is none. */
static guint
take_rule(const TextLines *lines, guint from, guint begin)
{
    guint above = begin;

    while (above > from && text_lines_is_blank(lines, above - 1))
        above--;
    if (above > from && text_lines_at(lines, above - 1)->quote_depth == 0 &&
        quote_header_is_rule(text_lines_at(lines, above - 1)->plain))
        return above - 1;
    return begin;
}

guint
disclaimer_find(const TextLines *lines, guint from, guint to)
{
    guint end = to;

    while (end > from && text_lines_is_blank(lines, end - 1))
        end--;
    guint begin = find_paragraph(lines, from, end);
    if (begin == end)
        return to;
    gboolean is_ruled = quote_header_is_rule(text_lines_at(lines, begin)->plain);
    g_autofree char *paragraph = text_lines_slice(lines, begin, end);
    g_autofree char *folded = text_casefold(paragraph, -1);
    if (begins_with_title(folded) ||
        (holds_one_of(folded, secrecy_words) && holds_one_of(folded, recipient_words)))
        return is_ruled ? begin : take_rule(lines, from, begin);
    gboolean is_short = end - begin <= MAX_RULED_LINES;
    if (is_ruled && is_short &&
        (holds_one_of(folded, footer_words) || holds_one_of(folded, secrecy_words)))
        return begin;
    return to;
}

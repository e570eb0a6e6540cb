/* quote_header.c - see quote_header.h. Owns the words; where text is cut is reply_text.c's
 * business. */
#include "parsers/quote_header.h"

#include <string.h>

#define QUOTE_HEADER_MAX_LINES 3
#define QUOTE_HEADER_MAX_LENGTH 400

/* What a line of attribution ends with. */
static const char *const quote_header_ends[] = {
    "wrote:",      "writes:",     "schreef:",          "schrijft:",      "schrieb:",
    "schreibt:",   "a écrit :",   "a écrit:",          "a écrit\u00a0:", "écrit :",
    "escribió:",   "escribio:",   "ha scritto:",       "scrisse:",       "escreveu:",
    "escreveu :",  "skrev:",      "skriver:",          "napisał:",       "napisał(a):",
    "pisze:",      "napsal:",     "napsal(a):",        "napsala:",       "kirjoitti:",
    "írta:",       "написал:",    "написал(а):",       "пишет:",         "yazdı:",
    "のメール:",   "書きました:", "さんは書きました:", "wrote :",        "heeft geschreven:",
    "geschreven:",
};

/* What such a line begins with, in lower case. */
static const char *const quote_header_starts[] = {
    "on ",     "op ", "am ",     "le ",      "el ",        "il ",  "em ",
    "den ",    "på ", "w dniu ", "dnia ",    "dne ",       "dňa ", "om ",
    "no dia ", "a ",  "at ",     "in data ", "il giorno ", "вт, ", "schrieb ",
};

/* Rules that a program draws above the original. */
static const char *const quote_header_rules[] = {
    "original message",        "forwarded message",     "oorspronkelijk bericht",
    "ursprüngliche nachricht", "originalnachricht",     "message d'origine",
    "message original",        "mensaje original",      "messaggio originale",
    "mensagem original",       "oprindelig meddelelse", "ursprungligt meddelande",
    "opprinnelig melding",     "wiadomość oryginalna",  "původní zpráva",
    "original appointment",    "reply message",         "origineel bericht",
    "original mail",
};

/* The first and the following labels of a block, in lower case, without their colon. */
static const char *const quote_header_from[] = {"from", "van", "von",       "de",     "da", "fra",
                                                "från", "od",  "lähettäjä", "差出人", "от"};
static const char *const quote_header_more[] = {
    "sent",         "date", "to",        "subject",  "cc",         "verzonden",
    "datum",        "aan",  "onderwerp", "gesendet", "an",         "betreff",
    "envoyé",       "à",    "objet",     "enviado",  "para",       "asunto",
    "assunto",      "data", "inviato",   "a",        "oggetto",    "sendt",
    "dato",         "til",  "emne",      "skickat",  "till",       "ämne",
    "wysłano",      "do",   "temat",     "odesláno", "komu",       "předmět",
    "送信日時",     "宛先", "件名",      "fecha",    "enviado el", "envoyé le",
    "verzonden op", "дата", "кому",      "тема",
};

/* A line without quote marks, emphasis and surrounding white space, folded to lower case. */
static char *
quote_header_fold(const char *line)
{
    line += strspn(line, "> \t*_");
    g_autofree char *text = g_strdup(line);
    g_strchomp(text);
    gsize length = strlen(text);
    while (length > 0 && strchr("*_ ", text[length - 1]) != NULL)
        text[--length] = '\0';
    return g_utf8_strdown(text, -1);
}

static gboolean
quote_header_label_is(const char *folded, const char *const *labels, guint count)
{
    const char *colon = strchr(folded, ':');
    const char *wide = strstr(folded, "\xef\xbc\x9a");
    if (colon == NULL || (wide != NULL && wide < colon))
        colon = wide;
    if (colon == NULL || colon - folded > 40)
        return FALSE;
    g_autofree char *label = g_strndup(folded, (gsize)(colon - folded));
    gsize length = strlen(label);
    while (length > 0 && strchr("* \xa0\xc2", label[length - 1]) != NULL)
        label[--length] = '\0';
    for (guint i = 0; i < count; i++)
        if (strcmp(label, labels[i]) == 0)
            return TRUE;
    return FALSE;
}

/* "From:" with at least two more labels in the lines behind it. */
static guint
quote_header_block(char *const *lines)
{
    g_autofree char *first = quote_header_fold(lines[0]);
    if (!quote_header_label_is(first, quote_header_from, G_N_ELEMENTS(quote_header_from)))
        return 0;
    guint found = 0, last = 0;
    for (guint i = 1; i <= 8 && lines[i] != NULL; i++) {
        g_autofree char *folded = quote_header_fold(lines[i]);
        if (quote_header_label_is(folded, quote_header_more, G_N_ELEMENTS(quote_header_more))) {
            found++;
            last = i;
        }
    }
    return found >= 2 ? last + 1 : 0;
}

static gboolean
quote_header_is_rule(const char *line)
{
    g_autofree char *folded = quote_header_fold(line);
    if (g_str_has_prefix(folded, "-----") || g_str_has_prefix(folded, "---")) {
        for (guint i = 0; i < G_N_ELEMENTS(quote_header_rules); i++)
            if (strstr(folded, quote_header_rules[i]) != NULL)
                return TRUE;
    }
    return FALSE;
}

static gboolean
quote_header_has_end(const char *folded)
{
    for (guint i = 0; i < G_N_ELEMENTS(quote_header_ends); i++)
        if (g_str_has_suffix(folded, quote_header_ends[i]))
            return TRUE;
    return FALSE;
}

/* An address or a date: what tells an attribution from a sentence that happens to end in "wrote:".
 */
static gboolean
quote_header_names_someone(const char *folded)
{
    return strchr(folded, '@') != NULL || strpbrk(folded, "0123456789") != NULL;
}

static gboolean
quote_header_has_start(const char *folded)
{
    for (guint i = 0; i < G_N_ELEMENTS(quote_header_starts); i++)
        if (g_str_has_prefix(folded, quote_header_starts[i]))
            return TRUE;
    return g_ascii_isdigit(*folded);
}

/* "On DATE, NAME wrote:" over up to three lines; or an address with any verb and a colon. */
static guint
quote_header_attribution(char *const *lines)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < QUOTE_HEADER_MAX_LINES && lines[i] != NULL && *lines[i] != '\0'; i++) {
        g_autofree char *folded = quote_header_fold(lines[i]);
        if (joined->len > 0)
            g_string_append_c(joined, ' ');
        g_string_append(joined, folded);
        if (joined->len > QUOTE_HEADER_MAX_LENGTH)
            return 0;
        gboolean has_start = quote_header_has_start(joined->str);
        if (quote_header_has_end(joined->str) && quote_header_names_someone(joined->str) &&
            (has_start || i == 0))
            return i + 1;
        /* A date in front, an address, a colon behind: whatever the language's verb is. */
        if (has_start && strchr(joined->str, '@') != NULL && g_str_has_suffix(joined->str, ":") &&
            strpbrk(joined->str, "0123456789") != NULL)
            return i + 1;
    }
    return 0;
}

guint
quote_header_length(char *const *lines)
{
    if (lines[0] == NULL || *lines[0] == '\0')
        return 0;
    if (quote_header_is_rule(lines[0]))
        return 1;
    guint block = quote_header_block(lines);
    return block > 0 ? block : quote_header_attribution(lines);
}

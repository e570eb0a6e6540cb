/* quote_header.c - tells the kinds of headers above quotations apart.
 *
 * Owns the dividing lines with and without words. Does not know the words of attributions
 * (attribution) and fields (header_block).
 */
#include "parsers/quotation/quote_header.h"

#include "parsers/quotation/attribution.h"
#include "parsers/quotation/header_block.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MIN_RULE_CHARS 5

/* Between dashes; case-folded. */
static const char *const original_words[] = {
    "original message",
    "original",
    "original email",
    "original mail",
    "original appointment",
    "original-nachricht",
    "originalnachricht",
    "ursprüngliche nachricht",
    "ursprungliche nachricht",
    "ursprüngliche mail",
    "originele bericht",
    "oorspronkelijk bericht",
    "origineel bericht",
    "oorspronkelijk e-mailbericht",
    "originele e-mail",
    "message d'origine",
    "message d’origine",
    "message original",
    "message initial",
    "mail original",
    "e-mail d'origine",
    "mensaje original",
    "correo original",
    "messaggio originale",
    "messaggio originario",
    "mensagem original",
    "mensagem de origem",
    "oprindelig meddelelse",
    "oprindelig besked",
    "original meddelelse",
    "originalmeddelande",
    "ursprungligt meddelande",
    "opprinnelig melding",
    "original melding",
    "opprinnelig e-post",
    "alkuperäinen viesti",
    "oryginalna wiadomość",
    "wiadomość oryginalna",
    "wiadomość źródłowa",
    "původní zpráva",
    "původní e-mail",
    "pôvodná správa",
    "eredeti üzenet",
    "mesaj original",
    "mesajul original",
    "orijinal mesaj",
    "özgün ileti",
    "исходное сообщение",
    "оригинальное сообщение",
    "оригінальне повідомлення",
    "αρχικό μήνυμα",
    "元のメッセージ",
    "元のメール",
    "オリジナルメッセージ",
    "原始邮件",
    "原始信件",
    "原始郵件",
    "邮件原件",
    "원본 메시지",
    "원본 메일",
    "הודעה מקורית",
    "pesan asli",
    "izvorna poruka",
    "izvirno sporočilo",
    "replied message",
    "reply message",
    "回复的原邮件",
    "primary message",
};

/* With or without dashes; case-folded. */
static const char *const forward_words[] = {
    "forwarded message",
    "forwarded by",
    "begin forwarded message",
    "start of forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "weitergeleitet von",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "doorgezonden bericht",
    "message transféré",
    "message transmis",
    "début du message réexpédié",
    "début du message transféré",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "início da mensagem encaminhada",
    "início da mensagem reencaminhada",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "vidarebefordrat mejl",
    "videresendt melding",
    "videresendt meddelelse",
    "videresendt besked",
    "start på videresendt besked",
    "start på videresendt melding",
    "välitetty viesti",
    "przekazana wiadomość",
    "wiadomość przekazana dalej",
    "přeposlaná zpráva",
    "předávaná zpráva",
    "továbbított üzenet",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "начало переадресованного сообщения",
    "転送されたメッセージ",
    "転送メッセージ",
    "转发的邮件",
    "轉寄的郵件",
};

/* Words of ticket systems: "Please reply above this line". */
static const char *const marker_words[][2] = {
    {"above this line", "reply"},     {"above this line", "type"},
    {"above this line", "write"},     {"above this line", "respond"},
    {"above the line", "reply"},      {"boven deze regel", ""},
    {"boven deze lijn", ""},          {"oberhalb dieser zeile", ""},
    {"über dieser zeile", "antwort"}, {"au-dessus de cette ligne", ""},
    {"por encima de esta línea", ""}, {"sopra questa riga", ""},
    {"sopra questa linea", ""},       {"acima desta linha", ""},
    {"ovanför denna rad", ""},        {"over denne linje", ""},
    {"powyżej tej linii", ""},        {"nad tento řádek", ""},
    {"nad tímto řádkem", ""},         {"この行より上", ""},
};

/* ---- rules and dashes ---- */

static gboolean
is_dash(gunichar c)
{
    return (c < 128 && strchr("-_=~#+", (int)c) != NULL) || (c >= 0x2010 && c <= 0x2015) ||
           c == 0x2212 || c == 0x2500 || c == 0x2501 || c == 0xFF0D || c == 0x30FC;
}

gboolean
quote_header_is_rule(const char *plain)
{
    guint n = 0;

    for (const char *p = plain; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_dash(c) && c != ' ')
            return FALSE;
        n += c != ' ' ? 1 : 0;
    }
    return n >= MIN_RULE_CHARS;
}

/* What stands between dashes, case-folded, a colon at its end taken off; `ret_is_dashed` tells
 * whether there were two dashes or more on its left. (transfer full) */
static char *
words_between_dashes(const char *plain, gboolean *ret_is_dashed)
{
    const char *begin = plain;
    const char *end = plain + strlen(plain);
    guint n = 0;

    for (; begin < end; begin = text_next_char(begin)) {
        gunichar c = g_utf8_get_char(begin);
        if (!is_dash(c) && c != ' ' && c != '<' && c != '[')
            break;
        n++;
    }
    while (end > begin) {
        gunichar c = g_utf8_get_char(g_utf8_prev_char(end));
        if (!is_dash(c) && c != ' ' && c != '>' && c != ']' && c != ':' && c != 0xFF1A)
            break;
        end = g_utf8_prev_char(end);
    }
    *ret_is_dashed = n >= 2;
    return text_casefold(begin, end - begin);
}

static gboolean
is_marker(const char *words)
{
    if (strlen(words) > 200)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(marker_words); i++) {
        if (strstr(words, marker_words[i][0]) != NULL && strstr(words, marker_words[i][1]) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* A forward's line: its words, and then an end, dashes or a name ("Forwarded by X"). */
static gboolean
is_forward(const char *words, gboolean is_dashed, const char *plain)
{
    gboolean has_colon = g_str_has_suffix(plain, ":") || g_str_has_suffix(plain, "：");

    for (gsize i = 0; i < G_N_ELEMENTS(forward_words); i++) {
        if (strcmp(words, forward_words[i]) == 0)
            return is_dashed || has_colon;
        if (is_dashed && g_str_has_prefix(words, forward_words[i]))
            return TRUE;
    }
    return FALSE;
}

gboolean
quote_header_begins_forward(const char *text)
{
    gboolean is_dashed;
    g_autofree char *words = words_between_dashes(text, &is_dashed);

    for (gsize i = 0; i < G_N_ELEMENTS(forward_words); i++) {
        const char *rest = words + MIN(strlen(words), strlen(forward_words[i]));
        gboolean has_colon = *rest == ':' || (*rest == '\0' && g_str_has_suffix(text, ":"));
        if (g_str_has_prefix(words, forward_words[i]) && (is_dashed || has_colon))
            return TRUE;
    }
    return FALSE;
}

/* ---- headers ---- */

static gboolean
match_words(const TextLines *lines, guint at, QuoteHeaderMatch *match)
{
    const char *plain = text_lines_at(lines, at)->plain;
    gboolean is_dashed;
    g_autofree char *words = words_between_dashes(plain, &is_dashed);

    if (is_marker(words)) {
        match->kind = QUOTE_HEADER_MARKER;
        return TRUE;
    }
    guint next = text_lines_skip_blank(lines, at + 1);
    guint n_block = next < text_lines_count(lines) ? header_block_match(lines, next, 1) : 0;
    gboolean is_original =
        is_dashed && text_is_one_of(words, original_words, G_N_ELEMENTS(original_words));
    if (is_forward(words, is_dashed, plain))
        match->kind = QUOTE_HEADER_FORWARD;
    else if (is_original || (quote_header_is_rule(plain) && n_block > 0))
        match->kind = QUOTE_HEADER_BLOCK;
    if (match->kind != QUOTE_HEADER_NONE && n_block > 0)
        match->n_lines = next + n_block - at;
    return match->kind != QUOTE_HEADER_NONE;
}

/* A rule above "On ... wrote:" belongs to it. */
static guint
match_ruled_attribution(const TextLines *lines, guint at)
{
    guint next = text_lines_skip_blank(lines, at + 1);
    gsize begin = 0;

    if (!quote_header_is_rule(text_lines_at(lines, at)->plain) || next == text_lines_count(lines))
        return 0;
    guint n = attribution_match(lines, next, &begin);
    return n > 0 && begin == text_lines_at(lines, next)->begin ? next + n - at : 0;
}

QuoteHeaderMatch
quote_header_match(const TextLines *lines, guint at)
{
    QuoteHeaderMatch match = {.n_lines = 1, .begin = text_lines_at(lines, at)->begin};

    if (match_words(lines, at, &match))
        return match;
    guint n = header_block_match(lines, at, 2);
    if (n > 0) {
        match.kind = QUOTE_HEADER_BLOCK;
        match.n_lines = n;
        return match;
    }
    n = attribution_match(lines, at, &match.begin);
    if (n == 0)
        n = match_ruled_attribution(lines, at);
    if (n > 0) {
        match.kind = QUOTE_HEADER_ATTRIBUTION;
        match.n_lines = n;
    }
    return match;
}

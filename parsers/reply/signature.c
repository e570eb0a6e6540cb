/* signature.c - finds signatures that a program can be sure of.
 *
 * Owns the words of mail programs ("Sent from my iPhone") and of footers. Refuses to guess at
 * "Kind regards": greetings stay.
 */
#include "parsers/reply/signature.h"

#include "parsers/reply/quote_header.h"
#include "parsers/text/text_clean.h"

#include <string.h>

/* Below "-- " people write a card, not a letter. */
#define MAX_SIGNATURES 20
#define MAX_SIGNATURE_LINES 25
#define MAX_PROGRAM_LINE_BYTES 160

/* Beginnings of lines that programs add; case-folded. */
static const char *const program_lines[] = {
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent from proton",
    "sent from samsung",
    "sent from mobile",
    "sent from a mobile",
    "sent from an ",
    "sent from android",
    "sent from iphone",
    "sent from ipad",
    "sent from windows mail",
    "sent from spark",
    "sent from mailspring",
    "sent from nine",
    "sent from bluemail",
    "sent from blue mail",
    "sent from aqua mail",
    "sent from typeapp",
    "sent from mailbird",
    "sent from front",
    "sent from airmail",
    "sent from newton",
    "sent from type",
    "sent from aol",
    "sent from gmail",
    "sent from mailbox",
    "sent from superhuman",
    "sent from hey",
    "sent from the ",
    "sent from [",
    "sent with ",
    "sent via ",
    "sent using ",
    "sent on the go",
    "get outlook for ",
    "get bluemail for ",
    "verzonden vanaf ",
    "verzonden vanuit ",
    "verzonden met ",
    "verstuurd vanaf ",
    "verstuurd met ",
    "verstuurd via ",
    "verstuurd vanuit ",
    "outlook voor ",
    "download outlook voor ",
    "outlook ophalen voor ",
    "gesendet von ",
    "gesendet mit ",
    "gesendet aus ",
    "von meinem ",
    "von unterwegs gesendet",
    "diese nachricht wurde von meinem ",
    "outlook für ",
    "holen sie sich outlook",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir ",
    "envoyé avec ",
    "envoyé par ",
    "envoyé via ",
    "obtenez outlook pour ",
    "télécharger outlook pour ",
    "provenance : courrier pour ",
    "enviado desde ",
    "enviado con ",
    "obtener outlook para ",
    "descarga outlook para ",
    "enviado do meu ",
    "enviado a partir ",
    "enviado de ",
    "enviado via ",
    "enviado pelo ",
    "obter o outlook para ",
    "obter outlook para ",
    "baixar o outlook",
    "inviato da ",
    "inviato dal ",
    "inviato con ",
    "ottieni outlook per ",
    "scarica outlook per ",
    "sendt fra ",
    "sendt med ",
    "hent outlook til ",
    "få outlook for ",
    "skickat från ",
    "skickat med ",
    "skaffa outlook för ",
    "hämta outlook för ",
    "hanki outlook ",
    "lähetetty ",
    "wysłane z ",
    "wysłano z ",
    "wysłane przy użyciu ",
    "pobierz program outlook ",
    "pobierz aplikację outlook ",
    "odesláno z ",
    "odesláno pomocí ",
    "odoslané z ",
    "získat outlook pro ",
    "získejte outlook pro ",
    "отправлено с ",
    "отправлено из ",
    "отправлено от ",
    "надіслано з ",
    "скачать outlook для ",
    "iphone'umdan gönderildi",
    "iphone'dan gönderildi",
    "iphone から送信",
    "iphoneから送信",
    "ipadから送信",
    "androidから送信",
    "outlook for ios を入手",
    "outlook for android を入手",
    "从我的 ",
    "从我的",
    "發自我的 ",
    "发自我的 ",
    "發自我的",
    "发自我的",
    "나의 iphone에서 보냄",
    "trimis de pe ",
    "poslano z ",
    "poslano sa ",
    "küldve: ",
    "στάλθηκε από ",
    "this email has been checked for viruses by ",
    "this e-mail has been checked for viruses by ",
    "virus-free. ",
    "virusfrei. ",
    "virusvrij. ",
    "garanti sans virus. ",
    "libre de virus. ",
    "privo di virus. ",
    "livre de vírus. ",
};

/* In lines below a mail that a list's program or a company's server put there; case-folded. */
static const char *const footer_words[] = {
    "mailing list",
    "/listinfo/",
    "unsubscribe",
    "subscribed to the google groups",
    "intended recipient",
    "confidential",
    "vertraulich",
    "vertrouwelijk",
    "uitsluitend bestemd",
    "confidentiel",
    "confidencial",
    "riservat",
    "fortrolig",
    "konfidentiell",
    "poufn",
    "důvěrn",
    NULL,
};

/* "Sent from my desk, which is easier." is a sentence: after these words comes the name of a
 * device, or few words and no stop. */
static gboolean
is_sentence(const char *line)
{
    static const char *const devices[] = {
        "phone",  "ipad",  "ipod",    "android", "galaxy", "samsung", "blackberry", "tablet",
        "mobile", "nokia", "windows", "xperia",  "pixel",  "huawei",  "mac",        "watch"};
    static const char opening[] = "sent from my ";

    if (!g_str_has_prefix(line, opening))
        return FALSE;
    line += strlen(opening);
    g_autofree char *name = g_strndup(line, strcspn(line, ",.;"));
    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++) {
        if (strstr(name, devices[i]) != NULL)
            return FALSE;
    }
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    return strpbrk(line, ",;") != NULL || g_strv_length(words) > 5;
}

gboolean
signature_is_program_line(const char *plain)
{
    if (strlen(plain) > MAX_PROGRAM_LINE_BYTES)
        return FALSE;
    g_autofree char *folded = text_casefold(plain, -1);
    const char *begin = folded + strspn(folded, "-_ ([<");

    for (gsize i = 0; i < G_N_ELEMENTS(program_lines); i++) {
        if (g_str_has_prefix(begin, program_lines[i]))
            return !is_sentence(begin);
    }
    return FALSE;
}

/* "-- " and, as programs and people lose the space, "--"; "—" alone is what some phones make. */
static gboolean
is_delimiter(const TextLine *line)
{
    return line->quote_depth == 0 &&
           (strcmp(line->plain, "--") == 0 || strcmp(line->plain, "—") == 0 ||
            strcmp(line->plain, "-----BEGIN PGP SIGNATURE-----") == 0);
}

/* The first delimiter with no quotation and no more than a signature's lines below it; found from
 * the end, so that a text of nothing but delimiters costs no more than its length. */
static guint
find_delimiter(const TextLines *lines, guint from, guint to)
{
    guint n_filled = 0, found = to;

    for (guint i = to; i > from && n_filled <= MAX_SIGNATURE_LINES; i--) {
        const TextLine *line = text_lines_at(lines, i - 1);
        if (line->quote_depth > 0)
            break;
        if (is_delimiter(line))
            found = i - 1;
        n_filled += text_lines_is_blank(lines, i - 1) ? 0 : 1;
    }
    return found;
}

/* A web address by itself, as "Get Outlook for iOS" has one below it. */
static gboolean
is_lone_address(const char *plain)
{
    plain += strspn(plain, "<[( ");
    return (g_str_has_prefix(plain, "http://") || g_str_has_prefix(plain, "https://") ||
            g_str_has_prefix(plain, "www.")) &&
           strchr(plain, ' ') == NULL;
}

/* Goes up over blank lines, rules and addresses as long as a program's line stands above them. */
static guint
find_program_lines(const TextLines *lines, guint from, guint to)
{
    guint begin = to;

    for (guint i = to; i > from; i--) {
        const char *plain = text_lines_at(lines, i - 1)->plain;
        if (text_lines_at(lines, i - 1)->quote_depth > 0)
            break;
        if (signature_is_program_line(plain))
            begin = i - 1;
        else if (*plain != '\0' && !quote_header_is_rule(plain) && !is_lone_address(plain))
            break;
    }
    return begin;
}

/* The last paragraph, where a server or a list put it below a rule or speaks of secrecy. */
static guint
find_footer(const TextLines *lines, guint from, guint to)
{
    guint end = to, begin;

    while (end > from && text_lines_is_blank(lines, end - 1))
        end--;
    for (begin = end; begin > from && end - begin < 12; begin--) {
        const TextLine *line = text_lines_at(lines, begin - 1);
        if (line->quote_depth > 0 || *line->plain == '\0')
            break;
        if (quote_header_is_rule(line->plain)) {
            begin--;
            break;
        }
    }
    if (begin == end || !quote_header_is_rule(text_lines_at(lines, begin)->plain))
        return to;
    g_autofree char *paragraph = text_lines_slice(lines, begin, end);
    g_autofree char *folded = text_casefold(paragraph, -1);
    for (gsize i = 0; footer_words[i] != NULL; i++) {
        if (strstr(folded, footer_words[i]) != NULL)
            return begin;
    }
    return to;
}

guint
signature_find(const TextLines *lines, guint from, guint to)
{
    guint first = text_lines_skip_blank(lines, from);
    guint end = to;

    if (first >= to)
        return to;
    /* One may stand above another, but no person's mail ends in many. */
    for (guint round = 0; round < MAX_SIGNATURES; round++) {
        guint begin = find_footer(lines, first + 1, end);
        if (begin == end)
            begin = find_program_lines(lines, first + 1, end);
        if (begin == end)
            begin = find_delimiter(lines, first + 1, end);
        if (begin == end)
            return end;
        end = begin;
    }
    return end;
}

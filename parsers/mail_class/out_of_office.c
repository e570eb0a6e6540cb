/* out_of_office.c - the list of words; a weak sign, as people write of their absence, too. */
#include "parsers/mail_class/out_of_office.h"

#include "parsers/header/subject_prefix.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_TEXT_BYTES 400

/* All of these lists are case-folded (so "ß" is "ss"). What follows an opening has to be a colon, a
 * dash or the like, or the end. */
static const char *const openings[] = {
    "automatic reply",
    "automatic response",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "autoresponder",
    "automated reply",
    "automated response",
    "auto",
    "out of office",
    "out of the office",
    "out-of-office",
    "ooo",
    "out of office autoreply",
    "out of office reply",
    "out of office notification",
    "vacation",
    "vacation reply",
    "vacation response",
    "on vacation",
    "away from my mail",
    "away",
    "automatisch antwoord",
    "automatische reactie",
    "automatisch bericht",
    "automatische beantwoording",
    "afwezig",
    "afwezigheid",
    "afwezigheidsmelding",
    "afwezigheidsbericht",
    "niet aanwezig",
    "automatische antwort",
    "automatische rückantwort",
    "abwesenheit",
    "abwesenheitsnotiz",
    "abwesenheitsnachricht",
    "abwesenheitsbenachrichtigung",
    "abwesenheitsmeldung",
    "abwesend",
    "ausser haus",
    "nicht im büro",
    "réponse automatique",
    "reponse automatique",
    "absence du bureau",
    "message d'absence",
    "absence",
    "absent du bureau",
    "absent(e) du bureau",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "ausencia",
    "risposta automatica",
    "fuori ufficio",
    "fuori sede",
    "assenza",
    "resposta automática",
    "resposta automatica",
    "fora do escritório",
    "ausência temporária",
    "ausente do escritório",
    "automatisk svar",
    "autosvar",
    "automatiskt svar",
    "automatiskt svar utanför kontoret",
    "frånvaro",
    "frånvarande",
    "ikke til stede",
    "ikke på kontoret",
    "fravær",
    "fraværende",
    "fraværsmeddelelse",
    "fraværsassistent",
    "automaattinen vastaus",
    "poissa",
    "odpowiedź automatyczna",
    "automatyczna odpowiedź",
    "poza biurem",
    "nieobecność",
    "nieobecny",
    "automatická odpověď",
    "mimo kancelář",
    "nepřítomnost",
    "nepřítomen",
    "automatická odpoveď",
    "mimo kancelárie",
    "automatikus válasz",
    "házon kívül",
    "răspuns automat",
    "otomatik yanıt",
    "ofis dışında",
    "автоматический ответ",
    "автоответ",
    "вне офиса",
    "автоматична відповідь",
    "αυτόματη απάντηση",
    "automatski odgovor",
    "samodejni odgovor",
    "自動応答",
    "自動返信",
    "不在",
    "不在通知",
    "不在のお知らせ",
    "自动回复",
    "自動回覆",
    "自动答复",
    "外出",
    "자동 회신",
    "부재중",
    NULL,
};

/* Behind a person's name: Notes and others write a whole sentence. What follows it has to be the
 * end, or say until when. */
static const char *const sentences[] = {
    "is out of the office",
    "is out of office",
    "i am out of the office",
    "i am out of office",
    "i'm out of the office",
    "out of office autoreply",
    "out of office auto-reply",
    "(out of office)",
    "is away from the office",
    "is on vacation",
    "ist ausser haus",
    "ist nicht im büro",
    "ist abwesend",
    "is niet aanwezig",
    "is afwezig",
    "est absent",
    "está fuera de la oficina",
    "è fuori ufficio",
    "är inte på kontoret",
    "er ikke på kontoret",
    "jest poza biurem",
    "このメールは自動返信",
    NULL,
};

/* In the first lines of the answer itself. */
static const char *const texts[] = {
    "out of the office",
    "out of office",
    "i am currently away",
    "i am away",
    "i'm away",
    "on annual leave",
    "on vacation",
    "on holiday",
    "on maternity leave",
    "on parental leave",
    "nicht im büro",
    "ausser haus",
    "bin abwesend",
    "im urlaub",
    "niet aanwezig",
    "ben afwezig",
    "op vakantie",
    "niet op kantoor",
    "suis absent",
    "suis actuellement absent",
    "en congé",
    "fuera de la oficina",
    "de vacaciones",
    "fuori ufficio",
    "in ferie",
    "fora do escritório",
    "de férias",
    "er på ferie",
    "på semester",
    "inte på kontoret",
    "ikke på kontoret",
    "poza biurem",
    "na urlopie",
    "mimo kancelář",
    "na dovolené",
    "不在にしております",
    "休暇",
    NULL,
};

static const char *
without_prefixes(const char *subject)
{
    gsize length;

    for (guint i = 0; i < 10; i++) {
        if (subject_prefix_match(subject, &length) == SUBJECT_PREFIX_NONE)
            break;
        subject += length;
    }
    return subject;
}

static gboolean
is_opening_end(const char *rest)
{
    static const char *const ends[] = {":", "：", "-", "–", "—", "(", "[", "!", ".", "/", "【"};

    rest += strspn(rest, " \"'");
    if (*rest == '\0')
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (g_str_has_prefix(rest, ends[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_sentence_end(const char *rest)
{
    static const char *const words[] = {
        "until ", "till ", "from ", "to ",  "since ", "returning ", "and will ", "today",
        "bis ",   "vom ",  "von ",  "tot ", "van ",   "t/m ",       "du ",       "jusqu",
        "hasta ", "fino ", "até ",  "til ", "till ",  "do "};

    rest += strspn(rest, " ");
    if (*rest == '\0' || strchr(".!()[]:;-/", *rest) != NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_has_prefix(rest, words[i]))
            return TRUE;
    }
    return FALSE;
}

/* Whether one of the sentences stands in the subject, as whole words. */
static gboolean
has_sentence(const char *folded)
{
    for (gsize i = 0; sentences[i] != NULL; i++) {
        const char *found = strstr(folded, sentences[i]);
        if (found != NULL && (found == folded || found[-1] == ' ' || *found == '(') &&
            is_sentence_end(found + strlen(sentences[i])))
            return TRUE;
    }
    return FALSE;
}

gboolean
out_of_office_is_subject(const char *subject)
{
    g_autofree char *line = text_clean_line(without_prefixes(subject), 1000);
    g_autofree char *folded = text_casefold(line, -1);
    const char *begin = folded + strspn(folded, " \"'[(*");

    if (g_str_has_suffix(folded, "?")) /* people ask; answers do not */
        return FALSE;
    for (gsize i = 0; openings[i] != NULL; i++) {
        if (g_str_has_prefix(begin, openings[i]) && is_opening_end(begin + strlen(openings[i])))
            return TRUE;
    }
    return has_sentence(folded);
}

gboolean
out_of_office_is_text(const char *text)
{
    g_autofree char *folded = text_casefold(text, (gssize)text_prefix_length(text, MAX_TEXT_BYTES));

    for (gsize i = 0; texts[i] != NULL; i++) {
        if (strstr(folded, texts[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

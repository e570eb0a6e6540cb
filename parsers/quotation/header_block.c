/* header_block.c - recognises the header fields that Outlook and others put above a quotation.
 *
 * Owns the names of the fields in many languages.
 */
#include "parsers/quotation/header_block.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_NAME_BYTES 60
#define MAX_WRAPPED_LINES 6
#define MAX_BLOCK_LINES 40

typedef enum {
    FIELD_NONE = 0,
    FIELD_FROM = 1 << 0,
    FIELD_DATE = 1 << 1,
    FIELD_TO = 1 << 2,
    FIELD_CC = 1 << 3,
    FIELD_SUBJECT = 1 << 4,
    FIELD_PERSON = 1 << 5, /* and what else may be anything */
    FIELD_RATING = 1 << 6,
    FIELD_FILES = 1 << 7,
    FIELD_ID = 1 << 8,
} Field;

/* Each list begins and ends with a bar; names are case-folded. "De" and "Data" serve in several
 * languages. */
static const struct {
    Field field;
    const char *names;
} fields[] = {
    {FIELD_FROM,
     "|from|von|van|de|da|från|fra|od|lähettäjä|от|від|feladó|gönderen|kimden|από|de la|"
     "expéditeur|emisor|remitente|mittente|remetente|afzender|absender|avsändare|"
     "afsender|avsender|nadawca|odesílatel|odosielateľ|差出人|送信者|发件人|寄件者|"
     "寄件人|發件人|보낸 사람|보낸사람|발신|מאת|من|dari|šalje|saatja|nuo|no|pošiljatelj|"
     "发送人|von/from|"},
    {FIELD_DATE,
     "|sent|date|sent at|sent on|date sent|gesendet|gesendet "
     "am|datum|verzonden|verstuurd|verzonden "
     "op|envoyé|envoyé le|envoyé à|date d'envoi|enviado|enviado el|enviado a las|fecha|fecha de "
     "envío|inviato|inviato il|inviata|data|data invio|enviada em|enviado em|enviada|enviado às|"
     "skickat|skickades|sendt|dato|wysłano|wysłane|odesláno|odoslané|dátum|lähetetty|päivämäärä|"
     "päiväys|отправлено|дата|дата и время|надіслано|elküldve|küldve|küldés ideje|gönderildi|"
     "gönderilme|gönderme tarihi|tarih|στάλθηκε|ημερομηνία|trimis|送信日時|送信|日時|日付|发送时间|"
     "发送日期|日期|時間|时间|寄件日期|傳送時間|送達時間|보낸 날짜|보낸 시간|날짜|일시|נשלח|תאריך|"
     "تاريخ الإرسال|التاريخ|dikirim|tanggal|poslano|poslato|saadetud|išsiųsta|nosūtīts|"},
    {FIELD_TO,
     "|to|an|aan|naar|à|a|para|till|til|do|komu|vastaanottaja|кому|címzett|kime|alıcı|"
     "kimə|προς|către|catre|宛先|收件人|收件者|받는 사람|받는사람|수신|אל|إلى|kepada|pour|"
     "destinataire|destinataires|destinatario|destinatari|destinatário|adresat|pro|za|"
     "mottaker|modtager|mottagare|ontvanger|geadresseerde|empfänger|saaja|kam|prima|"},
    {FIELD_CC, "|cc|bcc|kopie|kopie (cc)|kopi|kopia|dw|copie|copie à|copia|copia a|копия|копія|"
               "másolatot kap|másolat|bilgi|抄送|副本|参照|참조|עותק|نسخة|kópia|κοιν.|tembusan|"},
    {FIELD_SUBJECT, "|subject|betreff|onderwerp|betreft|objet|sujet|asunto|oggetto|assunto|ämne|"
                    "emne|temat|předmět|predmet|aihe|тема|tárgy|konu|θέμα|subiect|件名|主题|主旨|"
                    "主題|제목|נושא|الموضوع|subjek|perihal|teema|tema|zadeva|naslov|"},
    {FIELD_PERSON, "|reply-to|reply to|antwort an|antwoord aan|répondre à|responder a|rispondi a|"
                   "svar til|svara till|odpowiedz do|sent by|organization|organisation|resent-from|"
                   "mailed-by|signed-by|"},
    {FIELD_RATING, "|importance|priority|sensitivity|wichtigkeit|priorität|vertraulichkeit|belang|"
                   "urgentie|prioriteit|gevoeligheid|priorité|importancia|prioridad|importância|"
                   "prioridade|importanza|priorità|prioritet|viktighet|vigtighed|tärkeys|ważność|"
                   "priorytet|důležitost|priorita|важность|重要度|重要性|重要度|중요도|"},
    {FIELD_FILES, "|attachments|attachment|anlagen|anlage|bijlagen|bijlage|pièces jointes|"
                  "pièce jointe|datos adjuntos|archivos adjuntos|adjuntos|allegati|allegato|anexos|"
                  "anexo|bilagor|bilaga|vedhæftede filer|vedhæftet fil|vedlegg|liitteet|załączniki|"
                  "přílohy|вложения|添付ファイル|附件|첨부 파일|"},
    {FIELD_ID, "|message-id|"},
};

static Field
field_of_name(const char *name)
{
    g_autofree char *folded = text_casefold(name, -1);
    g_autofree char *key = g_strdup_printf("|%s|", g_strstrip(folded));

    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (strstr(fields[i].names, key) != NULL)
            return fields[i].field;
    }
    return FIELD_NONE;
}

/* The field of a line such as "From: X", "From : X", "| From: X" or "件名：X". */
static Field
field_of_line(const char *plain)
{
    plain += strspn(plain, "| ");
    const char *colon = strchr(plain, ':');
    const char *wide = strstr(plain, "：");

    if (wide != NULL && (colon == NULL || wide < colon))
        colon = wide;
    if (colon == NULL || colon == plain || colon - plain > MAX_NAME_BYTES)
        return FIELD_NONE;
    g_autofree char *name = g_strndup(plain, (gsize)(colon - plain));
    return strchr(name, '|') != NULL ? FIELD_NONE : field_of_name(name);
}

static guint
count_others(guint mask)
{
    guint n = 0;

    for (guint bit = FIELD_DATE; bit <= FIELD_SUBJECT; bit <<= 1)
        n += (mask & bit) != 0 ? 1 : 0;
    return n;
}

/* Lines that are no field since the last one that is. */
typedef struct {
    guint n_strange;
    guint n_blank;
} Gap;

static gboolean
gap_is_too_wide(const Gap *gap)
{
    return gap->n_blank > 1 || gap->n_strange > MAX_WRAPPED_LINES ||
           (gap->n_blank > 0 && gap->n_strange > 0);
}

guint
header_block_match(const TextLines *lines, guint at, guint min_others)
{
    const guint depth = text_lines_at(lines, at)->quote_depth;
    guint mask = 0, n_lines = 0;
    Gap gap = {0};

    for (guint i = at; i < text_lines_count(lines) && i - at < MAX_BLOCK_LINES; i++) {
        const TextLine *line = text_lines_at(lines, i);
        Field field = field_of_line(line->plain);
        if (line->quote_depth != depth)
            break;
        if (field != FIELD_NONE && (field >= FIELD_PERSON || (mask & field) == 0)) {
            mask |= (guint)field;
            n_lines = i - at + 1;
            gap = (Gap){0};
        } else if (i == at) {
            return 0;
        } else if (*line->plain == '\0') {
            gap.n_blank++;
        } else {
            gap.n_strange++;
        }
        if (gap_is_too_wide(&gap))
            break;
    }
    return (mask & FIELD_FROM) != 0 && count_others(mask) >= min_others ? n_lines : 0;
}

gboolean
header_block_is_from(const char *plain)
{
    return field_of_line(plain) == FIELD_FROM;
}

HeaderBlockLine
header_block_read(const char *plain, const char **ret_value)
{
    Field field = field_of_line(plain);
    *ret_value = plain;
    if (field == FIELD_NONE)
        return HEADER_BLOCK_WRAPPED;
    const char *colon = strchr(plain, ':'), *wide = strstr(plain, "：");
    gboolean is_wide = colon == NULL || (wide != NULL && wide < colon);
    *ret_value = is_wide ? wide + strlen("：") : colon + 1;
    return field == FIELD_DATE     ? HEADER_BLOCK_DATE
           : field == FIELD_RATING ? HEADER_BLOCK_RATING
           : field == FIELD_FILES  ? HEADER_BLOCK_FILES
           : field == FIELD_ID     ? HEADER_BLOCK_ID
                                   : HEADER_BLOCK_NAMES;
}

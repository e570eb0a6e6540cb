/* header_value.c - see header_value.h. Has the words for an importance and the form of file names;
 * date_text.c reads dates. */
#include "parsers/quotation/header_value.h"

#include "parsers/quotation/date_text.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_ENDING_BYTES 5

/* Words for an importance or a sensitivity: whole words, case-folded, each between bars. */
static const char *const rating_words =
    "|high|highest|low|lowest|normal|medium|urgent|non|important|personal|private|"
    "confidential|company|hoch|niedrig|mittel|vertraulich|persönlich|privat|hoog|laag|"
    "normaal|vertrouwelijk|haute|élevée|faible|basse|normale|alta|baja|baixa|bassa|media|média|hög|"
    "låg|høj|lav|høy|korkea|matala|normaali|wysoka|wysoki|niska|niski|normalny|normalna|vysoká|"
    "nízká|nízka|normální|magas|alacsony|yüksek|düşük|высокая|низкая|обычная|高|低|中|普通|正常|"
    "높음|낮음|보통|";

/* Whether each word is one for an importance or a sensitivity. A single unknown word may be one in
 * an unknown language. */
static HeaderValue
read_rating(const char *value)
{
    g_autofree char *folded = text_casefold(value, -1);
    g_auto(GStrv) words = g_strsplit_set(folded, " \t:-()/", -1);
    guint n_words = 0, n_unknown = 0;

    for (gsize i = 0; words[i] != NULL; i++) {
        g_autofree char *entry = g_strconcat("|", words[i], "|", NULL);
        gboolean is_number = g_ascii_isdigit(words[i][0]) && words[i][1] == '\0';
        n_words += *words[i] != '\0';
        n_unknown += *words[i] != '\0' && !is_number && strstr(rating_words, entry) == NULL;
    }
    return n_unknown == 0 ? HEADER_VALUE_USUAL
           : n_words == 1 ? HEADER_VALUE_FOREIGN
                          : HEADER_VALUE_WORDS;
}

/* "report.pdf", "report.pdf (12 KB)" */
static gboolean
is_file_name(const char *name)
{
    gsize length = strcspn(name, "(<");

    while (length > 0 && name[length - 1] == ' ')
        length--;
    g_autofree char *bare = g_strndup(name, length);
    const char *dot = strrchr(bare, '.');
    if (dot == NULL || dot == bare)
        return FALSE;
    gsize n = strlen(dot + 1);
    for (gsize i = 1; i <= n; i++) {
        if (!g_ascii_isalnum(dot[i]))
            return FALSE;
    }
    return n > 0 && n <= MAX_ENDING_BYTES;
}

static HeaderValue
read_files(const char *value)
{
    g_auto(GStrv) names = g_strsplit_set(value, ";,", -1);

    for (gsize i = 0; names[i] != NULL; i++) {
        const char *name = g_strstrip(names[i]);
        if (*name != '\0' && !is_file_name(name))
            return HEADER_VALUE_WORDS;
    }
    return HEADER_VALUE_USUAL;
}

/* "<a@b>" */
static HeaderValue
read_id(const char *value)
{
    value += strspn(value, " ");
    return strchr(value, ' ') == NULL && (*value == '\0' || strchr(value, '@') != NULL)
               ? HEADER_VALUE_USUAL
               : HEADER_VALUE_WORDS;
}

HeaderValue
header_value_read(HeaderBlockLine field, const char *value)
{
    switch (field) {
    case HEADER_BLOCK_DATE:
        switch (date_text_read(value)) {
        case DATE_TEXT_WHOLE:
            return HEADER_VALUE_USUAL;
        case DATE_TEXT_FOREIGN:
            return HEADER_VALUE_FOREIGN;
        case DATE_TEXT_WITH_WORDS:
            break;
        }
        return HEADER_VALUE_WORDS;
    case HEADER_BLOCK_RATING:
        return read_rating(value);
    case HEADER_BLOCK_FILES:
        return read_files(value);
    case HEADER_BLOCK_ID:
        return read_id(value);
    case HEADER_BLOCK_WRAPPED:
    case HEADER_BLOCK_NAMES:
        break;
    }
    return HEADER_VALUE_USUAL;
}

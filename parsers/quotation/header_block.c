/* header_block.c - see header_block.h. */
#include "parsers/quotation/header_block.h"

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

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
    FIELD_PERSON = 1 << 5, /* and fields with any value */
    FIELD_RATING = 1 << 6,
    FIELD_FILES = 1 << 7,
    FIELD_ID = 1 << 8,
} Field;

static const struct {
    Field field;
    WordsKind names;
} fields[] = {
    {FIELD_FROM, WORDS_HEADER_FROM},       {FIELD_DATE, WORDS_HEADER_DATE},
    {FIELD_TO, WORDS_HEADER_TO},           {FIELD_CC, WORDS_HEADER_CC},
    {FIELD_SUBJECT, WORDS_HEADER_SUBJECT}, {FIELD_PERSON, WORDS_HEADER_PERSON},
    {FIELD_RATING, WORDS_HEADER_RATING},   {FIELD_FILES, WORDS_HEADER_FILES},
};

static Field
field_of_name(const char *name)
{
    g_autofree char *folded = text_casefold(name, -1);
    const char *key = g_strstrip(folded);

    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (words_have(fields[i].names, key))
            return fields[i].field;
    }
    return strcmp(key, "message-id") == 0 ? FIELD_ID : FIELD_NONE;
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

/* Number of lines since the last field. */
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

/* spam_mark.c - see spam_mark.h. Trusts the topmost field of each name. */
#include "parsers/mail_class/spam_mark.h"

#include <string.h>

static const struct {
    const char *field;
    const char *word; /* the first word of its value */
} marks[] = {
    {"X-Spam-Flag", "yes"}, {"X-Spam-Status", "yes"}, {"X-Spam", "yes"},
    {"X-Bogosity", "spam"}, {"X-Bogosity", "yes"},    {"X-DSPAM-Result", "spam"},
};

char *
spam_mark_describe(const char *field, const char *value)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        gsize length = strlen(marks[i].word);
        if (g_ascii_strcasecmp(marks[i].field, field) == 0 &&
            g_ascii_strncasecmp(value, marks[i].word, length) == 0 &&
            (value[length] == '\0' || strchr(" \t;,(", value[length]) != NULL))
            return g_strdup_printf("%s: %s", marks[i].field, value);
    }
    return NULL;
}

const char *
spam_mark_field(guint index)
{
    return index < G_N_ELEMENTS(marks) ? marks[index].field : NULL;
}

char *
spam_mark_find(const MailSigns *signs)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (mail_signs_header_is(signs, marks[i].field, marks[i].word))
            return mail_signs_describe(signs, marks[i].field);
    }
    return NULL;
}

/* spam_mark.c - see spam_mark.h. Believes the topmost field of each name. */
#include "parsers/mail_class/spam_mark.h"

static const struct {
    const char *field;
    const char *word; /* the first of its value */
} marks[] = {
    {"X-Spam-Flag", "yes"}, {"X-Spam-Status", "yes"}, {"X-Spam", "yes"},
    {"X-Bogosity", "spam"}, {"X-Bogosity", "yes"},    {"X-DSPAM-Result", "spam"},
};

char *
spam_mark_find(const MailSigns *signs)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (mail_signs_header_is(signs, marks[i].field, marks[i].word))
            return mail_signs_describe(signs, marks[i].field);
    }
    return NULL;
}

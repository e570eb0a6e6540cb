/* mail_priority.c - see mail_priority.h. Does not know what a ticket system calls it. */
#include "parsers/header/mail_priority.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define MAX_VALUE_BYTES 100

static const struct {
    const char *field;
    const char *word; /* in lower case */
    const char *priority;
} words[] = {
    {"X-Priority", "1", "highest"},        {"X-Priority", "2", "high"},
    {"X-Priority", "3", "normal"},         {"X-Priority", "4", "low"},
    {"X-Priority", "5", "lowest"},         {"Importance", "high", "high"},
    {"Importance", "normal", "normal"},    {"Importance", "medium", "normal"},
    {"Importance", "low", "low"},          {"Priority", "urgent", "high"},
    {"Priority", "normal", "normal"},      {"Priority", "non-urgent", "low"},
    {"X-MSMail-Priority", "high", "high"}, {"X-MSMail-Priority", "normal", "normal"},
    {"X-MSMail-Priority", "low", "low"},
};

const char *
mail_priority_of(const char *field, const char *value)
{
    gsize length = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    if (value[length] != '\0' && strchr(" \t(;,", value[length]) == NULL)
        return NULL;
    g_autofree char *word = g_ascii_strdown(value, (gssize)length);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i].field, field) == 0 && strcmp(words[i].word, word) == 0)
            return words[i].priority;
    return NULL;
}

void
mail_priority_read(ParseRun *run, GMimeMessage *message)
{
    static const char *const fields[] = {"X-Priority", "Importance", "Priority",
                                         "X-MSMail-Priority"};
    const char *found = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(fields) && found == NULL; i++) {
        const char *raw = g_mime_object_get_header(GMIME_OBJECT(message), fields[i]);
        g_autofree char *value = text_clean_line(raw != NULL ? raw : "", MAX_VALUE_BYTES);
        found = mail_priority_of(fields[i], value);
    }
    g_free(run->letter->priority);
    run->letter->priority = g_strdup(found);
}

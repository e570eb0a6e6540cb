/* signature.c - see signature.h. */
#include "parsers/signature.h"

#include <string.h>

/* In lower case; how programs advertise themselves under a mail. */
static const char *const signature_starts[] = {
    "sent from my ",
    "sent from mail for windows",
    "sent from outlook",
    "get outlook for ",
    "sent via ",
    "sent with ",
    "verzonden vanaf mijn ",
    "verstuurd vanaf mijn ",
    "verzonden met ",
    "verstuurd via ",
    "von meinem ",
    "gesendet von ",
    "envoyé de mon ",
    "envoyé depuis ",
    "enviado desde mi ",
    "enviado do meu ",
    "inviato da ",
    "sendt fra min ",
    "skickat från min ",
    "wysłano z ",
    "odesláno z ",
    "iphoneから送信",
    "outlook für ",
    "download outlook ",
    "sent using ",
    "sent from yahoo",
    "sent from proton",
    "sent from my",
};

gboolean
signature_begins(const char *line)
{
    if (strcmp(line, "-- ") == 0 || strcmp(line, "--") == 0)
        return TRUE;
    if (strlen(line) > 120)
        return FALSE;
    g_autofree char *folded = g_utf8_strdown(line + strspn(line, " \t*_"), -1);
    for (guint i = 0; i < G_N_ELEMENTS(signature_starts); i++)
        if (g_str_has_prefix(folded, signature_starts[i]))
            return TRUE;
    return FALSE;
}

/* marker_line.c - see marker_line.h. */
#include "gateway/marker_line.h"

#include <string.h>

/* English first. */
static const struct {
    const char *language, *line;
} lines[] = {
    {"en", "##- Please type your reply above this line -##"},
    {"nl", "##- Typ uw antwoord boven deze regel -##"},
    {"de", "##- Bitte antworten Sie oberhalb dieser Zeile -##"},
    {"fr", "##- Veuillez écrire votre réponse au-dessus de cette ligne -##"},
};

const char *
marker_line_in(const char *language)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        gsize length = strlen(lines[i].language);
        if (g_ascii_strncasecmp(language, lines[i].language, length) == 0 &&
            (language[length] == '\0' || language[length] == '-'))
            return lines[i].line;
    }
    return lines[0].line;
}

gboolean
marker_line_is(const char *line)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (strcmp(line, lines[i].line) == 0)
            return TRUE;
    }
    return FALSE;
}

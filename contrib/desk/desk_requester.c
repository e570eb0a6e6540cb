#include "desk_requester.h"

#include <glib.h>
#include <string.h>

char *
desk_requester_of(const DeskTicket *ticket)
{
    static const char *const labels[] = {"From: ", "Sender: ", "Envelope sender: "};
    const char *description = ticket->description != NULL ? ticket->description : "";
    if (ticket->contact != NULL && *ticket->contact != '\0')
        return g_strdup(ticket->contact);
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        if (!g_str_has_prefix(description, labels[i]))
            continue;
        const char *person = description + strlen(labels[i]);
        return g_strstrip(g_strndup(person, strcspn(person, "\r\n")));
    }
    return g_strdup("");
}

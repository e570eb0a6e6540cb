/* refused_files.h - attachments that the ticket system refuses for ever: remembered as text, which
 * the journal keeps, and named for people. Pure. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Adds attachment `index` of the Letter to what mail->record has as refused: lines "INDEX REASON"
 * (UTF-8, the reason one line), or NULL at first. `reason`: in the API's words, or NULL. */
void refused_files_add(const RouteMail *mail, guint index, const char *reason);

/* One sentence for each refused file that the Letter has: its name, size and the reason; NULL where
 * there are none. For ticket and confirmation. (transfer full) */
char *refused_files_note(const RouteMail *mail);

/* The refused files that the Letter has. (transfer container) (element-type LetterAttachment) */
GPtrArray *refused_files_list(const RouteMail *mail);

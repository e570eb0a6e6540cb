/* refused_files.h - attachments that the ticket system will never take: kept as text in the
 * journal, and named for people. Pure. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Adds attachment `index` of the Letter to mail->record->refused: lines "INDEX REASON" (UTF-8, the
 * reason on one line), or NULL at first. `reason`: the API's words, or NULL. */
void refused_files_add(const RouteMail *mail, guint index, const char *reason);

/* One sentence for each refused file of the Letter, with its name, size and the reason; NULL if no
 * file was refused. For the ticket and the confirmation. (transfer full) */
char *refused_files_note(const RouteMail *mail);

/* The refused files of the Letter. (transfer container) (element-type LetterAttachment) */
GPtrArray *refused_files_list(const RouteMail *mail);

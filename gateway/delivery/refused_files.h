/* refused_files.h - attachments that the ticket system refuses for ever: remembered as text, which
 * the journal keeps, and named for people. Pure. */
#pragma once

#include "parsers/letter.h"

/* Adds attachment `index` of the Letter to `*refused`, which holds lines "INDEX REASON" (UTF-8, the
 * reason one line), or NULL at first. `reason`: in the API's words, or NULL. */
void refused_files_add(char **refused, guint index, const char *reason);

/* One sentence for each file of `refused` that the Letter has: its name, size and the reason; NULL
 * where there are none. For ticket and reply. (transfer full) */
char *refused_files_note(const char *refused, const Letter *letter);

/* The files of `refused` that the Letter has. (transfer container) (element-type LetterAttachment)
 */
GPtrArray *refused_files_list(const char *refused, const Letter *letter);

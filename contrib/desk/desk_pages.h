#pragma once

/*
 * The web pages of the desk: the list of tickets, one ticket, its attachments. They only show;
 * there is no script and no form. Everything that a request brought in is escaped here.
 *
 *     /                             the list
 *     /ticket/INC0000001            one ticket
 *     /ticket/INC0000001/file/3     an attachment, always as a download
 *     /style.css
 */

#include "desk_answer.h"
#include "desk_store.h"

/* Returns: whether the path is one of a page. */
gboolean desk_pages_has(const char *path);

/* Returns: (transfer full): the page, or a page that says what went wrong with its status. */
DeskAnswer *desk_pages_run(DeskStore *store, const char *path);

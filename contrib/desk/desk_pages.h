#pragma once

/*
 * The web pages of the desk: which page an address names, and the files. They only show; there is
 * no script. What the forms on them do is in desk_form.h, and who may see them in desk_door.h.
 *
 *     /?q=&state=&sort=&page=       the list
 *     /ticket/INC0000001            one ticket
 *     /ticket/INC0000001/file/3     an attachment, always as a download
 *     /style.css
 */

#include "desk_answer.h"
#include "desk_store.h"

typedef struct {
    const char *path;       /* a path for which desk_pages_has() is TRUE */
    GHashTable *query;      /* nullable: name -> value */
    const char *form_token; /* the secret in the forms */
} DeskPageRequest;

/* Returns: whether the path is that of a page. */
gboolean desk_pages_has(const char *path);

/* Returns: (transfer full): the page, or a page that says what went wrong, with its status. */
DeskAnswer *desk_pages_run(DeskStore *store, const DeskPageRequest *request);

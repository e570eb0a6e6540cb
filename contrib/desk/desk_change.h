#pragma once

/*
 * What people at the desk do to a ticket, by a command or the form on its page: state, text, files.
 * In Customer Connect each change is also an update in the queue.
 */

#include "desk_tickets.h"

typedef struct {
    const char *state;    /* nullable: the state to move to */
    const char *text;     /* nullable: the reason, the solution or the comment */
    char **files;         /* nullable: paths of files to attach */
    gboolean has_comment; /* the words are a comment too, not only a reason or a solution; with
                             files they always are */
} DeskChange;

/*
 * Makes a change inside the caller's transaction. Errors: DESK_ERROR_STORAGE, and those
 * of GIO for a file that cannot be read.
 */
gboolean desk_change_run(DeskStore *store, const DeskTicket *ticket, const DeskChange *change,
                         GError **error);

#pragma once

/*
 * The errors of the desk: one domain. The codes say what the other side did wrong or has to do, so
 * that one table (desk_answer.c) turns them into the documented return codes of the Incident API.
 */

#include <glib.h>

#define DESK_ERROR (desk_error_quark())

typedef enum {
    DESK_ERROR_BAD_REQUEST,  /* the request is not what the API asks for; the message says where
                              * (400) */
    DESK_ERROR_UNAUTHORIZED, /* no token, an invalid token, wrong client credentials (401) */
    DESK_ERROR_NOT_FOUND,    /* no such ticket, path or attachment (404) */
    DESK_ERROR_PRECONDITION, /* the state of the ticket forbids the action (412) */
    DESK_ERROR_STORAGE,      /* the database failed (500) */
    DESK_ERROR_USAGE, /* a wrong option or argument on the command line, a wrong fault line */
} DeskError;

/* Returns: the quark of DESK_ERROR. */
GQuark desk_error_quark(void);

#pragma once

/*
 * The shapes of errors: of the two APIs, of the gateway in front of them, and of the token server.
 */

#include "desk_answer.h"

typedef enum {
    DESK_SHAPE_NONE,
    DESK_SHAPE_FAILURE,     /* {"error": {"message", "detail"}, "status": "failure"} */
    DESK_SHAPE_ERROR,       /* {"error": {"code", "message"}} */
    DESK_SHAPE_FAULT,       /* {"fault": {"faultstring", "detail": {"errorcode"}}} */
    DESK_SHAPE_TRANSACTION, /* {"error": {"transactionId", "status", "name", "message", "info"}} */
    DESK_SHAPE_FLAT,        /* the same without "error" around it */
    DESK_SHAPE_TOKEN,       /* {"ErrorCode", "Error"} */
} DeskShape;

/* Returns: the shape of this name, in small letters; DESK_SHAPE_NONE if there is none. */
DeskShape desk_shape_find(const char *name);

/* Returns: (transfer full): an answer with this status and message. */
DeskAnswer *desk_shape_answer(DeskShape shape, guint status, const char *message);

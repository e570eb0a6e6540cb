/* delivery_error.h - everything that can go wrong in the gateway, by what to do about it.
 *
 * One closed list. One function maps it to the exit status (sysexits(3)) and to the enhanced status
 * code (RFC 3463). Everything else is a temporary failure. */
#pragma once

#include <glib.h>

#define DELIVERY_ERROR (delivery_error_quark())
GQuark delivery_error_quark(void);
typedef enum {
    DELIVERY_ERROR_TEMPORARY,     /* try again later: disk, memory, a bug */
    DELIVERY_ERROR_CONFIGURATION, /* the operator has to correct something; the mail waits */
    DELIVERY_ERROR_USAGE,         /* the command line is wrong; the mail waits */
    DELIVERY_ERROR_BUSY,          /* another process is working on this message */
    DELIVERY_ERROR_MESSAGE,       /* this message can never become a ticket */
    DELIVERY_ERROR_TOO_LARGE,     /* over max_message_size */
    DELIVERY_ERROR_NO_ROUTE,      /* no route for the recipient */
    DELIVERY_ERROR_REFUSED,       /* policy refuses the sender */
    /* From the Incident API, see ticket_system/ticket_system.h */
    DELIVERY_ERROR_API_REFUSED, /* 400: the request's content is refused */
    DELIVERY_ERROR_API_CONTENT, /* 413, 414, 415, 422: the API or a proxy does not accept this size
                                 * or kind */
    DELIVERY_ERROR_API_DENIED,  /* 403, or any 4xx to a GET: this request, not the API */
    DELIVERY_ERROR_API_UNAUTHORISED, /* 401 twice, or no token */
    DELIVERY_ERROR_API_NOT_FOUND,    /* 404 on get or update: no such ticket */
    DELIVERY_ERROR_API_STATE,        /* 412: the ticket's state forbids the action */
    DELIVERY_ERROR_API_BUSY,         /* 429, 503 with Retry-After */
    DELIVERY_ERROR_API_DOWN,         /* nothing was sent: no connection */
    DELIVERY_ERROR_API_DOUBT,        /* it may have been done: 5xx, a response that is cut off or
                                      * unreadable */
} DeliveryError;

/* 0 for NULL, else 65, 67, 77 or 75. Errors of another domain than DELIVERY_ERROR give 75. */
int delivery_error_exit_status(const GError *error);

/* The line for standard error, "5.6.0 reason", without line feed; printable ASCII, at most 200
 * characters, no secret, and no path or host (public_words.h). (transfer full) */
char *delivery_error_line(const GError *error);

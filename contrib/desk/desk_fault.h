#pragma once

/*
 * Faults on purpose: a line of a fault list, what it matches and what it does, and the list in the
 * store. desk_exchange.h carries a fault out.
 *
 * A line is the name of an operation, followed by words in any order:
 *
 *     OPERATION      token, create, update, acknowledge, get, list, news, attachment, api (all
 *                    except token) or any
 *     before, after  the fault comes before the work (the default), or after the work is done
 *     status=CODE    answer with this code and a JSON reason
 *     shape=NAME     with status: in the shape failure, error, fault, transaction, flat or token
 *     header=NAME:X  another header field (its spaces written as _)
 *     retry-after=X  a Retry-After header: seconds or an HTTP date (its spaces written as _)
 *     redirect=URL   answer 302 with this Location
 *     drop           close the connection without an answer
 *     torn           half of the answer, then close the connection
 *     slow[=MS]      the answer byte by byte, with this pause between them (100)
 *     nonsense       200 with a body that is not JSON
 *     202-without-number  the work is done, answered by 202 without a ticket number
 *     unwrapped      the right answer without its `result` wrapper
 *     without=NAME   the right answer without this member, wherever in it
 *     repeat         news: updates that were acknowledged come again
 *     delay=MS       wait this long before the work (before) or before the answer (after)
 *     skip=N         let N matching requests pass first
 *     times=N        how many requests it hits (1), `times=ever` for all of them
 */

#include "desk_shape.h"
#include "desk_store.h"

typedef enum {
    DESK_FAULT_NONE, /* only a delay, or a header field in the right answer */
    DESK_FAULT_STATUS,
    DESK_FAULT_DROP,
    DESK_FAULT_TORN,
    DESK_FAULT_SLOW,
    DESK_FAULT_NONSENSE,
    DESK_FAULT_WITHOUT_NUMBER,
    DESK_FAULT_UNWRAPPED,
    DESK_FAULT_WITHOUT,
    DESK_FAULT_REPEAT,
} DeskFaultKind;

typedef struct {
    char *line; /* as given, without white space around it */
    char *operation;
    DeskFaultKind kind;
    gboolean is_after;
    guint status;
    guint delay_ms;
    guint pause_ms;
    gint64 skip;
    gint64 times; /* -1: for ever */
    char *retry_after;
    char *location;
    DeskShape shape;    /* for STATUS: NONE is the one of the dialect */
    char *member;       /* nullable: for WITHOUT */
    GPtrArray *headers; /* more header fields, `Name: value` */
} DeskFault;

/* fault: (nullable) (transfer full) */
void desk_fault_free(DeskFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFault, desk_fault_free)

/*
 * Reads one line. Returns: (transfer full) (nullable): the fault, or NULL with DESK_ERROR_USAGE and
 * a message that names the wrong word.
 */
DeskFault *desk_fault_parse(const char *line, GError **error);

/*
 * Adds the faults in text to the end of the list, in one transaction: one on each line, or several
 * separated by semicolons; empty ones and comments after # are ignored. Errors: DESK_ERROR_USAGE
 * (nothing was added), DESK_ERROR_STORAGE.
 */
gboolean desk_fault_add(DeskStore *store, const char *text, GError **error);

/* Empties the list. Errors: DESK_ERROR_STORAGE. */
gboolean desk_fault_clear(DeskStore *store, GError **error);

/*
 * Takes the first fault of the list that matches the operation, and counts it down.
 *
 * ret_fault: (transfer full) (nullable): the fault; NULL if this request succeeds. Errors:
 * DESK_ERROR_STORAGE.
 */
gboolean desk_fault_take(DeskStore *store, const char *operation, DeskFault **ret_fault,
                         GError **error);

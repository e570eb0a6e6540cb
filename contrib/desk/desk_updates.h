#pragma once

/*
 * The queue of updates in Customer Connect: what the desk did to a ticket, until the update is
 * acknowledged. Does not depend on the form of requests and answers.
 */

#include "desk_store.h"

#define DESK_UPDATE_SUCCESS "Success"
#define DESK_UPDATE_FAILURE "Failure"

typedef struct {
    gint64 id;
    char *transaction_id;
    gint64 ticket; /* row id */
    char *state;   /* of the ticket, after the change */
    char *comments;
    gint64 comment; /* the row of the desk's comment with the files, or 0 */
    gint64 time_ms;
    gint64 told;        /* how often it was handed out */
    char *acknowledged; /* Success, Failure, or "" while it waits */
    char *words;        /* the comment of that acknowledgement */
} DeskUpdate;

/* update: (nullable) (transfer full) */
void desk_update_free(DeskUpdate *update);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskUpdate, desk_update_free)

/*
 * Adds an update (ticket, state, comments, comment) to the queue; sets transaction_id and
 * time. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_updates_add(DeskStore *store, const DeskUpdate *update, GError **error);

/* Returns: (transfer full) (nullable): DeskUpdate, oldest first: those that wait, or with
 * has_acknowledged all; NULL with DESK_ERROR_STORAGE. */
GPtrArray *desk_updates_list(DeskStore *store, gboolean has_acknowledged, GError **error);

/* Counts that the update was handed out once more. Errors: DESK_ERROR_STORAGE. */
gboolean desk_updates_count(DeskStore *store, const DeskUpdate *update, GError **error);

/*
 * Takes the update with this transaction_id and ticket out of the queue, and stores its
 * acknowledged and words. An update that was acknowledged before stays unchanged; this is no error.
 * Errors: DESK_ERROR_NOT_FOUND (no such update of this ticket), DESK_ERROR_STORAGE.
 */
gboolean desk_updates_acknowledge(DeskStore *store, const DeskUpdate *update, GError **error);

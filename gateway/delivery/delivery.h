/* delivery.h - the way of one message: from standard input to a ticket, an answer and a status. */
#pragma once

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/intake/intake.h"
#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    const char *sender;            /* envelope, without <>; NULL: the MTA did not say */
    const char *const *recipients; /* envelope, NULL-terminated; may be NULL */
    gboolean is_wanted; /* the operator delivers what was ignored: it is not ignored again */
} Envelope;

/* What the steps of one delivery share. Nothing here is owned but by delivery_run(). */
typedef struct {
    const Config *config;
    const Envelope *envelope;
    const Intake *intake;
    Journal *journal;
    TicketSystem *ticket_system;
    const SigningKeys *keys; /* NULL: there are none, nothing is signed */
    struct ApiBackoff *gate; /* of `api` */
    gint64 deadline_us;      /* g_get_monotonic_time() */
    gint64 start_us;
} Delivery;

/* The journal of the configuration, as journal_open(). (transfer full) */
Journal *delivery_open_journal(const Config *config, GError **error);

/* The keys that references are signed with; *ret_keys NULL: there are none. To be called for each
 * message, once whatever reads it was forked, and freed before anything is forked again, so that no
 * reader of strangers' mail ever has them. DELIVERY_ERROR_CONFIGURATION. (transfer full) */
gboolean delivery_read_keys(const Config *config, SigningKeys **ret_keys, GError **error);

/* Delivers the message in `input_fd`. TRUE: done, the MTA may forget it. Else DELIVERY_ERROR_*,
 * which delivery_error_exit_status() maps. Where all is done, `end` is called first (NULL:
 * nothing), while files, journal and connections are still open: a process of one message can end
 * there. */
gboolean delivery_run(const Config *config, int input_fd, const Envelope *envelope,
                      void (*end)(void), GError **error);

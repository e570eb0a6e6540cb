/* delivery_context.h - what the steps of a delivery share, and the one place where it is filled.
 *
 * The filter fills one for its message and ends; the resident worker keeps one for all of its
 * messages; a command opens of it what it needs. The calls in their order:
 *
 *   init   the configuration
 *   begin  a message (or a command's work): its time starts
 *   take   the message, parsed; then the keys, which nothing that is forked may have
 *   open   journal, ticket system, pauses: made, or those of the message before
 *   end    the message is forgotten; journal and ticket system stay open
 *   clear  everything
 */
#pragma once

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery/envelope.h"
#include "gateway/intake/intake.h"
#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_system.h"

/* The context owns what it points to, but for the configuration and the envelope. */
typedef struct {
    const Config *config;
    const Envelope *envelope; /* NULL: there is no message */
    Intake *intake;
    SigningKeys *keys; /* NULL: there are none, nothing is signed */
    Journal *journal;  /* NULL: a dry run, or not opened yet */
    TicketSystem *ticket_system;
    ApiBackoff backoff; /* stands before each request of `ticket_system` */
    gint64 start_us;    /* g_get_monotonic_time() */
    gint64 deadline_us;
} DeliveryContext;

/* `config` has to live as long. Opens nothing. */
void delivery_context_init(DeliveryContext *context, const Config *config);

/* Starts the time of one message, which ends [limits] deadline later. `envelope` has to live up to
 * delivery_context_end(); NULL: a command without a message. */
void delivery_context_begin(DeliveryContext *context, const Envelope *envelope);

/* Takes the message and reads the keys that references are signed with. To be called once whatever
 * reads the message was forked; delivery_context_end() wipes the keys before anything is forked
 * again, so that no reader of untrusted mail ever has them. DELIVERY_ERROR_CONFIGURATION where the
 * keys cannot be read; the message is taken all the same. `intake`: (transfer full) */
gboolean delivery_context_take(DeliveryContext *context, Intake *intake, GError **error);

/* The journal alone, for commands: opened, or the one that is kept, unless its
 * file was replaced meanwhile; with the deadline. As journal_open(). */
gboolean delivery_context_open_journal(DeliveryContext *context, GError **error);

/* The journal, and the ticket system behind the pauses that the journal knows of. The context has
 * to stay where it is up to delivery_context_end(). As journal_open(). */
gboolean delivery_context_open(DeliveryContext *context, GError **error);

/* The journal is not trusted any longer, after a fault of the disk or of its engine: the next
 * message opens it anew. */
void delivery_context_drop_journal(DeliveryContext *context);

/* Forgets the message, its envelope and the keys. What is open stays open, and the deadline stays
 * for what is still to be done. */
void delivery_context_end(DeliveryContext *context);

void delivery_context_clear(DeliveryContext *context);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeliveryContext, delivery_context_clear)

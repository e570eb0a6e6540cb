/* delivery_context.h - what the steps of a delivery share.
 *
 * The filter fills a context for its one message and ends. The resident worker keeps one for all
 * its messages. A command opens what it needs. The calls in their order:
 *
 *   init   sets the configuration
 *   begin  a message (or the work of a command) begins: its time starts
 *   take   takes the parsed message, then the keys, which no forked process may have
 *   open   opens journal, ticket system and pauses, or uses those of the message before
 *   end    forgets the message; journal and ticket system stay open
 *   clear  frees everything
 */
#pragma once

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery/envelope.h"
#include "gateway/heartbeat.h"
#include "gateway/intake/intake.h"
#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_system.h"

/* The context owns what it points to, except the configuration and the envelope. */
typedef struct {
    const Config *config;
    const Envelope *envelope; /* NULL: no message */
    Intake *intake;
    SigningKeys *keys;        /* NULL: no keys are configured, nothing is signed */
    Journal *journal;         /* NULL: a dry run, or not opened yet */
    gboolean is_journal_down; /* it could not be opened for this message */
    TicketSystem *ticket_system;
    ApiBackoff backoff;   /* is asked before each request of `ticket_system` */
    Heartbeat heartbeat;  /* of `journal`, see delivery_context_heartbeat() */
    gint64 keys_until_us; /* so long the keys count as those of all hosts; 0: to be checked */
    gint64 start_us;      /* g_get_monotonic_time() */
    gint64 deadline_us;
} DeliveryContext;

/* `config` must outlive the context. Opens nothing. */
void delivery_context_init(DeliveryContext *context, const Config *config);

/* Starts the time of one message, which ends [limits] deadline later. `envelope` must live until
 * delivery_context_end(); NULL for a command without a message. */
void delivery_context_begin(DeliveryContext *context, const Envelope *envelope);

/* Takes the message and reads the keys that sign references. Call it after forking whatever reads
 * the message: delivery_context_end() wipes the keys before the next fork, so no reader of
 * untrusted mail ever has them. DELIVERY_ERROR_CONFIGURATION if the keys cannot be read; the
 * message is taken all the same. `intake`: (transfer full) */
gboolean delivery_context_take(DeliveryContext *context, Intake *intake, GError **error);

/* Opens only the journal, for commands, with the deadline. An open journal is kept, unless its file
 * was replaced meanwhile. Errors: as journal_open(). */
gboolean delivery_context_open_journal(DeliveryContext *context, GError **error);

/* Opens the journal and the ticket system, with the pauses that the journal knows. The context must
 * not move until delivery_context_end(). Errors: as journal_open(). */
gboolean delivery_context_open(DeliveryContext *context, GError **error);

/* Keeps what the open journal holds for this process while it waits for the network; NULL if the
 * journal belongs to this host alone. */
const Heartbeat *delivery_context_heartbeat(const DeliveryContext *context);

/* Closes the journal after a fault of the disk or of its engine: it is no longer trusted. The next
 * message opens it again. */
void delivery_context_drop_journal(DeliveryContext *context);

/* Forgets the message, its envelope and the keys. What is open stays open, and the deadline stays
 * valid for the work that is left. */
void delivery_context_end(DeliveryContext *context);

void delivery_context_clear(DeliveryContext *context);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeliveryContext, delivery_context_clear)

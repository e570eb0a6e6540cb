/* delivery_session.h - what one process keeps between its messages.
 *
 * That is the configuration, the journal, the API client with its connection and token, and the
 * parser's zygote. Each message is handled as in delivery_run(), and each of its recipients gets
 * its own result.
 */
#pragma once

#include "config/config.h"
#include "gateway/delivery/envelope.h"

typedef struct DeliverySession DeliverySession;

/* Only starts the parser's zygote. `config` must outlive the session. DELIVERY_ERROR_TEMPORARY.
 * (transfer full) */
DeliverySession *delivery_session_new(const Config *config, GError **error);
void delivery_session_free(DeliverySession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeliverySession, delivery_session_free)

/* Whether a mail to this recipient would find a route. */
gboolean delivery_session_has_route(const DeliverySession *session, const char *recipient);

/* Whether the session can take no more messages, so that a new process has to: the zygote is gone,
 * and a new copy of this process would show the token to a parsing child. */
gboolean delivery_session_is_worn(DeliverySession *session);

/* Makes the session ready for a message, which the caller then writes to the returned descriptor.
 * The descriptor belongs to the session. -1 with DELIVERY_ERROR_TEMPORARY. */
int delivery_session_begin(DeliverySession *session, GError **error);

/* What delivery_session_begin() returned last; -1: it was not called, or failed. */
int delivery_session_message_fd(const DeliverySession *session);

/* How a mail ended for one recipient. */
typedef struct {
    GError *error;       /* DELIVERY_ERROR_*; NULL: it is done */
    const char *outcome; /* as in DeliveryResult; static. NULL with an error */
    char *ticket_number; /* owned; NULL: none */
} DeliverySessionResult;

void delivery_session_result_free(DeliverySessionResult *result);

/* Delivers the `length` octets that were written to the recipients of `envelope` (at least one).
 * The mail is parsed once; recipients with the same route share one ticket and one result. Returns
 * one entry for each recipient, in their order. (transfer full) (element-type
 * DeliverySessionResult) */
GPtrArray *delivery_session_deliver(DeliverySession *session, const Envelope *envelope,
                                    guint64 length);

/* Tells the log and the journal of a mail that is not taken, because of `problem`. `length` octets
 * of it were written; 0: it did not come so far. `envelope` may have no recipients yet. */
void delivery_session_refuse(DeliverySession *session, const Envelope *envelope, guint64 length,
                             const GError *problem);

/* How long the API's quota asks a worker to rest before its next message (ticket_system_rest_ms()).
 */
guint delivery_session_rest_ms(const DeliverySession *session);

/* Does what can wait until the MTA has its results: sends confirmations that are due. */
void delivery_session_finish(DeliverySession *session);

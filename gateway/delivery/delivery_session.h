/* delivery_session.h - what is kept warm between the messages of one process.
 *
 * Configuration, journal, API client with its connection and token, and the parser's zygote. Each
 * message goes the same way as in delivery_run(), and each of its recipients gets a result of its
 * own.
 */
#pragma once

#include "config/config.h"
#include "gateway/delivery/envelope.h"

typedef struct DeliverySession DeliverySession;

/* Opens nothing but the parser's zygote. `config` has to live as long. DELIVERY_ERROR_TEMPORARY.
 * (transfer full) */
DeliverySession *delivery_session_new(const Config *config, GError **error);
void delivery_session_free(DeliverySession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeliverySession, delivery_session_free)

/* Whether a mail to this recipient would find a route. */
gboolean delivery_session_has_route(const DeliverySession *session, const char *recipient);

/* Whether no further message can be taken, so that a new process has to: the zygote is gone, and a
 * copy of this process would show the token to a parsing child. */
gboolean delivery_session_is_worn(DeliverySession *session);

/* Makes ready for a message, which the caller then writes to the descriptor returned; it stays the
 * session's. -1 with DELIVERY_ERROR_TEMPORARY. */
int delivery_session_begin(DeliverySession *session, GError **error);

/* Delivers what was written, `length` octets, to the recipients of `envelope` (there is one at
 * least). The mail is parsed once; recipients of the same route share one ticket and one result.
 * Returns one entry for each recipient, in their order: NULL: done; else DELIVERY_ERROR_*.
 * (transfer full) (element-type GError) */
GPtrArray *delivery_session_deliver(DeliverySession *session, const Envelope *envelope,
                                    guint64 length);

/* What can wait until the MTA has its results: confirmations that are due. */
void delivery_session_finish(DeliverySession *session);

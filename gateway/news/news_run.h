/* news_run.h - one run of `ticketgate news`. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Takes news from the ticket system and tells the people, unless another process is at it, nobody
 * is to be told, or requests to the API are paused; then it does nothing, and that is no error.
 * Only logs what happened. `context` is open. Errors: the journal's, the ticket system's,
 * confirmation_compose()'s. */
gboolean news_run_once(DeliveryContext *context, GError **error);

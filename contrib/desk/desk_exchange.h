#pragma once

/*
 * One request of the API from its arrival to its answer: logs it, checks the token, takes a fault,
 * does the work and answers. There may be a pause between any two of these steps.
 */

#include <libsoup/soup.h>

#include "desk_dialect.h"

/* The name of the mark (g_object_set_data) on a message whose body was too large. */
#define DESK_EXCHANGE_TOO_LARGE "desk-too-large"

typedef struct {
    DeskStore *store;
    const DeskApiSettings *settings;
    const DeskDialect *dialect;
} DeskExchangeContext;

/*
 * Handles a request whose body is complete; the answer may come later. context must outlive it.
 * query: (nullable)
 */
void desk_exchange_start(const DeskExchangeContext *context, SoupServerMessage *message,
                         const char *path);

/* Puts an answer into a message, with the header fields that all answers of the desk have. */
void desk_exchange_put(SoupServerMessage *message, const DeskAnswer *answer);

#pragma once

/*
 * One request of the API from its arrival to its answer: written down, let in or not, hit by a
 * fault or not, done, answered, perhaps with a pause between any two of these.
 */

#include <libsoup/soup.h>

#include "desk_api.h"

/* Name of the mark (g_object_set_data) on a message whose body was too large to keep. */
#define DESK_EXCHANGE_TOO_LARGE "desk-too-large"

typedef struct {
    DeskStore *store;
    const DeskApiSettings *settings;
} DeskExchangeContext;

/*
 * Takes a request with its body complete through to the end; the answer may come later. context has
 * to outlive it. query: (nullable)
 */
void desk_exchange_start(const DeskExchangeContext *context, SoupServerMessage *message,
                         const char *path);

/* Puts an answer on a message, with the headers that every answer of the desk has. */
void desk_exchange_put(SoupServerMessage *message, const DeskAnswer *answer);

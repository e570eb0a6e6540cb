/* own_words.h - knows the comments that we made if the ticket system reports them as news, so that
 * nobody gets their own words back as those of the desk. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Remembers that `comment` (NULL: nothing) is sent to ticket `number` now. Call it before the
 * request: whoever takes news may be faster than we are. Errors: the journal's. */
gboolean own_words_note(const DeliveryContext *context, const char *number, const char *comment,
                        GError **error);

/* Frees *comment and makes it NULL if it is as a whole, but for its white space, a comment of ours
 * on ticket `number`, sent about when the ticket system says that it was made (`time_s`; 0:
 * unknown, any time counts). Words of ours with anything else are somebody's who quotes them. NULL
 * stays NULL. Errors: the journal's. */
gboolean own_words_drop(const DeliveryContext *context, const char *number, char **comment,
                        gint64 time_s, GError **error);

/* news_files.h - fetches the files of the desk that go along with news. */
#pragma once

#include "gateway/confirmation/confirmation.h"
#include "gateway/delivery/delivery_context.h"

typedef struct {
    GPtrArray *attached; /* of ConfirmationFile; NULL: none */
    char *missing;       /* names of those that do not go along, one on each line; NULL: none */
} NewsFiles;

void news_files_clear(NewsFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewsFiles, news_files_clear)

/* Whether any of `updates` (of TicketNews, not empty) has a file. */
gboolean news_files_are_any(const GPtrArray *updates);

/* Fetches the files of `updates`, within [news] attachments_per_mail and half of the time that the
 * context has. A file that does not exist, may not be read or is too large is only named.
 * *ret_is_complete FALSE: one cannot be fetched now, so it is better to tell all later; after ten
 * minutes of that it is only named, too. Errors: the journal's; DELIVERY_ERROR_API_BUSY if the API
 * wants a pause. */
gboolean news_files_fetch(const DeliveryContext *context, const GPtrArray *updates,
                          NewsFiles *ret_files, gboolean *ret_is_complete, GError **error);

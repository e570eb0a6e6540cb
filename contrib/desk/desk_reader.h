#pragma once

/*
 * Makes pages in a thread with its own connection to the database, so that a slow page does not
 * delay requests of the API.
 */

#include <libsoup/soup.h>

#include "desk_store.h"

typedef struct DeskReader DeskReader;

/*
 * Makes a reader for the pages of store, which must outlive it. form_token: the secret in the
 * forms. A store in memory has only one connection, so its pages are made at once.
 *
 * Returns: (transfer full) (nullable): the reader, or NULL with DESK_ERROR_STORAGE.
 */
DeskReader *desk_reader_new(DeskStore *store, const char *form_token, GError **error);

/* Answers a request for the page at path, now or later. query: (nullable): name -> value. */
void desk_reader_start(DeskReader *reader, SoupServerMessage *message, const char *path,
                       GHashTable *query);

/* Waits for the page that is being made. reader: (nullable) (transfer full) */
void desk_reader_free(DeskReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskReader, desk_reader_free)

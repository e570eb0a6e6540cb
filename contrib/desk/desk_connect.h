#pragma once

/* The operations of Customer Connect: desk_connect_write.c has those that change tickets,
 * desk_connect_read.c those that read them, desk_connect.c the table. */

#include "desk_dialect.h"

/* Each carries out one operation, as desk_dialect_run() does. */
DeskAnswer *desk_connect_create(DeskStore *store, const DeskApiSettings *settings,
                                const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_update(DeskStore *store, const DeskApiSettings *settings,
                                const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_acknowledge(DeskStore *store, const DeskApiSettings *settings,
                                     const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_get(DeskStore *store, const DeskApiSettings *settings,
                             const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_list(DeskStore *store, const DeskApiSettings *settings,
                              const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_news(DeskStore *store, const DeskApiRequest *request, GError **error);
DeskAnswer *desk_connect_attachment(DeskStore *store, const DeskApiRequest *request,
                                    GError **error);

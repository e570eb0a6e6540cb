#pragma once

/*
 * The HTTP server: listens, and passes each request on. desk_dialect.h has the operations,
 * desk_pages.h the pages, desk_form.h the form.
 */

#include <gio/gio.h>

#include "desk_api.h"
#include "desk_door.h"
#include "desk_store.h"

typedef struct DeskServer DeskServer;

typedef struct {
    DeskApiSettings api;
    DeskDoor door;
    GTlsCertificate *tls; /* nullable: with its key; NULL: plain HTTP */
} DeskServerSettings;

/*
 * Makes a server with store and settings, which must outlive it.
 *
 * Returns: (transfer full) (nullable): the server, or NULL with DESK_ERROR_STORAGE.
 */
DeskServer *desk_server_new(DeskStore *store, const DeskServerSettings *settings, GError **error);

/*
 * Starts listening on a numeric address; port 0 takes a free one.
 *
 * Returns: (transfer full) (nullable): the base address, like `http://127.0.0.1:8080`, or NULL with
 * an error of GIO. ret_port: the port.
 */
char *desk_server_listen(DeskServer *server, GInetAddress *address, guint16 port, guint16 *ret_port,
                         GError **error);

/* Closes all connections. server: (nullable) (transfer full) */
void desk_server_free(DeskServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskServer, desk_server_free)

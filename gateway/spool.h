/* spool.h - the message as it came, in an unlinked temporary file. */
#pragma once

#include <glib.h>

typedef struct {
    int fd;         /* readable, writable, close-on-exec, unlinked */
    guint64 length; /* octets */
} Spool;

/* A new unlinked file in `directory` (O_TMPFILE, or mkstemp and unlink), or in memory where it is
 * NULL, for a dry run leaves no trace on any disk. Returns the descriptor or -1 with
 * DELIVERY_ERROR_TEMPORARY. */
int spool_open_file(const char *directory, GError **error);

/* Copies `input_fd` to a new spool file until its end. Over `max_bytes` the rest is still read (an
 * MTA that cannot write gets SIGPIPE) but not kept: DELIVERY_ERROR_TOO_LARGE. A read or write
 * fault: DELIVERY_ERROR_TEMPORARY. A leading mbox "From " line is taken off, its address kept in
 * *ret_mbox_sender (transfer full) (nullable), "" for the null sender (MAILER-DAEMON). */
Spool *spool_read(int input_fd, const char *directory, guint64 max_bytes, char **ret_mbox_sender,
                  GError **error);
void spool_free(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

/* spool.h - keeps the received message in an unlinked temporary file. */
#pragma once

#include <glib.h>

typedef struct {
    int fd;          /* readable, writable, close-on-exec, unlinked */
    guint64 length;  /* octets */
    gboolean is_cut; /* there was more of it, which was not kept */
} Spool;

/* A new unlinked file in `directory` (O_TMPFILE, or mkstemp and unlink), or in memory if
 * `directory` is NULL (a dry run leaves nothing on disk). Returns the descriptor or -1 with
 * DELIVERY_ERROR_TEMPORARY. */
int spool_open_file(const char *directory, GError **error);

/* Copies `input_fd` to a new spool file until its end. If there are more than `max_bytes`, the rest
 * is read (an MTA that cannot write gets SIGPIPE) but not kept, and `is_cut` says so: see
 * spool_check(). If reading or writing fails: DELIVERY_ERROR_TEMPORARY. Removes an mbox "From "
 * line at the beginning and returns its address in *ret_mbox_sender (transfer full) (nullable); ""
 * is the null sender (MAILER-DAEMON). */
Spool *spool_read(int input_fd, const char *directory, guint64 max_bytes, char **ret_mbox_sender,
                  GError **error);

/* Whether the message is whole; if not, DELIVERY_ERROR_TOO_LARGE. */
gboolean spool_check(const Spool *spool, guint64 max_bytes, GError **error);

void spool_free(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

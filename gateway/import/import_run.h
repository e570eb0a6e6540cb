/* import_run.h - delivers the mails of a mailbox one after the other, or rehearses it.
 *
 * Each mail goes the same way as one of the mail server, so the journal makes sure that it becomes
 * one ticket or comment, wherever a run is killed: the next one passes over what is done. A mail at
 * fault is told and does not stop the run. When the API asks to wait, or fails, the run waits. */
#pragma once

#include "config/config.h"
#include "gateway/import/import_tally.h"
#include "gateway/import/mailbox.h"

typedef struct {
    const Config *config;
    const char *const *recipients; /* of the envelope, NULL-terminated; one at least */
    gboolean is_real;              /* FALSE: nothing is sent or recorded */
    gboolean is_confirmed;         /* senders get confirmations */
    guint patience_s; /* so long an API that fails is tried again; what it asks for itself does not
                       * count */
    int stop_fd;      /* readable: end after the present mail; -1: none */
    /* Called after each mail and each second of waiting; `waits_for` says why, NULL: it goes on. */
    void (*on_progress)(gpointer data, const ImportTally *tally, const char *waits_for);
    void (*on_fault)(gpointer data, const ImportFault *fault);
    gpointer data; /* of both */
} ImportOptions;

/* Counts into `tally`. TRUE: it came to the end of the mailbox, or was stopped (*ret_is_stopped).
 * Errors: it cannot go on: DELIVERY_ERROR_CONFIGURATION, those of the API after `patience_s`, those
 * of disk and journal. What was done is counted then, too. */
gboolean import_run(const ImportOptions *options, Mailbox *mailbox, ImportTally *tally,
                    gboolean *ret_is_stopped, GError **error);

/* import_rehearsal.h - what an import would do with a mail: decides as a delivery does, and sends,
 * records and keeps nothing.
 *
 * As for a dry run, a ticket counts as existing, open and the sender's own. But the journal is
 * asked which mails are done and which tickets they belong to, and the mails that were rehearsed
 * before count as delivered. */
#pragma once

#include "config/config.h"
#include "gateway/delivery/envelope.h"

typedef struct ImportRehearsal ImportRehearsal;

/* `config` has to live as long. A journal that is not there counts as empty. Errors: those of
 * journal_open() and parse_zygote_start(). (transfer full) */
ImportRehearsal *import_rehearsal_new(const Config *config, GError **error);
void import_rehearsal_free(ImportRehearsal *rehearsal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRehearsal, import_rehearsal_free)

/* Makes ready for a mail, which the caller then writes to the descriptor returned; it stays the
 * rehearsal's. -1 with DELIVERY_ERROR_TEMPORARY. */
int import_rehearsal_begin(ImportRehearsal *rehearsal, GError **error);

/* Rehearses what was written, `length` octets. `envelope` is told the results. Errors: those of a
 * delivery that the mail or the configuration causes. */
gboolean import_rehearsal_run(ImportRehearsal *rehearsal, const Envelope *envelope, guint64 length,
                              GError **error);

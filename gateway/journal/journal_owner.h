/* journal_owner.h - who holds a claim, and whether somebody else may take it over.
 *
 * A claim is a holder's name in a column `owner` and a time in the column `lease_until_s`.
 */
#pragma once

#include <glib.h>

/* How holders are named and seen. One kind for each way to know that a holder is gone: it is a
 * process of this host (journal_owner_process.h), or, where hosts share a journal, its lease ends.
 */
typedef struct {
    /* The name of a new handle, which no other handle has. (transfer full) */
    char *(*new_name)(void);

    /* Whether a claim of `name`, not NULL, with that lease may be taken over at `now_s`. */
    gboolean (*is_gone)(const char *name, gint64 lease_until_s, gint64 now_s);
} JournalOwnerKind;

/* A handle, as a holder of claims. */
typedef struct {
    const JournalOwnerKind *kind;
    char *name;
} JournalOwner;

void journal_owner_init(JournalOwner *owner, const JournalOwnerKind *kind);
void journal_owner_clear(JournalOwner *owner);

typedef enum {
    JOURNAL_CLAIM_FREE, /* nobody's, or its holder is gone */
    JOURNAL_CLAIM_OURS, /* this handle's */
    JOURNAL_CLAIM_HELD, /* of another holder, who goes on with it */
} JournalClaim;

/* How the claim of `name` (NULL: nobody) stands at `now_s`, as `owner` sees it. */
JournalClaim journal_owner_see(const JournalOwner *owner, const char *name, gint64 lease_until_s,
                               gint64 now_s);

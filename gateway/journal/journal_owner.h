/* journal_owner.h - who holds a claim, and whether another holder may take it over.
 *
 * A claim is the name of its holder in the column `owner` and a time in the column `lease_until_s`.
 */
#pragma once

#include <glib.h>

/* How holders are named and checked. There is one kind for each way to know that a holder is gone:
 * its process on this host ended (journal_owner_process.h), or, if hosts share a journal, its lease
 * ended. */
typedef struct {
    /* A unique name for a new handle. (transfer full) */
    char *(*new_name)(void);

    /* Whether a claim of `name` (not NULL) with that lease may be taken over at `now_s`. */
    gboolean (*is_gone)(const char *name, gint64 lease_until_s, gint64 now_s);

    /* The handle with this name was closed; NULL: nothing to do. */
    void (*end)(const char *name);

    /* How long a lease is that its holder renews (journal_lease.h); 0: the holder can be seen, and
     * does not renew it. */
    guint lease_s;
} JournalOwnerKind;

/* A handle, as a holder of claims. */
typedef struct {
    const JournalOwnerKind *kind;
    char *name;
} JournalOwner;

void journal_owner_init(JournalOwner *owner, const JournalOwnerKind *kind);
void journal_owner_clear(JournalOwner *owner);

typedef enum {
    JOURNAL_CLAIM_FREE, /* no holder, or the holder is gone */
    JOURNAL_CLAIM_OURS, /* held by this handle */
    JOURNAL_CLAIM_HELD, /* held by another holder */
} JournalClaim;

/* The state of the claim of `name` (NULL: nobody) at `now_s`, as `owner` sees it. */
JournalClaim journal_owner_see(const JournalOwner *owner, const char *name, gint64 lease_until_s,
                               gint64 now_s);

/* journal_owner.c - see journal_owner.h. The kind of a holder knows how to check it. */
#include "gateway/journal/journal_owner.h"

void
journal_owner_init(JournalOwner *owner, const JournalOwnerKind *kind)
{
    *owner = (JournalOwner){.kind = kind, .name = kind->new_name()};
}

void
journal_owner_clear(JournalOwner *owner)
{
    if (owner->name != NULL && owner->kind->end != NULL)
        owner->kind->end(owner->name);
    g_clear_pointer(&owner->name, g_free);
}

JournalClaim
journal_owner_see(const JournalOwner *owner, const char *name, gint64 lease_until_s, gint64 now_s)
{
    if (name == NULL)
        return JOURNAL_CLAIM_FREE;
    if (g_str_equal(name, owner->name))
        return JOURNAL_CLAIM_OURS;
    return owner->kind->is_gone(name, lease_until_s, now_s) ? JOURNAL_CLAIM_FREE
                                                            : JOURNAL_CLAIM_HELD;
}

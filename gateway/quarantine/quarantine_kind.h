/* quarantine_kind.h - what kinds of messages the quarantine holds, and where: one table. Pure. */
#pragma once

#include <glib.h>

#define QUARANTINE_IGNORED "ignored"
#define QUARANTINE_FLOOD "flood"
#define QUARANTINE_UNPROVEN "unproven" /* the folder of kinds that begin so: the oldest may go */
#define QUARANTINE_PART_FLOOD "participant-flood" /* of people who take part; the oldest may go */

typedef struct {
    const char *name;    /* "refused", ...; the end of a message's name, "KEY.KIND" */
    const char *folder;  /* its Maildir below the quarantine; "": the quarantine's own */
    gboolean is_bounded; /* the oldest makes room for the newest: nobody has to look at each */
} QuarantineKind;

/* All kinds; the last has no name. */
const QuarantineKind *quarantine_kinds(void);

/* The kind of the message `name` ("KEY.KIND"), or of a kind's name alone. One that is not known is
 * kept in the quarantine's own Maildir, without a bound. Never NULL. */
const QuarantineKind *quarantine_kind_of(const char *name);

/* The kind that a copy of the kind `name` has where no trusted server vouches for its mail, though
 * there is one: its own, where its ticket exists or it went back to its sender, else the same.
 * Never NULL. */
const QuarantineKind *quarantine_kind_unproven(const char *name);
gboolean quarantine_kind_is_unproven(const QuarantineKind *kind);

/* The Maildir of a kind. (transfer full) */
char *quarantine_kind_directory(const QuarantineKind *kind, const char *quarantine);

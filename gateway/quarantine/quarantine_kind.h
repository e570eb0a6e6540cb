/* quarantine_kind.h - the kinds of messages in the quarantine and their folders: one table. Pure.
 */
#pragma once

#include <glib.h>

#define QUARANTINE_IGNORED "ignored"
#define QUARANTINE_FLOOD "flood"
/* The folder of kinds with names that begin so; the oldest may be deleted. */
#define QUARANTINE_UNPROVEN "unproven"
/* From participants; the oldest may be deleted. */
#define QUARANTINE_PART_FLOOD "participant-flood"

typedef struct {
    const char *name;    /* "refused", ...; the end of the name of a message, "KEY.KIND" */
    const char *folder;  /* its Maildir below the quarantine; "": the quarantine itself */
    gboolean is_bounded; /* the oldest are deleted to make room; nobody has to look at each */
} QuarantineKind;

/* All kinds; the last has no name. */
const QuarantineKind *quarantine_kinds(void);

/* The kind of the message `name` ("KEY.KIND"); `name` may also be only the name of a kind. An
 * unknown kind is kept in the Maildir of the quarantine itself, without a limit. Never NULL. */
const QuarantineKind *quarantine_kind_of(const char *name);

/* The kind of a copy of kind `name`, if trusted servers are configured but none confirms the sender
 * of its mail. A separate kind if its ticket exists or it was returned to its sender, otherwise the
 * same kind. Never NULL. */
const QuarantineKind *quarantine_kind_unproven(const char *name);
gboolean quarantine_kind_is_unproven(const QuarantineKind *kind);

/* The Maildir of a kind. (transfer full) */
char *quarantine_kind_directory(const QuarantineKind *kind, const char *quarantine);

/* quarantine_copy.h - quarantines a copy of a mail, with what is needed to deliver it again. */
#pragma once

#include "gateway/delivery/route_mail.h"
#include "gateway/quarantine/quarantine_kind.h"

/* Kinds (quarantine_kind.h); a copy is named "KEY.KIND". QUARANTINE_IGNORED is a kind, too. */
#define QUARANTINE_COPY_UNPARSED "unparsed"           /* the ticket has it as message.eml */
#define QUARANTINE_COPY_OVERSIZE "oversize"           /* the ticket has the rest of it */
#define QUARANTINE_COPY_REFUSED "refused"             /* there is no ticket */
#define QUARANTINE_COPY_INFECTED "infected"           /* the ticket has what is not infected */
#define QUARANTINE_COPY_REFUSED_FILES "refused-files" /* the ticket has the rest of it */
#define QUARANTINE_COPY_REFUSED_TEXT "refused-text"   /* the ticket names the copy */

/* The name of the copy. If a trusted mail server is configured but does not confirm the sender, and
 * the mail has a ticket, the copy is of an "unproven" kind: such copies never take the room that
 * other mail needs. (transfer full) */
char *quarantine_copy_name(const RouteMail *mail, const char *kind);

/* Keeps the message with `text` (for people) as its reason, and the SHA-256 of each of `files` (of
 * LetterAttachment *; may be NULL). It is on disk when the function returns; every try of a mail
 * keeps the same single file. Ignored mail makes room for itself: if [quarantine] ignored_max is
 * reached, the oldest is deleted. DELIVERY_ERROR_TEMPORARY if it cannot be written. */
gboolean quarantine_copy(const RouteMail *mail, const char *kind, const char *text,
                         const GPtrArray *files, GError **error);

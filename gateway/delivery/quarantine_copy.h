/* quarantine_copy.h - a copy of a mail for the operator, with what is needed to deliver it again.
 */
#pragma once

#include "gateway/delivery/route_mail.h"
#include "gateway/quarantine/quarantine_kind.h"

/* Kinds (quarantine_kind.h), each kept under "KEY.KIND"; QUARANTINE_IGNORED is one, too. */
#define QUARANTINE_COPY_UNPARSED "unparsed"           /* a ticket has it as message.eml */
#define QUARANTINE_COPY_OVERSIZE "oversize"           /* a ticket has the rest of it */
#define QUARANTINE_COPY_REFUSED "refused"             /* there is no ticket */
#define QUARANTINE_COPY_INFECTED "infected"           /* a ticket has what is not infected */
#define QUARANTINE_COPY_REFUSED_FILES "refused-files" /* a ticket has the rest of it */
#define QUARANTINE_COPY_REFUSED_TEXT "refused-text"   /* a ticket says that there is such a mail */

/* The name under which quarantine_copy() keeps the mail. A copy of a mail that no trusted server
 * vouches for, though there is one, is of a kind of its own where its ticket exists: copies of
 * other mail never wait for room that these take. (transfer full) */
char *quarantine_copy_name(const RouteMail *mail, const char *kind);

/* Keeps the message with `text` (for people) as its reason, and the SHA-256 of each of `files` (of
 * LetterAttachment *; may be NULL). On disk before it returns; every try keeps the same one file.
 * What was ignored makes room for itself: the oldest goes where [quarantine] ignored_max is
 * reached. DELIVERY_ERROR_TEMPORARY where it cannot be written. */
gboolean quarantine_copy(const RouteMail *mail, const char *kind, const char *text,
                         const GPtrArray *files, GError **error);

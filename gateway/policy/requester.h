/* requester.h - who asks, and what the doubts about a mail come to. Pure.
 *
 * From is the person who asks. Contact forms and mailing groups write an address of their own
 * there: those that [policy] requester_from_reply_to names are believed when they say whose mail it
 * is. That says who is answered and who takes part in the ticket; it never proves who somebody is.
 */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The address of the person who asks; NULL: From holds none. It stays the Letter's. */
const char *requester_address(const Config *config, const Letter *letter);

/* The organisational domain of that address (organisation.h), in lower case; the address itself
 * where it has no domain; NULL: there is none. (transfer full) (nullable) */
char *requester_organisation(const Config *config, const Letter *letter);

/* Whether that is somebody else than From. */
gboolean requester_is_named(const Config *config, const Letter *letter);

/* What the sign of the mail's class may do, once the configuration is asked: a doubt for a list is
 * set aside for the lists of [policy] own_lists, and one for a list or for a name in From where
 * the requester is named. NOTHING: the mail is treated as any person's. */
LetterStrength requester_strength(const Config *config, const Letter *letter);

/* requester.h - finds the requester, and what a doubt about a mail means. Pure.
 *
 * The requester is the person in From. Contact forms and mailing groups put their own address
 * there. Those named in [policy] requester_from_reply_to are trusted when they say who the
 * requester is. The requester gets the confirmation and becomes a participant of the ticket; that
 * never authenticates anybody. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The address of the requester; NULL: From has no address. It belongs to the Letter. */
const char *requester_address(const Config *config, const Letter *letter);

/* The organisational domain of that address (organisation.h), in lower case; the address itself if
 * it has no domain; NULL: there is no address. (transfer full) (nullable) */
char *requester_organisation(const Config *config, const Letter *letter);

/* Whether the requester is somebody else than From. */
gboolean requester_is_named(const Config *config, const Letter *letter);

/* The strength of the mail's sign after applying the configuration: a doubt about a list is ignored
 * for lists in [policy] own_lists; a doubt about a list or a name in From is ignored if the
 * requester is named. NOTHING: the mail is treated like mail from a person. */
LetterStrength requester_strength(const Config *config, const Letter *letter);

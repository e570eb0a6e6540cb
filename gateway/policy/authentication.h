/* authentication.h - whether a mail server that we trust has proven who From is (RFC 8601). Pure.
 */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* Whether a field Authentication-Results of one of [policy] authserv_ids says that the domain in
 * From is genuine: dmarc=pass, or dkim=pass or spf=pass for a domain of the same organisation. Of
 * each method the topmost result counts, since servers add their fields above what was there, and
 * of dmarc a failure in the same field; a dmarc result other than pass and none wins over dkim and
 * spf. A mail with no address in From, or with several, is never proven. Fields of all other
 * servers are as good as absent: anybody can write them.
 *
 * *ret_reason is one line that says which result decided. (transfer full) */
gboolean authentication_is_passed(const Config *config, const Letter *letter, char **ret_reason);

/* Whether a field of one of [policy] authserv_ids says that the mail fails DMARC (dmarc=fail) for
 * the domain in From: somebody else may well have written it. The topmost result counts, as above;
 * one that is about another domain says nothing. */
gboolean authentication_is_forged(const Config *config, const Letter *letter);

/* Whether there are servers whose word counts, and none of them vouches for the mail. */
gboolean authentication_is_missing(const Config *config, const Letter *letter);

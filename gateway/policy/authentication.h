/* authentication.h - whether a trusted mail server authenticated the sender (RFC 8601). Pure. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* Whether a field Authentication-Results of one of [policy] authserv_ids says that the domain in
 * From is genuine: dmarc=pass, or dkim=pass or spf=pass for a domain of the same organisation. For
 * each method the topmost result counts, because servers add their fields at the top; a dmarc
 * failure in the same field counts too. A dmarc result other than pass and none wins over dkim and
 * spf. A mail with no address in From, or with several, is never authenticated. Fields of other
 * servers are ignored: anybody can write them.
 *
 * *ret_reason says in one line which result decided. (transfer full) */
gboolean authentication_is_passed(const Config *config, const Letter *letter, char **ret_reason);

/* Whether a field of one of [policy] authserv_ids says that the mail fails DMARC (dmarc=fail) for
 * the domain in From: somebody else may have written it. The topmost result counts, as above; a
 * result for another domain is ignored. */
gboolean authentication_is_forged(const Config *config, const Letter *letter);

/* Whether trusted servers are configured, but none of them authenticated the mail. */
gboolean authentication_is_missing(const Config *config, const Letter *letter);

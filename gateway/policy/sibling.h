/* sibling.h - the other routes that the same mail takes, as far as its header tells. Pure.
 *
 * A mail to two departments makes a ticket for each. The MTA hands them over one by one, so each
 * delivery sees only its own; the names of the others follow from Message-ID and route, and are
 * known before their tickets are.
 */
#pragma once

#include "gateway/policy/mail_key.h"
#include "gateway/policy/route.h"
#include "parsers/letter.h"

typedef struct {
    char *recipient;  /* the address in To or Cc that leads there */
    char *route_name; /* NULL: the default route */
    MailKey *key;
    char *ticket_number; /* NULL: not known (yet); filled in by whoever asked the journal */
} Sibling;

/* The routes of the addresses of ours in To, Cc and the trace fields, without `route` itself; at
 * most SIBLING_MAX. Their keys are the first names of `identity`, the mail's, on these routes.
 * (transfer full) (element-type Sibling) */
#define SIBLING_MAX 10
GPtrArray *sibling_list(const Config *config, const Letter *letter, const MailIdentity *identity,
                        const Route *route);

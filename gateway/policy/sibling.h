/* sibling.h - finds the other routes of the same mail from its header. Pure.
 *
 * A mail to two departments becomes a ticket for each. The MTA delivers them one by one, so each
 * delivery only knows its own. The names of the others follow from Message-ID and route, so they
 * are known before their tickets exist. */
#pragma once

#include "gateway/policy/mail_key.h"
#include "gateway/policy/route.h"
#include "parsers/letter.h"

typedef struct {
    char *recipient;  /* the address in To or Cc that selects it */
    char *route_name; /* NULL: the default route */
    MailKey *key;
    char *ticket_number; /* NULL: not known (yet); filled in by the caller from the journal */
} Sibling;

/* The routes of our addresses in To, Cc and the trace fields, without `route` itself; at most
 * SIBLING_MAX. Their keys are the first names of the mail (`identity`) on these routes. (transfer
 * full) (element-type Sibling) */
#define SIBLING_MAX 10
GPtrArray *sibling_list(const Config *config, const Letter *letter, const MailIdentity *identity,
                        const Route *route);

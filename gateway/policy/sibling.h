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
    char *recipient; /* the address in To or Cc that leads there */
    MailKey *key;
    char *ticket_number; /* NULL: not known (yet); filled in by whoever asked the journal */
} Sibling;

/* The routes of the addresses of ours in To, Cc and the trace fields, without `route` itself; at
 * most SIBLING_MAX. `content_id` as in mail_key_new(). (transfer full) (element-type Sibling) */
#define SIBLING_MAX 10
GPtrArray *sibling_list(const Config *config, const Letter *letter, const char *content_id,
                        const Route *route);

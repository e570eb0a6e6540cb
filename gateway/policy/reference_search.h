/* reference_search.h - finds the tickets that a mail refers to, from the mail and our keys only.
 * Pure: does not check that they exist. */
#pragma once

#include "config/signing_keys.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/route.h"

typedef struct {
    char *ticket_number;
    TicketEvidence evidence;
    gboolean is_sub_address; /* for signed: the address that the mail was sent to is signed; not a
                              * Message-ID, which later mails also have in References */
} TicketReference;

typedef struct {
    GPtrArray *references; /* of TicketReference *, strongest first, each number once */
    gboolean is_own_mail;  /* its Message-ID or Reply-To has our signature */
    GPtrArray *steps;      /* of char *: one line each: what was checked, with the result */
} ReferenceSearch;

/* `keys` may be NULL: then no reference is signed. `thread_ticket` is the ticket of the mail that
 * this one replies to, if the journal has it, else NULL. The order: references signed for the
 * sender (addresses, then In-Reply-To and References); the thread (a reference signed for somebody
 * else, or `thread_ticket`); numbers in the subject. These only count as mentions if the mail is a
 * forward and not a reply. (RFC 5322 does not mark forwards, so the subject prefix decides.)
 * (transfer full) */
ReferenceSearch *reference_search_new(const Config *config, const Letter *letter,
                                      const Route *route, const SigningKeys *keys,
                                      const char *thread_ticket);
void reference_search_free(ReferenceSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferenceSearch, reference_search_free)

/* The msg-ids of In-Reply-To, then those of References, newest first, each as in the Letter.
 * (transfer container) (element-type utf8) */
GPtrArray *reference_search_message_ids(const Letter *letter);

/* reference_search.h - which tickets a mail refers to, as far as the mail itself and our keys tell.
 * Pure: nobody is asked whether they exist. */
#pragma once

#include "config/signing_keys.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/route.h"

typedef struct {
    char *ticket_number;
    TicketEvidence evidence;
    gboolean is_sub_address; /* signed: by the address that the mail was sent to, not by a
                              * Message-ID, which stands in References of later mails, too */
} TicketReference;

typedef struct {
    GPtrArray *references; /* of TicketReference *, strongest first, each number once */
    gboolean is_own_mail;  /* its Message-ID, or its Reply-To, bears our signature */
    GPtrArray *steps;      /* of char *: one line each, what was looked at and what came of it */
} ReferenceSearch;

/* `keys` may be NULL: then nothing is signed. `thread_ticket` is the ticket of the mail that this
 * one answers, where the journal was asked and knows one, else NULL. The order: signed for the
 * sender (addresses, then In-Reply-To and References); the thread (a reference signed for somebody
 * else, or `thread_ticket`); numbers in the subject, which count as mentions where the mail is a
 * forward that answers nothing (RFC 5322 knows no sign of forwards: the subject's prefix decides).
 * (transfer full) */
ReferenceSearch *reference_search_new(const Config *config, const Letter *letter,
                                      const Route *route, const SigningKeys *keys,
                                      const char *thread_ticket);
void reference_search_free(ReferenceSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferenceSearch, reference_search_free)

/* The msg-ids of In-Reply-To, then those of References, newest first, each as in the Letter.
 * (transfer container) (element-type utf8) */
GPtrArray *reference_search_message_ids(const Letter *letter);

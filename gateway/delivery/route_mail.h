/* route_mail.h - one mail on one of its routes: what the steps of its delivery know about it.
 *
 * route_delivery.c runs the steps, and each adds what it found out. A dry run uses the same
 * functions to add what it can know.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/ticket_finder.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/passages/known_text.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/ticket_text.h"

/* Owns what it points to, except the context and the route. */
typedef struct {
    const DeliveryContext *context;
    const Route *route;     /* the one it came by; part of the mail's name in the journal */
    Route ticket_route;     /* `route`, or that of the ticket that the mail refers to */
    gboolean is_proven;     /* a mail server that we trust proves the sender in From */
    MailKey *key;           /* set by mail_claim.h */
    JournalMail *record;    /* what the journal knows of it; only route_delivery.c sets its step */
    TicketFinding *finding; /* NULL: an earlier try found the ticket */
    Decision *decision;     /* set by ticket_content.h, with the members below */
    AttachmentPlan *plan;
    ReplyPassages *passages; /* what the comment shows; NULL: no comment is shortened */
    PassageKeys passage_keys;
    KnownText *known;          /* what the updated ticket has; NULL: not asked */
    gboolean is_other_subject; /* the ticket has other subjects only */
    gboolean is_record_due;    /* a step has sent something that is not on disk yet */
} RouteMail;

/* `context` and `route` must outlive the mail; the context has a message. */
void route_mail_init(RouteMail *mail, const DeliveryContext *context, const Route *route);
void route_mail_clear(RouteMail *mail);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RouteMail, route_mail_clear)

/* The input for the texts on the ticket, after the decision, with the attachments of `plan`.
 * Everything in it belongs to `mail`. */
TicketTextInput route_mail_text(const RouteMail *mail, const AttachmentPlan *plan);

/* The reference number of the ticket that is updated; NULL if it is not known. (transfer none) */
const char *route_mail_ticket_reference(const RouteMail *mail);

/* route_mail.h - one mail on one of its routes: what the steps of its delivery know, in one place.
 *
 * route_delivery.c goes through the steps, and each adds what it found out. A dry run adds by the
 * same functions what it can know.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/ticket_finder.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/passages/known_text.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/ticket_text.h"

/* Owns what it points to, but for the context and the route. */
typedef struct {
    const DeliveryContext *context;
    const Route *route;     /* by which it came: the journal knows the mail by its name */
    Route ticket_route;     /* `route`, or that of the ticket that the mail refers to */
    gboolean is_proven;     /* a mail server that we trust says that From is who wrote it */
    MailKey *key;           /* mail_claim.h; and what the journal has of the mail ... */
    JournalMail *record;    /* ... its step is set by the table of route_delivery.c alone */
    TicketFinding *finding; /* NULL: an earlier try found the ticket */
    Decision *decision;     /* ticket_content.h, and all that follows from it: */
    AttachmentPlan *plan;
    ReplyPassages *passages; /* what the comment shows; NULL: there is none */
    PassageKeys passage_keys;
    KnownText *known;          /* what the ticket that is updated holds; NULL: not asked */
    gboolean is_other_subject; /* than the ticket is known by */
    gboolean is_record_due;    /* what a step has sent is not on disk yet: its end has to be */
} RouteMail;

/* `context` and `route` have to live as long; the context has a message. */
void route_mail_init(RouteMail *mail, const DeliveryContext *context, const Route *route);
void route_mail_clear(RouteMail *mail);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RouteMail, route_mail_clear)

/* What the words on the ticket are made of, once it is decided, with the attachments of `plan`. All
 * of it stays the mail's. */
TicketTextInput route_mail_text(const RouteMail *mail, const AttachmentPlan *plan);

/* The reference number of the ticket that is updated; NULL: it is not known. (transfer none) */
const char *route_mail_ticket_reference(const RouteMail *mail);

/* request_plan.h - the requests that a Decision leads to, ready to be sent or shown.
 *
 * Both the delivery and the dry run take their requests from here, so that they cannot differ.
 */
#pragma once

#include "gateway/delivery/route_mail.h"
#include "gateway/ticket_system/ticket_request.h"

/* The form in which the main request is tried. */
typedef struct {
    const AttachmentPlan *plan; /* its first request has the attachments */
    const char
        *plain; /* in place of subject and text, which the API does not take; NULL: they go */
    gboolean is_repeat; /* the same comment may be on the ticket already, and this one says so */
} RequestForm;

/* Requests in all: 0 where nothing is sent, else 1 and one for each overflow of attachments. */
guint request_plan_count(const RouteMail *mail);

/* The main request: the decision itself, about its own ticket. (transfer full) */
TicketRequest *request_plan_main(const RouteMail *mail, const RequestForm *form);

/* A comment on the ticket of mail->record with the attachments of request `index` of `plan`, which
 * is not the first. (transfer full) */
TicketRequest *request_plan_files(const RouteMail *mail, const AttachmentPlan *plan, guint index);

/* A comment on the same that names files which could not be attached. (transfer full) */
TicketRequest *request_plan_note(const RouteMail *mail, const char *note);

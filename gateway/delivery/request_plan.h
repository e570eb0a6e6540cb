/* request_plan.h - makes the requests for a Decision, ready to be sent or shown.
 *
 * Both the delivery and the dry run take their requests from here, so they cannot differ.
 */
#pragma once

#include "gateway/delivery/route_mail.h"
#include "gateway/ticket_system/ticket_request.h"

/* The form in which the main request is tried. */
typedef struct {
    const AttachmentPlan *plan; /* its first request has the attachments */
    const char *plain;  /* replaces subject and text if the API does not take them; else NULL */
    gboolean is_repeat; /* the ticket may already have this comment; the text says so */
} RequestForm;

/* The short description of the ticket that the mail makes. (transfer full) */
char *request_plan_short_description(const RouteMail *mail);

/* The number of requests: 0 if nothing is sent, else 1, and one more for each group of attachments
 * that did not fit. */
guint request_plan_count(const RouteMail *mail);

/* The main request, which carries out the decision. (transfer full) */
TicketRequest *request_plan_main(const RouteMail *mail, const RequestForm *form);

/* A comment on the ticket of mail->record with the attachments of request `index` of `plan`; not
 * for the first request. (transfer full) */
TicketRequest *request_plan_files(const RouteMail *mail, const AttachmentPlan *plan, guint index);

/* A comment on the same ticket that names files which could not be attached. (transfer full) */
TicketRequest *request_plan_note(const RouteMail *mail, const char *note);

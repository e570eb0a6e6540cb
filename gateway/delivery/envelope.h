/* envelope.h - what the mail server tells us about a message besides the message itself, and what
 * an operator wants who delivers it by hand. */
#pragma once

#include <glib.h>

#define DELIVERY_DUPLICATE "duplicate" /* the mail was delivered before */

/* What became of the mail on one route. */
typedef struct {
    const char *outcome; /* name of the decision, or DELIVERY_DUPLICATE */
    const char *reason;
    const char *ticket_number; /* NULL: none */
    gint64 added_s;            /* when it was first tried (since the epoch); 0: now */
} DeliveryResult;

typedef struct {
    const char *sender;            /* envelope sender, without <>; NULL: the MTA did not tell */
    const char *const *recipients; /* NULL-terminated; may be NULL */
    gboolean is_wanted;      /* the operator delivers an ignored mail: it is not ignored again */
    gboolean is_again;       /* one more delivery of a mail that was delivered (redelivery.h) */
    gboolean is_unbudgeted;  /* the budgets of tickets and comments neither hold it nor count it */
    gboolean is_unconfirmed; /* nobody gets a confirmation */
    /* Called with the result of each route, before the journal has the mail as done: what is not
     * told is not done. NULL: nobody asks. */
    void (*on_result)(gpointer data, const DeliveryResult *result);
    gpointer data; /* of on_result */
} Envelope;

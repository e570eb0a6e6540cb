/* envelope.h - what the mail server tells us about a message besides the message itself, and the
 * wishes of an operator who delivers it by hand. */
#pragma once

#include <glib.h>

#define DELIVERY_DUPLICATE "duplicate" /* the mail was delivered before */

/* The result for the mail on one route. */
typedef struct {
    const char *outcome; /* name of the decision, or DELIVERY_DUPLICATE */
    const char *reason;
    const char *ticket_number; /* NULL: no ticket */
    gint64 added_s;            /* time of the first try (seconds since the epoch); 0: now */
} DeliveryResult;

typedef struct {
    const char *sender;            /* envelope sender, without <>; NULL: the MTA did not tell */
    const char *const *recipients; /* NULL-terminated; may be NULL */
    gboolean is_wanted;      /* the operator delivers an ignored mail: it is not ignored again */
    gboolean is_again;       /* deliver again a mail that was delivered before (redelivery.h) */
    gboolean passes_known;   /* a mail that is done, also an ignored one, is passed over: nothing is
                              * recorded or logged */
    gboolean is_unbudgeted;  /* the budgets of tickets and comments neither limit nor count it */
    gboolean is_unconfirmed; /* nobody gets a confirmation */
    /* Called with the result of each route, before the journal records the mail as done: a result
     * that could not be told does not count as done. NULL: nothing is called. */
    void (*on_result)(gpointer data, const DeliveryResult *result);
    /* Called when a copy of the mail goes into the quarantine. NULL: nothing is called. */
    void (*on_quarantine)(gpointer data, const char *kind);
    gpointer data; /* for both */
} Envelope;

/* envelope.h - what the mail server says of a message beside the message itself. */
#pragma once

#include <glib.h>

typedef struct {
    const char *sender;            /* envelope, without <>; NULL: the MTA did not say */
    const char *const *recipients; /* envelope, NULL-terminated; may be NULL */
    gboolean is_wanted; /* the operator delivers what was ignored: it is not ignored again */
} Envelope;

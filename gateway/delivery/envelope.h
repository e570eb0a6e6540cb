/* envelope.h - what the mail server tells us about a message besides the message itself. */
#pragma once

#include <glib.h>

typedef struct {
    const char *sender;            /* envelope sender, without <>; NULL: the MTA did not tell */
    const char *const *recipients; /* NULL-terminated; may be NULL */
    gboolean is_wanted; /* the operator delivers an ignored mail: it is not ignored again */
} Envelope;

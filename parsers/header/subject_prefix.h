/* subject_prefix.h - recognises Re:, Fwd: and [EXTERN] at the beginning of subjects, in many
 * languages. */
#pragma once

#include <glib.h>

typedef enum {
    SUBJECT_PREFIX_NONE,
    SUBJECT_PREFIX_REPLY,   /* Re:, AW:, Antw:, SV:, Re[2]:, ... */
    SUBJECT_PREFIX_FORWARD, /* Fwd:, FW:, WG:, Doorst:, TR:, ... */
    SUBJECT_PREFIX_TAG,     /* [EXTERN], EXTERNAL:, ***SPAM***: added on the way */
} SubjectPrefix;

/* The prefix at the beginning of `subject` (UTF-8). `ret_length` is its length in octets with the
 * white space around it; it stays unchanged for SUBJECT_PREFIX_NONE. */
SubjectPrefix subject_prefix_match(const char *subject, gsize *ret_length);

/* journal_keys.h - which keys sign references on all hosts that share a journal.
 *
 * Only prints are recorded: a hash that a key makes of a fixed text, which reveals nothing about
 * it. */
#pragma once

#include "gateway/journal/journal.h"

#define JOURNAL_KEYS_MAX 2

/* The print of the key that signs, then that of the key before it; NULL: there is none. */
typedef struct {
    const char *prints[JOURNAL_KEYS_MAX];
} JournalKeys;

typedef enum {
    JOURNAL_KEYS_SAME,  /* the same key signs; or neither has one */
    JOURNAL_KEYS_FIRST, /* no host has recorded keys yet */
    JOURNAL_KEYS_NEWER, /* made from the recorded ones by a rotation */
    JOURNAL_KEYS_OLDER, /* from before the last rotation */
    JOURNAL_KEYS_OTHER, /* of another origin, or missing here */
} JournalKeysState;

/* Compares `keys` with the recorded ones. */
gboolean journal_keys_compare(Journal *journal, const JournalKeys *keys,
                              JournalKeysState *ret_state, GError **error);

/* Records `keys` in place of the recorded ones. With `is_forced` FALSE only if they are FIRST or
 * NEWER; *ret_state is what they are afterwards. On disk when this returns. */
gboolean journal_keys_record(Journal *journal, const JournalKeys *keys, gboolean is_forced,
                             JournalKeysState *ret_state, GError **error);

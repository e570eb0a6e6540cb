/* journal_forget_internal.h - shared by journal_forget.c and journal_forget_mails.c. */
#pragma once

#include "gateway/journal/journal_forget.h"
#include "gateway/journal/journal_internal.h"

#define JOURNAL_FORGET_SLICE 500

typedef struct {
    Journal *journal;
    const PersonAddress *person;
    PersonAddress *without_tag; /* NULL: the address has none */
    GHashTable *open_keys;      /* set of char *: mails that are not done */
    JournalForgotten *counts;
} JournalForget;

/* A slice of rows, found while nothing was locked, and changed in one transaction. */
gboolean journal_forget_begin(const JournalForget *self, GError **error);
gboolean journal_forget_end(const JournalForget *self, gboolean is_done, GError **error);

/* Whether the mail `key` may still be worked on. */
gboolean journal_forget_is_open(Journal *journal, const char *key, gboolean *ret_is_open,
                                GError **error);

/* The person's mails by the trace, and all that is known of them; and mails of others that name the
 * person. */
gboolean journal_forget_traces(JournalForget *self, GError **error);

/* Confirmations to the person. */
gboolean journal_forget_replies(JournalForget *self, GError **error);

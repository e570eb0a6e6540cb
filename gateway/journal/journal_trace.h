/* journal_trace.h - what became of each mail, for people who ask later.
 *
 * One row for each mail on a route, kept for [journal] keep_trace. It decides nothing: a delivery
 * never reads it.
 */
#pragma once

#include "gateway/journal/journal.h"

#define JOURNAL_TRACE_FAILED "failed" /* the outcome of a try that has to be repeated */

/* How one try of a mail ended. Texts are UTF-8; NULL: not known. */
typedef struct {
    const char *mail_key;
    const char *sender;     /* address in From, else of the envelope */
    const char *recipients; /* of the envelope, with blanks between */
    const char *message_id; /* without <> */
    const char *queue_id;   /* of the MTA */
    const char *subject;
    const char *route;   /* its name; NULL: the default one */
    const char *outcome; /* "create", "comment", "ignore", "failed", ... */
    const char *reason;  /* one line for people */
    const char *ticket_number;
    gint64 took_ms;
    gboolean is_aside; /* a copy of a mail that is done: one more step, and no new outcome */
} JournalTraceEvent;

/* Remembers `event`: a row for the first try of a mail, one more line in its steps for each later
 * one. Addresses are folded to lower case; long texts are shortened. Survives this process, not a
 * power cut. */
gboolean journal_trace_note(Journal *journal, const JournalTraceEvent *event, GError **error);

/* One try, in the steps of a mail. */
typedef struct {
    gint64 when_s; /* since the epoch */
    char *outcome;
    char *reason;
} JournalTraceStep;

/* A confirmation, or another mail of ours about the mail. */
typedef struct {
    char *recipient;
    gboolean is_sent; /* the mail server has it */
    guint tries;
    gint64 due_s; /* of the next try; 0 where it is sent */
} JournalTraceReply;

/* What is known of a mail. Members may be NULL where they were in the events. */
typedef struct {
    gint64 begun_s, changed_s;
    guint tries;
    char *mail_key, *sender, *recipients, *message_id, *queue_id, *subject, *route;
    char *outcome, *reason, *ticket_number;
    gint64 took_ms;     /* of the last try */
    GPtrArray *steps;   /* of JournalTraceStep *, the first try first */
    GPtrArray *replies; /* of JournalTraceReply * */
} JournalTrace;

void journal_trace_free(JournalTrace *trace);

/* Which mails: members that are not set restrict nothing. */
typedef struct {
    const char *word;    /* a sender, a recipient, a Message-ID (with or without <>), a queue id, a
                          * ticket number, in any case; the whole of it */
    gint64 from_s, to_s; /* the last change is in [from_s, to_s); 0: no bound */
    guint max;           /* the newest ones */
} JournalTraceQuery;

/* The mails, the newest first. (transfer full) (element-type JournalTrace) */
GPtrArray *journal_trace_find(Journal *journal, const JournalTraceQuery *query, GError **error);

/* How many mails ended in one way. */
typedef struct {
    char *outcome;
    guint count;
} JournalTraceCount;

/* By outcome, of the mails that changed last since `since_s`. (transfer full)
 * (element-type JournalTraceCount) */
GPtrArray *journal_trace_counts(Journal *journal, gint64 since_s, GError **error);

/* When a try last failed, or last did not; 0: never. *ret_reason (transfer full), where not NULL,
 * is why, or NULL. */
gboolean journal_trace_last(Journal *journal, gboolean is_failure, gint64 *ret_when_s,
                            char **ret_reason, GError **error);

/* The time that `percent` per cent of the deliveries since `since_s` needed at the most, in
 * milliseconds; -1: there were none. Failed tries do not count. */
gboolean journal_trace_took(Journal *journal, gint64 since_s, guint percent, gint64 *ret_ms,
                            GError **error);

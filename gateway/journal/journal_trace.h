/* journal_trace.h - stores what became of each mail, for people who ask later.
 *
 * It has one row for each mail on a route, kept for [journal] keep_trace. Deliveries never read it,
 * so it changes no decision.
 */
#pragma once

#include "gateway/journal/journal.h"

#define JOURNAL_TRACE_FAILED "failed" /* the outcome of a try that has to be repeated */

/* How one try of a mail ended. Texts are UTF-8; NULL: not known. */
typedef struct {
    const char *mail_key;
    const char *sender;     /* address in From, else the envelope sender */
    const char *recipients; /* from the envelope, with spaces between */
    const char *message_id; /* without <> */
    const char *queue_id;   /* of the MTA */
    const char *subject;
    const char *route;   /* name of the route; NULL: the default route */
    const char *outcome; /* "create", "comment", "ignore", "failed", ... */
    const char *reason;  /* one line for people */
    const char *ticket_number;
    gint64 took_ms;
    /* A copy of a mail that is done, or a try that did not get as far as its claim: adds a step,
     * and changes the outcome only if the mail had failed before. */
    gboolean is_aside;
} JournalTraceEvent;

/* Stores `event`: a row for the first try of a mail, and a line in its steps for each later try.
 * Addresses are stored in lower case; long texts are shortened. This survives a crash of the
 * process, but not a power cut. */
gboolean journal_trace_note(Journal *journal, const JournalTraceEvent *event, GError **error);

/* One try, among the steps of a mail. */
typedef struct {
    gint64 when_s; /* seconds since the epoch */
    char *outcome;
    char *reason;
} JournalTraceStep;

/* A confirmation, or another mail that we sent about the mail. */
typedef struct {
    char *recipient;
    gboolean is_sent; /* the mail server accepted it */
    guint tries;
    gint64 due_s;         /* time of the next try; 0 if it was sent */
    gint64 unreachable_s; /* since then, mail to this address comes back; 0: it does not */
} JournalTraceReply;

/* What is known of a mail. Members are NULL if the events did not have them. */
typedef struct {
    gint64 begun_s, changed_s;
    guint tries;
    char *mail_key, *sender, *recipients, *message_id, *queue_id, *subject, *route;
    char *outcome, *reason, *ticket_number;
    gint64 took_ms;     /* of the last try */
    GPtrArray *steps;   /* of JournalTraceStep *, oldest first */
    GPtrArray *replies; /* of JournalTraceReply * */
} JournalTrace;

void journal_trace_free(JournalTrace *trace);

/* Which mails to find. Members that are not set do not matter. */
typedef struct {
    const char *word;    /* the whole of a sender, a recipient, a Message-ID (with or without <>), a
                          * queue id or a ticket number, in any case */
    gint64 from_s, to_s; /* the last change is in [from_s, to_s); 0: no limit */
    guint max;           /* at most so many, the newest */
} JournalTraceQuery;

/* The mails, newest first. (transfer full) (element-type JournalTrace) */
GPtrArray *journal_trace_find(Journal *journal, const JournalTraceQuery *query, GError **error);

/* How many mails had the same outcome. */
typedef struct {
    char *outcome;
    guint count;
} JournalTraceCount;

/* The counts of all outcomes, for mails that last changed since `since_s`. (transfer full)
 * (element-type JournalTraceCount) */
GPtrArray *journal_trace_counts(Journal *journal, gint64 since_s, GError **error);

/* How many mails failed since the last one that did not, and since `since_s`. *ret_reason (transfer
 * full): why the newest of them did, or NULL. */
gboolean journal_trace_failing(Journal *journal, gint64 since_s, guint *ret_count,
                               char **ret_reason, GError **error);

/* In how many milliseconds `percent` per cent of the deliveries since `since_s` were done; -1 if
 * there were no deliveries. Failed tries do not count. */
gboolean journal_trace_took(Journal *journal, gint64 since_s, guint percent, gint64 *ret_ms,
                            GError **error);

/* journal_backoff.h - pauses requests to the API after failures, for all processes of the host.
 *
 * Requests are paused until a time that the API named (Retry-After), or after several failures.
 * Then one process probes the API, and the others wait for its result. */
#pragma once

#include "gateway/journal/journal.h"

typedef enum {
    JOURNAL_BACKOFF_FREE,  /* all may send requests */
    JOURNAL_BACKOFF_PROBE, /* this handle probes for all: succeeded, failed or release must follow
                            */
    JOURNAL_BACKOFF_WAIT,  /* send nothing */
} JournalBackoffTurn;

typedef struct {
    JournalBackoffTurn turn;
    gint64 wait_s;     /* WAIT: seconds left; 0: another process probes */
    gboolean is_noted; /* a failure is recorded: call succeeded() after a success */
} JournalBackoff;

typedef struct {
    const char *mail_key; /* a mail that fails repeatedly counts once */
    gboolean is_at_body;  /* perhaps the API only fails for this mail */
    gint64 retry_after_s; /* what the API asked for; -1: nothing */
    guint first_s; /* the first pause after several failures; doubled for each failed probe */
    guint max_s;
} JournalBackoffFailure;

/* So many failures of different mails, without a success in between, start a pause. */
#define JOURNAL_BACKOFF_RUN 3

/* Whether this handle may send requests to the API. The turn to probe is held for at most `lease_s`
 * if other processes cannot see this one (journal_owner.h). */
gboolean journal_backoff_ask(Journal *journal, guint lease_s, JournalBackoff *ret_backoff,
                             GError **error);

/* The API failed. *ret_wait_s is how long requests are paused now; 0: they are not. If the API
 * failed at the body of this mail before and accepted another mail since, the mail is the cause,
 * and the failure does not count. */
gboolean journal_backoff_failed(Journal *journal, const JournalBackoffFailure *failure,
                                gint64 *ret_wait_s, GError **error);

/* The API works: forgets the failures, and ends the pause if this handle probed. */
gboolean journal_backoff_succeeded(Journal *journal, GError **error);

/* The time until which requests are paused, in seconds since the epoch; 0: they are not. */
gboolean journal_backoff_until(Journal *journal, gint64 *ret_until_s, GError **error);

/* The operator saw that the API works: ends the pause, whoever probes. */
gboolean journal_backoff_lift(Journal *journal, GError **error);

/* Gives the turn to probe back without a result. */
gboolean journal_backoff_release(Journal *journal, GError **error);

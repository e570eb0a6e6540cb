/* journal_backoff.h - how the Incident API is doing, as all processes of the host know it.
 *
 * It is left alone until a time that it named (Retry-After), or after a run of failures; then one
 * process probes, and the others wait for what becomes of it.
 */
#pragma once

#include "gateway/journal/journal.h"

typedef enum {
    JOURNAL_BACKOFF_FREE,  /* all may ask */
    JOURNAL_BACKOFF_PROBE, /* this handle asks for all: succeeded, failed or release has to follow
                            */
    JOURNAL_BACKOFF_WAIT,  /* ask nothing */
} JournalBackoffTurn;

typedef struct {
    JournalBackoffTurn turn;
    gint64 wait_s;     /* WAIT: seconds left; 0: another process probes */
    gboolean is_noted; /* a failure is on record: succeeded() has something to do */
} JournalBackoff;

typedef struct {
    const char *mail_key; /* a mail that fails again and again counts once */
    gboolean is_at_body;  /* it may be this mail alone that the API cannot take */
    gint64 retry_after_s; /* what the API asked for; -1: nothing */
    guint first_s; /* the first wait after a run of failures; doubled for each failed probe */
    guint max_s;
} JournalBackoffFailure;

/* Failures of different mails, without a success between, that make a run. */
#define JOURNAL_BACKOFF_RUN 3

/* May this handle ask the API? The turn to probe is held for `lease_s` at most where the process
 * cannot be seen (journal_owner.h). */
gboolean journal_backoff_ask(Journal *journal, guint lease_s, JournalBackoff *ret_backoff,
                             GError **error);

/* The API failed. *ret_wait_s is for how long requests are paused now; 0: they are not. A failure
 * at the body of a mail at which it failed before, while it took another mail since, is that mail's
 * and counts for nothing else. */
gboolean journal_backoff_failed(Journal *journal, const JournalBackoffFailure *failure,
                                gint64 *ret_wait_s, GError **error);

/* The API works: the run is over, and where this handle probed, so is the wait. */
gboolean journal_backoff_succeeded(Journal *journal, GError **error);

/* Until when requests are paused, in seconds since the epoch; 0: they are not. */
gboolean journal_backoff_until(Journal *journal, gint64 *ret_until_s, GError **error);

/* The operator has seen that the API works: no pause, whoever probes. */
gboolean journal_backoff_lift(Journal *journal, GError **error);

/* Gives the turn to probe back, with nothing learned. */
gboolean journal_backoff_release(Journal *journal, GError **error);

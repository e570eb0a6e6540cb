/* progress.h - shows how far a long command is: a bar at a terminal, lines elsewhere. */
#pragma once

#include <glib.h>

typedef struct Progress Progress;

/* How far it is. */
typedef struct {
    guint64 done, total;
    const char *detail;    /* "create 40, comment 2"; NULL: nothing */
    const char *waits_for; /* NULL: it goes on */
} ProgressState;

/* Standard error gets it: a bar, if that is a terminal; else a line that begins with "ticketgate
 * COMMAND:" every 10 seconds and at the end. `command` has to outlive it. */
Progress *progress_new(const char *command);
/* Leaves the last state on a line of its own. */
void progress_end(Progress *progress, const ProgressState *state);
/* Takes the bar away. */
void progress_clear(Progress *progress);
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* Shows the state, not more often than is of use. */
void progress_show(Progress *progress, const ProgressState *state);
/* Prints one line for itself, such as a mail at fault. */
void progress_say(Progress *progress, const char *line);

/* How fast it goes. */
typedef struct {
    double per_s; /* things in a second; 0: not known */
    gint64 elapsed_s;
} ProgressPace;

/* The state as a line of exactly `columns` for a terminal; 0: as long as it is, without the bar.
 * Pure. (transfer full) */
char *progress_line(const ProgressState *state, const ProgressPace *pace, guint columns);

/* import_progress.h - shows how far an import is: a bar at a terminal, lines elsewhere. */
#pragma once

#include "gateway/import/import_tally.h"

typedef struct ImportProgress ImportProgress;

/* Standard error gets it: a bar, if that is a terminal; else a line every 10 seconds and at the
 * end.
 */
ImportProgress *import_progress_new(void);
/* Leaves the last state on a line of its own. */
void import_progress_end(ImportProgress *progress, const ImportTally *tally);
void import_progress_free(ImportProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportProgress, import_progress_free)

/* Shows the state, not more often than is of use. `waits_for` NULL: it goes on. */
void import_progress_show(ImportProgress *progress, const ImportTally *tally,
                          const char *waits_for);
/* Prints one line for itself, such as a mail at fault. */
void import_progress_say(ImportProgress *progress, const char *line);

/* How fast it goes. */
typedef struct {
    double per_s; /* mails in a second; 0: not known */
    gint64 elapsed_s;
} ImportPace;

/* The state as a line of exactly `columns` for a terminal; 0: as long as it is, without the bar.
 * Pure. (transfer full) */
char *import_progress_line(const ImportTally *tally, const ImportPace *pace, const char *waits_for,
                           guint columns);

/* import_tally.h - what became of the mails of an import: counts, reasons, faults. Pure.
 *
 * Memory has a limit: only the first reasons and faults are kept by their words. */
#pragma once

#include <glib.h>

typedef enum {
    IMPORT_CREATE,
    IMPORT_COMMENT,
    IMPORT_CLOSE,
    IMPORT_REOPEN,
    IMPORT_IGNORE,
    IMPORT_REJECT,
    IMPORT_KNOWN, /* delivered before */
    IMPORT_FAULT, /* this mail can become no ticket */
    IMPORT_LEFT,  /* not now: the next run tries it again */
    IMPORT_OUTCOMES,
} ImportOutcome;

/* How many mails had one reason. */
typedef struct {
    ImportOutcome outcome;
    char *text; /* one line; numbers in it are "..." */
    guint count;
} ImportReason;

/* A mail that could not be delivered. */
typedef struct {
    char *place; /* mailbox_place() */
    char *reason;
    gboolean is_left; /* it is tried again by the next run */
} ImportFault;

typedef struct {
    guint total;                   /* mails in the mailbox */
    guint done;                    /* mails that were looked at */
    guint counts[IMPORT_OUTCOMES]; /* of mails on their routes */
    guint quarantined;
    GPtrArray *kinds;   /* of ImportReason *, without outcome: kinds of the quarantine */
    GPtrArray *reasons; /* of ImportReason *, in the order in which they came */
    GPtrArray *faults;  /* of ImportFault * */
} ImportTally;

ImportTally *import_tally_new(guint total);
void import_tally_free(ImportTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportTally, import_tally_free)

/* "create", "comment", ..., "known", "fault", "left": for programs. */
const char *import_tally_name(ImportOutcome outcome);
/* The same for people: "create", ..., "delivered before", "at fault", "left for later". */
const char *import_tally_words(ImportOutcome outcome);

/* "create 40, delivered before 9": what there is of each. (transfer full) */
char *import_tally_line(const ImportTally *tally);

/* The outcome of a DeliveryResult (envelope.h). */
ImportOutcome import_tally_outcome(const char *name);

void import_tally_add(ImportTally *tally, ImportOutcome outcome, const char *reason);
void import_tally_add_quarantined(ImportTally *tally, const char *kind);
/* Counts the mail as IMPORT_LEFT or IMPORT_FAULT, too. */
void import_tally_add_fault(ImportTally *tally, const ImportFault *fault);

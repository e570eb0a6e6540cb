/* journal_target.h - where a journal moves to.
 *
 * A file or database that waits for the rows is marked as moved to where they are still, without
 * the name of a move. Until it has them, it is no journal, whatever becomes of the move: no host
 * delivers with it. */
#pragma once

#include "gateway/journal/store/store_tables.h"

typedef struct {
    const StoreLocation *location;
    const char *from; /* the place of the source */
    Store *store;     /* NULL: not open */
} JournalTarget;

/* " --back" if a move to this place goes back to a file; else "". */
const char *journal_target_option(const StoreLocation *location);

/* Opens it; with `is_expected`, a database without a journal is refused. A file whose journal has
 * moved away earlier gets another name, unless `ret_put_aside` is NULL; *ret_put_aside (transfer
 * full) is that name, or untouched. */
gboolean journal_target_open(JournalTarget *target, gboolean is_expected, char **ret_put_aside,
                             GError **error);

/* Whether it has no rows; otherwise sets an error. Nobody else writes into it meanwhile. */
typedef gboolean (*JournalTargetCheck)(gpointer data, GError **error);

/* Marks it as one that waits, if `check` agrees in the same transaction. Its tables have other
 * names then. */
gboolean journal_target_wait(JournalTarget *target, JournalTargetCheck check, gpointer data,
                             GError **error);

/* Whether it has the rows of the move of this name. STORE_ERROR_FOREIGN: it is itself moved. */
gboolean journal_target_has(const JournalTarget *target, const char *move, gboolean *ret_has,
                            GError **error);

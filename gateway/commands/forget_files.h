/* forget_files.h - the files that were kept of one person's mails. */
#pragma once

#include "config/config.h"
#include "gateway/journal/journal_forget.h"

/* Whose files, and where. */
typedef struct {
    const Config *config;
    Journal *journal;
    const PersonAddress *person;
    gboolean is_dry_run; /* nothing is deleted, only counted */
} ForgetScope;

typedef struct {
    guint quarantined, ignored; /* mails that were deleted, with their reasons */
    guint open;                 /* mails that a retry may still need, left as they are */
    GPtrArray *others;          /* char *: paths of mails of others that name the address; left */
    GPtrArray *damaged; /* char *: paths of earlier, damaged journals that may contain it; left */
} ForgetFiles;

void forget_files_clear(ForgetFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForgetFiles, forget_files_clear)

/* Deletes the mails of the quarantine that the person sent, and ignored reports about the address.
 * Call it before journal_forget(), which erases whose the mails are.
 * `ret_files` has to be empty ({0}). */
gboolean forget_files_erase(const ForgetScope *scope, ForgetFiles *ret_files, GError **error);

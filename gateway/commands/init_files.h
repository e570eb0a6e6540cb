/* init_files.h - the files that `ticketgate init` makes: none ever half, none ever overwritten. */
#pragma once

#include <sys/types.h>

#include "gateway/commands/init_answers.h"

/* For whom files are made: the user that deliveries run as. */
typedef struct {
    uid_t uid;
    gid_t gid;
    gboolean is_other; /* another than the one at work, who then is root */
} InitOwner;

/* Writes `text` to a new file of this mode, synced. Fails, said on standard error, where there is
 * one. */
gboolean init_write_file(const char *path, const char *text, mode_t mode);

/* Makes the directory of `path`, for the owner alone, if it is missing, and says which it was. */
gboolean init_directory(const char *path, const InitOwner *owner);

/* Writes the configuration to `path` and the client secret beside it, once the configuration is
 * seen to have no mistakes; else says which, and leaves nothing. */
gboolean init_write_configuration(const char *path, const InitAnswers *answers,
                                  const InitOwner *owner);

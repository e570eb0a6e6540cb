/* init_files.h - writes the files of `ticketgate init`: always complete, never overwriting others.
 */
#pragma once

#include <sys/types.h>

#include "gateway/commands/init_answers.h"

/* The owner of the files: the user that runs deliveries. */
typedef struct {
    uid_t uid;
    gid_t gid;
    gboolean is_other; /* not the user of this process, who is then root */
} InitOwner;

/* Writes `text` to a new file of this mode, synced. If the file exists, prints an error to standard
 * error and fails. */
gboolean init_write_file(const char *path, const char *text, mode_t mode);

/* Makes the directory of `path`, only for the owner, if it is missing, and prints which. */
gboolean init_directory(const char *path, const InitOwner *owner);

/* Writes the configuration to `path` and the client secret beside it, if the configuration has no
 * mistakes. Otherwise prints the mistakes and leaves no file. */
gboolean init_write_configuration(const char *path, const InitAnswers *answers,
                                  const InitOwner *owner);

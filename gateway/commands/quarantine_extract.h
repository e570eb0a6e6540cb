/* quarantine_extract.h - takes the files of a quarantined mail out of it, or the mail itself. */
#pragma once

#include "config/config.h"
#include "gateway/quarantine/quarantine_shelf.h"

/* Writes files of the mail `item` into the current directory, and prints their names. The mail is
 * read by the sandboxed parser, as for a delivery. `files` (NULL-terminated, may be empty: all) are
 * names as the mail has them; a last one "-" writes the one file, or without a name the mail
 * itself, to standard output, which may not be a terminal. `is_whole`: the mail itself, as
 * NAME.eml. Nothing is overwritten: a file whose name is taken gets a number ("a-2.pdf"). Files
 * have mode 0600. DELIVERY_ERROR_USAGE: there is no such file, or standard output is a terminal;
 * DELIVERY_ERROR_TEMPORARY: it cannot be read or written. */
gboolean quarantine_extract_run(const Config *config, const QuarantineItem *item,
                                const char *const *files, gboolean is_whole, GError **error);

/* `name`, which a stranger chose, as the name of a file in a folder: without '/', control and
 * reordering characters, a leading dot or hyphen; at most 200 bytes; never empty. (transfer full)
 */
char *quarantine_extract_file_name(const char *name);

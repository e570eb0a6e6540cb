/* quarantine_extract.h - extracts files of a quarantined mail, or the mail itself. */
#pragma once

#include "config/config.h"
#include "gateway/quarantine/quarantine_shelf.h"

/* Writes files of the mail `item` into the current directory, and prints their names. The sandboxed
 * parser reads the mail, as for a delivery. `files` (NULL-terminated; empty: all) are the names in
 * the mail. If the last is "-", the one file, or without another name the mail itself, is written
 * to standard output, which must not be a terminal. `is_whole`: writes the mail itself, as
 * NAME.eml. Nothing is overwritten: if a name is taken, the file gets a number ("a-2.pdf"). Files
 * have mode 0600. DELIVERY_ERROR_USAGE: no such file, or standard output is a terminal.
 * DELIVERY_ERROR_TEMPORARY: it cannot be read or written. */
gboolean quarantine_extract_run(const Config *config, const QuarantineItem *item,
                                const char *const *files, gboolean is_whole, GError **error);

/* The untrusted `name` as a safe file name: without '/', control and reordering characters, and
 * without a dot or hyphen at its beginning; at most 200 bytes; never empty. (transfer full) */
char *quarantine_extract_file_name(const char *name);

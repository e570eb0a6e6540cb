/* init_keys.h - the keys for signed references: makes them, and takes them from host to host. All
 * functions say on standard output what they did, and on standard error what went wrong. */
#pragma once

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/commands/init_files.h"

/* Makes [mail] key_file if it is missing. With `is_rotation` a new key is put before the one that
 * signs now; if hosts share the journal, they are told by it. */
gboolean init_keys_make(const Config *config, const InitOwner *owner, gboolean is_rotation);

/* The keys in [mail] key_file. NULL: there are none. (transfer full) (nullable) */
SigningKeys *init_keys_load(const Config *config);

/* Writes the keys to the new file `path`, mode 0600; "-": to standard output, if that is not a
 * terminal. */
gboolean init_keys_export(const SigningKeys *keys, const char *path);

/* The keys in the private file `path`; "-": from standard input. NULL: there are none. (transfer
 * full) (nullable) */
SigningKeys *init_keys_read(const char *path);

/* Writes `keys` to [mail] key_file. Keys of which none is the one that signs there now are refused:
 * its references would no longer be accepted. */
gboolean init_keys_import(const Config *config, const InitOwner *owner, const SigningKeys *keys);

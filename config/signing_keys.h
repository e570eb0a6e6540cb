/* signing_keys.h - the keys that sign our references: read from a file that others cannot read,
 * wiped after use.
 *
 * The file holds one key on each line, 64 hexadecimal digits; lines that begin with # are comments.
 * The first key signs, both verify: after a change of keys, references signed with the old key stay
 * valid for a while. The file is read only after the parsing child was forked, so the process that
 * reads untrusted mail holds no secrets. */
#pragma once

#include "config/config.h"

#define SIGNING_KEYS_MAX 2
#define SIGNING_KEY_BYTES 32

typedef struct {
    guint8 keys[SIGNING_KEYS_MAX][SIGNING_KEY_BYTES];
    guint n_keys; /* at least 1 */
} SigningKeys;

/* Reads [mail] key_file. NULL without an error if the file does not exist; then nothing is signed.
 * CONFIG_ERROR_READ: it cannot be read. CONFIG_ERROR_MISTAKE: others can read it, or it does not
 * have the form above. (transfer full) (nullable) */
SigningKeys *signing_keys_read(const Config *config, GError **error);

/* Reads the text of such a file; `path` is its name in an error. CONFIG_ERROR_MISTAKE. (transfer
 * full) */
SigningKeys *signing_keys_parse(const char *text, const char *path, GError **error);

/* Wipes and frees; NULL is fine. */
void signing_keys_free(SigningKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SigningKeys, signing_keys_free)

/* A new random key, as a line of the file without its line end. NULL with errno set if the system
 * has no random numbers. (transfer full; wipe it) (nullable) */
char *signing_keys_new_line(void);

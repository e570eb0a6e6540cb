/* smime.h - opens opaque S/MIME (RFC 8551): the mail inside a smime.p7m. */
#pragma once

#include <glib.h>

typedef enum {
    SMIME_UNKNOWN,    /* none of the following, or broken */
    SMIME_SIGNED,     /* the content is readable */
    SMIME_COMPRESSED, /* RFC 3274 */
    SMIME_ENCRYPTED,  /* can only be read with the recipient's key */
} SmimeKind;

/* Whether this build can open them (meson feature `smime`). */
gboolean smime_is_supported(void);

/* Loads the library; returns whether that worked. FALSE in builds without the feature. */
gboolean smime_is_usable(void);

/* The absolute path of the shared library that smime_open() loads on first use, for a process that
 * is about to lose access to the file system. NULL if it does not exist, or if it is not in the
 * folder of the C library and was therefore loaded now. (transfer full) (nullable) */
char *smime_find_library(void);

/* The kind of the CMS structure (RFC 5652, BER or DER) of `length` octets at `data`. For
 * SMIME_SIGNED, `ret_content` is the signed MIME entity; for SMIME_COMPRESSED, the zlib stream of
 * one ((transfer full)); else NULL. Verifies no signature. */
SmimeKind smime_open(const char *data, gsize length, GBytes **ret_content);

/* smime.h - opaque S/MIME (RFC 8551): the mail inside a smime.p7m. */
#pragma once

#include <glib.h>

typedef enum {
    SMIME_UNKNOWN,    /* none of the below, or broken */
    SMIME_SIGNED,     /* the content is there for all to read */
    SMIME_COMPRESSED, /* RFC 3274 */
    SMIME_ENCRYPTED,  /* only the recipient's key opens it */
} SmimeKind;

/* Whether this build can open them (meson feature `smime`). */
gboolean smime_is_supported(void);

/* Whether the library that it takes can be loaded; loads it. FALSE in builds without the feature.
 */
gboolean smime_is_usable(void);

/* The shared library that smime_open() loads when it first needs it, an absolute path: for a
 * process that is about to lose the file system. NULL: there is none, or it does not lie beside the
 * C library; then it has been loaded now. (transfer full) (nullable) */
char *smime_find_library(void);

/* What the CMS structure (RFC 5652, BER or DER) of `length` octets at `data` is. For SMIME_SIGNED
 * `ret_content` is the signed MIME entity, for SMIME_COMPRESSED the zlib stream that holds one
 * ((transfer full)), else NULL. No signature is verified:
 * who says what is proven is not asked here. */
SmimeKind smime_open(const char *data, gsize length, GBytes **ret_content);

/* tnef.h - opens winmail.dat (application/ms-tnef, [MS-OXTNEF]), the form in which Exchange sends
 * mail to recipients that it believes use Outlook. */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* decoded, UTF-8; NULL: none is given */
    char *type; /* "type/subtype" in lower case */
    GBytes *content;
} TnefFile;

typedef struct {
    GPtrArray *files; /* of TnefFile *: the attachments; a body in RTF is "message.rtf" */
    GString *text;    /* octets of a plain body, or NULL */
    GString *html;    /* octets of an HTML body, or NULL */
    char *charset;    /* label for text that is not Unicode, or NULL */
} TnefContent;

/* Whether this build can open them (meson feature `tnef`). */
gboolean tnef_is_supported(void);

/* Reads `length` octets at `data`. Returns NULL if it is not TNEF, or has neither a file nor text.
 * (transfer full) */
TnefContent *tnef_open(const char *data, gsize length);
void tnef_content_free(TnefContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TnefContent, tnef_content_free)

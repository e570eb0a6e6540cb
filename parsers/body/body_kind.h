/* body_kind.h - what a part of a message is by its header: text, HTML, a signature; and whether its
 * content bears that out. Internal to parsers/. */
#pragma once

#include "parsers/body/body_state.h"

gboolean body_kind_has_disposition(GMimeObject *object, const char *wanted);
gboolean body_kind_is_html(GMimeObject *object);

/* A detached signature (PGP, S/MIME). */
gboolean body_kind_is_signature(GMimeObject *object);

/* Whether a part is text of the mail. One with a file's name is, where it is the first and no part
 * goes without one. */
gboolean body_kind_is_text(const Body *body, GMimeObject *object);

/* Whether there is a text part without a file's name in the message. */
gboolean body_kind_has_nameless_text(GMimeObject *object, guint depth);

/* Whether the content of a part that is labelled as text is a file: its first octets are those of a
 * known kind, or hold NULs among many control characters. FALSE without a Content-Type. */
gboolean body_kind_is_binary(GMimePart *part);

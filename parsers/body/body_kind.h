/* body_kind.h - what a part of a message is according to its header: text, HTML, a signature; and
 * whether its content agrees. Internal to parsers/. */
#pragma once

#include "parsers/body/body_state.h"

gboolean body_kind_has_disposition(GMimeObject *object, const char *wanted);
gboolean body_kind_is_html(GMimeObject *object);

/* A detached signature (PGP, S/MIME). */
gboolean body_kind_is_signature(GMimeObject *object);

/* Whether a part is text of the mail. A part with a file name is only if it is the first and all
 * text parts have a file name. */
gboolean body_kind_is_text(const Body *body, GMimeObject *object);

/* Whether the message has a text part without a file name. */
gboolean body_kind_has_nameless_text(GMimeObject *object, guint depth);

/* Whether a part labelled as text is in fact a file: it begins like a known file format, or has
 * NULs and many control characters. FALSE without a Content-Type. */
gboolean body_kind_is_binary(GMimePart *part);

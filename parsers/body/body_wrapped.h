/* body_wrapped.h - parts that hold a mail in another form: winmail.dat, S/MIME. Internal. */
#pragma once

#include "parsers/body/body_state.h"

/* Opens `part` of `type` and reads what is in it, in its place; FALSE if it is no such part or
 * cannot be opened. */
gboolean body_wrapped_open(Body *body, GMimePart *part, const char *type);

/* Tells the reader that the mail is encrypted; it is attached as it came. */
void body_wrapped_say_encrypted(Body *body);

/* Reads the MIME entity of `length` octets at `data`, which stay the caller's, like a part of the
 * mail. */
void body_wrapped_walk_entity(Body *body, const char *data, gsize length);

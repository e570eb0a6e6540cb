/* body_wrapped.h - opens parts that contain a mail in another form: winmail.dat, S/MIME. Internal.
 */
#pragma once

#include "parsers/body/body_state.h"

/* Opens `part` of `type` and reads its content in its place. FALSE if it is not such a part or
 * cannot be opened. */
gboolean body_wrapped_open(Body *body, GMimePart *part, const char *type);

/* Adds a line for the agent that the mail is encrypted, and attaches the received mail. */
void body_wrapped_say_encrypted(Body *body);

/* Reads the MIME entity of `length` octets at `data`, which still belong to the caller, like a part
 * of the mail. */
void body_wrapped_walk_entity(Body *body, const char *data, gsize length);

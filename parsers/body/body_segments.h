/* body_segments.h - divides the text of a mail: new, quotation, signature. Internal to parsers/. */
#pragma once

#include "parsers/body/body_state.h"

/* Fills segments and reply_text of the Letter; its text must be set. Attaches text that was cut on
 * a guess. The text of invitations is added to text and reply_text as new. */
void body_segments_set(Body *body);

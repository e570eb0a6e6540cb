/* body_segments.h - the text of a mail taken apart: new, quoted, signature. Internal to parsers/.
 */
#pragma once

#include "parsers/body/body_state.h"

/* Fills segments and reply_text of the Letter, whose text is set, and attaches what was cut on a
 * guess; what invitations say is added to text and reply_text as new. */
void body_segments_set(Body *body);

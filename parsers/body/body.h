/* body.h - decides which parts of a message are its text and which are attachments. */
#pragma once

#include "parsers/parse_run.h"

/* Fills text, text_is_truncated, reply_text and attachments of the Letter. Call it after the
 * subject was read. */
void body_read(ParseRun *run, GMimeMessage *message);

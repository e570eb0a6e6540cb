/* body.h - the parts of a message: which of them are its text, and which are attachments. */
#pragma once

#include "parsers/parse_run.h"

/* Fills text, text_is_truncated, reply_text and attachments of the Letter. Called when the subject
 * has been read. */
void body_read(ParseRun *run, GMimeMessage *message);

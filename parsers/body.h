/* body.h - walks the parts of a message: which are its text, which are attachments. */
#pragma once

#include "parsers/parse_run.h"

/* Fills text (whole, not yet cut or cleaned of quotes) and attachments of the Letter. */
void body_read(ParseRun *run, GMimeMessage *message);

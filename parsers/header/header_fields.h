/* header_fields.h - reads subject, identity, threading, date and similar fields of a message. */
#pragma once

#include "parsers/parse_run.h"

/* Fills message_id, in_reply_to, references, subject, date_s, language and authentication_results
 * of the Letter; is_reply by In-Reply-To and References. */
void header_fields_read(ParseRun *run, GMimeMessage *message);

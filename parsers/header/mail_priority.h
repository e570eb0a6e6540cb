/* mail_priority.h - how urgent a mail is, by its own header. */
#pragma once

#include "parsers/parse_run.h"

/* "highest", "high", "normal", "low" or "lowest"; NULL: `value` is none of the words of `field`, or
 * this is no field for it. Fields: X-Priority (1 to 5, a word may follow), Importance (RFC 2156:
 * high, normal, low), Priority (RFC 2156: urgent, normal, non-urgent), X-MSMail-Priority (high,
 * normal, low). Case does not matter. (transfer none) (nullable) */
const char *mail_priority_of(const char *field, const char *value);

/* Sets `priority` of the Letter: what the first of these fields says that can be read. */
void mail_priority_read(ParseRun *run, GMimeMessage *message);

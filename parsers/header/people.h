/* people.h - reads who wrote to whom: the address fields of a message (RFC 5322 section 3.4). */
#pragma once

#include "parsers/parse_run.h"

/* Fills from, sender, reply_to, to, cc, delivered_to and original_from of the Letter. */
void people_read(ParseRun *run, GMimeMessage *message);

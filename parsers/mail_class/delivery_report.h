/* delivery_report.h - what a delivery report says of the mail that could not be delivered. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"

/* Fills report of `letter`, whose class and text are filled already: from the parts of a
 * multipart/report (RFC 3464, RFC 6522), else from the header that a report of an older form
 * returns in its text. Leaves it NULL for mail of another class than bounce. */
void delivery_report_read(GMimeMessage *message, Letter *letter);

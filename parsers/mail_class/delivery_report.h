/* delivery_report.h - reads which mail a delivery report is about. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"

/* Fills `report` of `letter`; class and text must be filled. Uses the parts of a multipart/report
 * (RFC 3464, RFC 6522), or else the header that an older report has in its text. Leaves it NULL if
 * the class is not bounce. */
void delivery_report_read(GMimeMessage *message, Letter *letter);

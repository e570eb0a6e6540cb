/* introduction_lead.h - finds words of a person before an attribution on the same line: "ok 4711
 * Desk <desk@x.example> wrote:". Pure. */
#pragma once

#include <glib.h>

/* Whether `plain` (the first line of an introduction, UTF-8) begins with words that are neither its
 * date nor its name. `header` has the names and addresses in From and To of the mail (UTF-8); a
 * name in lower case must be one of these. A single word before a date counts as a day of the week,
 * except in scripts that do not write the day there. */
gboolean introduction_lead_is_own(const char *plain, const char *header);

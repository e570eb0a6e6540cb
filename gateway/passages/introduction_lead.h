/* introduction_lead.h - words of a person before what a program writes above a quotation, on its
 * line: "ok 4711 Desk <desk@x.example> wrote:". Pure. */
#pragma once

#include <glib.h>

/* Whether `plain` (the first line of an introduction, UTF-8) begins with words that are neither the
 * date nor the name in it. `header`: names and addresses that the mail itself is from and to
 * (UTF-8): a name in lower case has to be one of these. A single word before a date is taken for a
 * day of the week, but in scripts that have none there. */
gboolean introduction_lead_is_own(const char *plain, const char *header);

/* ping_submission.h - whether the mail server that takes our mails would take one. */
#pragma once

#include "config/config.h"

/* Connects and logs in there, and prints one line about it, unless no replies are sent at all.
 * FALSE: it would not; the reason is on standard error, too. */
gboolean ping_submission(const Config *config);

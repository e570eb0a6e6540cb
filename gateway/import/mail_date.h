/* mail_date.h - reads the dates of mails and of mailboxes, to put mails in order. Pure. */
#pragma once

#include <glib.h>

/* `text` (NUL-terminated, any octets) as seconds since the epoch: the date of a Date field (RFC
 * 5322 section 3.3, with the obsolete forms of section 4.3), or that of a From_ line ("Mon Jan  1
 * 00:00:00 2024", with or without a zone). Words that are no part of a date are skipped. An unknown
 * zone counts as UTC. FALSE: there is no day, month, year and time in it. */
gboolean mail_date_read(const char *text, gint64 *ret_s);

/* log.h - syslog, facility mail: the only place that the gateway talks to while it delivers.
 *
 * Every value is cleaned: control characters, line feeds and escape sequences become '?'.
 */
#pragma once

#include <glib.h>

/* Opens syslog as `ticketgate[pid]` and sends what GLib and the libraries say there too, so that
 * standard error stays empty. With `is_terminal` messages go to standard error instead. */
void log_open(gboolean is_terminal);

/* The queue id that the MTA gave (environment or option), for every line; NULL: none. */
void log_set_queue_id(const char *queue_id);

void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_error(const char *format, ...) G_GNUC_PRINTF(1, 2);

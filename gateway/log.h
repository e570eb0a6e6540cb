/* log.h - writes to syslog, facility mail. Only gateway/ logs.
 *
 * Every line is cleaned (log_clean) and begins with the MTA's queue id, if known. */
#pragma once

#include <glib.h>

/* Opens syslog as `ticketgate[pid]`. Messages of GLib and other libraries go there too, so standard
 * error stays empty. With `is_terminal`, messages go to standard error instead. */
void log_open(gboolean is_terminal);

/* For a child without a connection to syslog: from here on every line is dropped. */
void log_silence(void);

/* Sets the queue id from the MTA (environment or option) for every line; NULL: none. */
void log_set_queue_id(const char *queue_id);

/* That queue id; NULL: it is not known. Valid until the next log_set_queue_id(). */
const char *log_queue_id(void);

void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_error(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Writes the line that says how a delivery ended, at level info:
 *
 *     QUEUEID: message-id=<ID>, ticket=NUMBER, outcome=WORD, ms=NUMBER
 *
 * `message_id` is without <>; absent values (NULL) are left out. White space, commas, `<`, `>` and
 * `=` inside a value become '?', so a mail cannot forge a member of the line. */
void log_outcome(const char *message_id, const char *ticket_number, const char *outcome,
                 gint64 elapsed_ms);

/* `text` (any octets) as one line for people. Line ends, control and escape characters, invalid
 * UTF-8, and characters that reorder or hide text (bidi, zero width) become '?'. At most
 * `max_chars` characters; a longer text ends in "...". (transfer full) */
char *log_clean(const char *text, guint max_chars);

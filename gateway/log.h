/* log.h - writes lines to the systemd journal or, without one, to syslog, facility mail. Only
 * gateway/ logs.
 *
 * Every line is logfmt: members `name=value` with one space between them. A value is in "..." with
 * \" and \\ if it has anything but printable ASCII, or a space, '=', a quotation mark or a
 * backslash. All values are cleaned (log_clean), so no mail can forge a member or a line. In the
 * journal, each member is also a field: `ticket` is TICKETGATE_TICKET.
 *
 *     level=warning event=api queue-id=4XYZ msg="requests to the API are paused for 60 s"
 */
#pragma once

#include <glib.h>

typedef enum {
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
} LogLevel;

/* One member of a line. */
typedef struct {
    const char *name;  /* lower case, with '-' between words */
    const char *value; /* any bytes; NULL: the line does not have this member */
} LogMember;

/* Longer values are cut to so many characters; that of `msg` to LOG_MESSAGE_MAX_CHARS. */
#define LOG_VALUE_MAX_CHARS 250
#define LOG_MESSAGE_MAX_CHARS 1000

/* Opens the log as `ticketgate[pid]`. Messages of GLib and other libraries go there too, so
 * standard error stays empty. With `is_terminal`, only the text is written, to standard error. */
void log_open(gboolean is_terminal);

/* For a child without a connection to the log: from here on every line is dropped. */
void log_silence(void);

/* Sets the queue id from the MTA (environment or option) for every line; NULL: none. */
void log_set_queue_id(const char *queue_id);

/* That queue id, cleaned; NULL: it is not known. Valid until the next log_set_queue_id(). */
const char *log_queue_id(void);

/* Lines for people. `event` says in one word what the line is about; ticketgate(1), LOG, has the
 * list of these words. The text is the member `msg`. */
void log_info(const char *event, const char *format, ...) G_GNUC_PRINTF(2, 3);
void log_warning(const char *event, const char *format, ...) G_GNUC_PRINTF(2, 3);
void log_error(const char *event, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A line of members, the last of which is {NULL}; on a terminal it is `text` instead. */
void log_members(LogLevel level, const char *event, const LogMember *members, const char *text);

/* `text` (any bytes) as one line for people. Line ends, control and escape characters, invalid
 * UTF-8, and characters that reorder or hide text (bidi, zero width) become '?'. At most
 * `max_chars` characters; a longer text ends in "...". (transfer full) */
char *log_clean(const char *text, guint max_chars);

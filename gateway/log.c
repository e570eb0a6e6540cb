/* log.c - see log.h.
 *
 * Has the connection to syslog and GLib's log writer as globals of the process. Does not know about
 * mail; the text that it gets may be untrusted. */
#include "gateway/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define LOG_LINE_MAX_CHARS 1000
#define LOG_ID_MAX_CHARS 100
#define LOG_VALUE_MAX_CHARS 250

typedef enum {
    LOG_TARGET_SYSLOG,
    LOG_TARGET_TERMINAL,
    LOG_TARGET_NONE,
} LogTarget;

static LogTarget log_target = LOG_TARGET_SYSLOG;
static char *current_queue_id;

static gboolean
is_shown(gunichar c)
{
    static const GUnicodeType hidden[] = {
        G_UNICODE_CONTROL,     G_UNICODE_FORMAT,         G_UNICODE_UNASSIGNED,
        G_UNICODE_SURROGATE,   G_UNICODE_LINE_SEPARATOR, G_UNICODE_PARAGRAPH_SEPARATOR,
        G_UNICODE_PRIVATE_USE,
    };
    GUnicodeType type = g_unichar_type(c);

    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        if (type == hidden[i])
            return FALSE;
    }
    return TRUE;
}

char *
log_clean(const char *text, guint max_chars)
{
    GString *line = g_string_new(NULL);
    const char *p = text;

    for (guint chars = 0; *p != '\0' && chars < max_chars; chars++) {
        gunichar c = g_utf8_get_char_validated(p, -1);
        gboolean is_valid = c != (gunichar)-1 && c != (gunichar)-2;

        if (is_valid && is_shown(c))
            g_string_append_unichar(line, c);
        else
            g_string_append_c(line, '?');
        p += is_valid ? g_utf8_skip[(guchar)*p] : 1;
    }
    if (*p != '\0')
        g_string_append(line, "...");
    return g_string_free(line, FALSE);
}

/* Writes one cleaned line. Never fails, and never logs itself. */
static void
write_line(int priority, const char *text)
{
    g_autofree char *line = NULL;
    const char *id = current_queue_id != NULL ? current_queue_id : "";
    const char *colon = current_queue_id != NULL ? ": " : "";

    if (log_target == LOG_TARGET_NONE)
        return;
    line = log_clean(text, LOG_LINE_MAX_CHARS);
    if (log_target == LOG_TARGET_TERMINAL)
        (void)fprintf(stderr, "ticketgate: %s%s%s\n", id, colon, line);
    else
        syslog(LOG_MAIL | priority, "%s%s%s", id, colon, line);
}

static int
priority_of(GLogLevelFlags level)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return LOG_ERR;
    return (level & G_LOG_LEVEL_WARNING) != 0 ? LOG_WARNING : LOG_INFO;
}

/* Messages of GLib, GMime and json-glib. Debugging output of libraries does not go to syslog. */
static GLogWriterOutput
write_library_message(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    const char *domain = "library";
    const char *message = "";
    g_autofree char *line = NULL;

    (void)data;
    if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0)
        return G_LOG_WRITER_HANDLED;
    for (gsize i = 0; i < n_fields; i++) {
        if (fields[i].length >= 0 || fields[i].value == NULL)
            continue; /* not a string that ends in NUL */
        if (strcmp(fields[i].key, "MESSAGE") == 0)
            message = fields[i].value;
        else if (strcmp(fields[i].key, "GLIB_DOMAIN") == 0)
            domain = fields[i].value;
    }
    line = g_strdup_printf("%s: %s", domain, message);
    write_line(priority_of(level), line);
    return G_LOG_WRITER_HANDLED;
}

static void
write_printed_message(const char *text)
{
    write_line(LOG_WARNING, text);
}

void
log_open(gboolean is_terminal)
{
    static gsize is_writer_set;

    log_target = is_terminal ? LOG_TARGET_TERMINAL : LOG_TARGET_SYSLOG;
    if (!is_terminal)
        openlog("ticketgate", LOG_PID, LOG_MAIL);
    if (g_once_init_enter(&is_writer_set)) { /* GLib accepts a writer only once */
        g_log_set_writer_func(write_library_message, NULL, NULL);
        g_set_printerr_handler(write_printed_message);
        g_once_init_leave(&is_writer_set, 1);
    }
}

void
log_silence(void)
{
    log_target = LOG_TARGET_NONE;
}

/* A value inside `name=value, name=value`; it must not look like the next member. */
static char *
clean_value(const char *text, guint max_chars)
{
    g_autofree char *bare = g_strdup(text);

    return log_clean(g_strdelimit(bare, " \t\r\n,;:<>=\"'", '?'), max_chars);
}

const char *
log_queue_id(void)
{
    return current_queue_id;
}

void
log_set_queue_id(const char *queue_id)
{
    g_free(current_queue_id);
    current_queue_id = queue_id != NULL ? clean_value(queue_id, LOG_ID_MAX_CHARS) : NULL;
}

G_GNUC_PRINTF(2, 0)
static void
write_format(int priority, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    write_line(priority, text);
}

void
log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_INFO, format, arguments);
    va_end(arguments);
}

void
log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_WARNING, format, arguments);
    va_end(arguments);
}

void
log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_ERR, format, arguments);
    va_end(arguments);
}

static void
append_member(GString *line, const char *before, const char *value, const char *after)
{
    g_autofree char *clean = NULL;

    if (value == NULL)
        return;
    clean = clean_value(value, LOG_VALUE_MAX_CHARS);
    g_string_append_printf(line, "%s%s%s, ", before, clean, after);
}

void
log_outcome(const char *message_id, const char *ticket_number, const char *outcome,
            gint64 elapsed_ms)
{
    g_autoptr(GString) line = g_string_new(NULL);

    append_member(line, "message-id=<", message_id, ">");
    append_member(line, "ticket=", ticket_number, "");
    append_member(line, "outcome=", outcome, "");
    g_string_append_printf(line, "ms=%" G_GINT64_FORMAT, elapsed_ms);
    write_line(LOG_INFO, line->str);
}

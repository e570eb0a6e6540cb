/* syslog_fixture.h - replaces the C library's syslog() with one that keeps the last two lines. It
 * also replaces GLib's function for the systemd journal with one that keeps the fields of the last
 * line, if the test says that there is a journal. Include it in one file of a test program. */
#pragma once

#include <glib.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static char last_line[8192];
static char line_before[8192];
static int last_priority;
static int line_count;

/* With _FORTIFY_SOURCE the call has another name. */
void __syslog_chk(int priority, int flag, const char *format, ...);

static void
keep_line(int priority, const char *format, va_list arguments)
{
    last_priority = priority;
    (void)memcpy(line_before, last_line, sizeof last_line);
    line_count++;
    (void)vsnprintf(last_line, sizeof last_line, format, arguments);
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void)flag;
    va_start(arguments, format);
    keep_line(priority, format, arguments);
    va_end(arguments);
}

#undef syslog
void
syslog(int priority, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    keep_line(priority, format, arguments);
    va_end(arguments);
}

static gboolean has_journal;
static char last_fields[8192]; /* "KEY=VALUE" with line ends between */

GLogWriterOutput
g_log_writer_journald(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    GString *text = g_string_new(NULL);

    (void)level;
    (void)data;
    for (gsize i = 0; i < n_fields; i++)
        g_string_append_printf(text, "%s=%s\n", fields[i].key, (const char *)fields[i].value);
    (void)g_strlcpy(last_fields, text->str, sizeof last_fields);
    g_string_free(text, TRUE);
    return has_journal ? G_LOG_WRITER_HANDLED : G_LOG_WRITER_UNHANDLED;
}

/* syslog_fixture.h - replaces the C library's syslog() with one that keeps the last two lines.
 * Include it in one file of a test program. */
#pragma once

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

/* retry_after.c - reads Retry-After: seconds or one of the three HTTP dates (RFC 9110, 5.6.7).
 *
 * Compares the value with the time that it is given. Does not use a clock and does not wait. */
#include "gateway/ticket_system/retry_after.h"

#include "gateway/curl_library.h"

#include <string.h>

#define VALUE_MAX_BYTES 64

static gint64
parse_seconds(const char *digits)
{
    gint64 seconds = 0;

    for (; *digits != '\0'; digits++)
        seconds = MIN(seconds * 10 + g_ascii_digit_value(*digits), RETRY_AFTER_MAX_S);
    return seconds;
}

/* An HTTP date begins with the name of a day and has a time. curl also accepts many other forms,
 * and some words that are not dates, so the form is checked first. */
static gboolean
looks_like_date(const char *text)
{
    static const char day_names[] = "Sun Mon Tue Wed Thu Fri Sat ";
    g_autofree char *day = g_strndup(text, 3);
    const char *colon = strchr(text, ':');

    return strlen(text) >= strlen("Sun Nov  6 08:49:37 1994") && strstr(day_names, day) != NULL &&
           colon != NULL && strchr(colon + 1, ':') == colon + 3;
}

gint64
retry_after_parse(const char *value, gint64 now_s)
{
    g_autofree char *text = g_strstrip(g_strndup(value != NULL ? value : "", VALUE_MAX_BYTES));
    gint64 date_s = 0;

    if (*text != '\0' && strspn(text, "0123456789") == strlen(text))
        return parse_seconds(text);
    if (!looks_like_date(text))
        return -1;
    date_s = (gint64)curl_library_read_date(text);
    if (date_s < 0)
        return -1;
    return CLAMP(date_s - now_s, 0, RETRY_AFTER_MAX_S);
}

/* -1: not a time. */
static gint64
parse_time(const char *text)
{
    gsize digits = strspn(text, "0123456789");
    if (text[digits] == '\0' && digits == strlen("1732700000"))
        return g_ascii_strtoll(text, NULL, 10);
    if (text[digits] == '\0' && digits == strlen("1732700000000"))
        return g_ascii_strtoll(text, NULL, 10) / 1000;
    if (looks_like_date(text))
        return (gint64)curl_library_read_date(text);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(text, utc);
    return date != NULL ? g_date_time_to_unix(date) : -1;
}

gint64
retry_after_reset_parse(const char *value, gint64 now_s)
{
    g_autofree char *text = g_strstrip(g_strndup(value != NULL ? value : "", VALUE_MAX_BYTES));
    gint64 time_s = parse_time(text);
    return time_s > now_s && time_s - now_s <= RETRY_AFTER_MAX_RESET_S ? time_s - now_s : -1;
}

/* mail_date.c - see mail_date.h. */
#include "gateway/import/mail_date.h"

#include <string.h>

typedef struct {
    gint day, month, year;
    gint hour, minute, second;
    gint zone_s;
    gboolean has_time;
} MailDate;

static gint
read_month(const char *word)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (gint i = 0; i < 12; i++)
        if (strlen(word) >= 3 && g_ascii_strncasecmp(word, months + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

static gboolean
is_number(const char *word, gsize min_digits, gsize max_digits)
{
    gsize length = strlen(word);
    return strspn(word, "0123456789") == length && length >= min_digits && length <= max_digits;
}

/* "07:05" or "07:05:09". */
static gboolean
read_time(const char *word, MailDate *date)
{
    g_auto(GStrv) parts = g_strsplit(word, ":", 4);
    guint count = g_strv_length(parts);
    gint values[3] = {0, 0, 0};
    if (count < 2 || count > 3)
        return FALSE;
    for (guint i = 0; i < count; i++) {
        if (!is_number(parts[i], 1, 2))
            return FALSE;
        values[i] = (gint)g_ascii_strtoll(parts[i], NULL, 10);
    }
    if (values[0] > 23 || values[1] > 59 || values[2] > 60)
        return FALSE;
    date->hour = values[0];
    date->minute = values[1];
    date->second = MIN(values[2], 59);
    date->has_time = TRUE;
    return TRUE;
}

/* "+0100". */
static gboolean
read_zone(const char *word, MailDate *date)
{
    if ((word[0] != '+' && word[0] != '-') || !is_number(word + 1, 4, 4))
        return FALSE;
    gint number = (gint)g_ascii_strtoll(word + 1, NULL, 10);
    gint zone_s = number / 100 * 3600 + number % 100 * 60;
    date->zone_s = word[0] == '-' ? -zone_s : zone_s;
    return TRUE;
}

/* Two and three digits of a year: RFC 5322 section 4.3. */
static gint
read_year(const char *word)
{
    gint year = (gint)g_ascii_strtoll(word, NULL, 10);
    if (strlen(word) == 2)
        return year < 50 ? year + 2000 : year + 1900;
    return strlen(word) == 3 ? year + 1900 : year;
}

static void
take_word(const char *word, MailDate *date)
{
    if (!date->has_time && read_time(word, date))
        return;
    if (read_zone(word, date))
        return;
    if (date->month == 0 && (date->month = read_month(word)) != 0)
        return;
    if (date->day == 0 && is_number(word, 1, 2))
        date->day = (gint)g_ascii_strtoll(word, NULL, 10);
    else if (date->year == 0 && date->day != 0 && is_number(word, 2, 4))
        date->year = read_year(word);
}

gboolean
mail_date_read(const char *text, gint64 *ret_s)
{
    MailDate date = {0};
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n,", 40);
    for (guint i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0')
            take_word(words[i], &date);
    if (!date.has_time || date.month == 0 || date.day == 0 || date.year < 1970)
        return FALSE;
    g_autoptr(GDateTime) when =
        g_date_time_new_utc(date.year, date.month, date.day, date.hour, date.minute, date.second);
    if (when == NULL)
        return FALSE;
    *ret_s = g_date_time_to_unix(when) - date.zone_s;
    return TRUE;
}

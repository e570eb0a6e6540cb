/* confirmation_date.c - see confirmation_date.h. Does not use the locale, since that is the
 * server's. */
#include "gateway/confirmation/confirmation_date.h"

#include <string.h>

typedef struct {
    const char *language;
    const char *days[7]; /* Monday first */
    const char *months[12];
    const char *behind_name; /* of the day */
    const char *behind_day;  /* its number */
    const char *behind_first;
    const char *before_time;
    const char *behind_time;
} Names;

static const Names all_names[] = {
    {"en",
     {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"},
     "",
     "",
     "",
     ",",
     ""},
    {"nl",
     {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
     {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
      "oktober", "november", "december"},
     "",
     "",
     "",
     ",",
     " uur"},
    {"de",
     {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
     {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"},
     ",",
     ".",
     ".",
     ",",
     " Uhr"},
    {"fr",
     {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
     {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre"},
     "",
     "",
     "er",
     " à",
     ""},
};

static const Names *
find_names(const char *language)
{
    gsize length = strcspn(language, "-");

    for (gsize i = 0; i < G_N_ELEMENTS(all_names); i++) {
        if (strlen(all_names[i].language) == length &&
            g_ascii_strncasecmp(all_names[i].language, language, length) == 0)
            return &all_names[i];
    }
    return NULL;
}

/* "UTC", "UTC+1", "UTC-3:30" */
static char *
zone_of(GDateTime *time)
{
    gint64 minutes = g_date_time_get_utc_offset(time) / G_TIME_SPAN_MINUTE;
    gint64 size = ABS(minutes);

    if (minutes == 0)
        return g_strdup("UTC");
    if (size % 60 == 0)
        return g_strdup_printf("UTC%c%d", minutes < 0 ? '-' : '+', (int)(size / 60));
    return g_strdup_printf("UTC%c%d:%02d", minutes < 0 ? '-' : '+', (int)(size / 60),
                           (int)(size % 60));
}

char *
confirmation_date_in(const char *language, GDateTime *time)
{
    const Names *names = find_names(language);
    g_autofree char *zone = zone_of(time);
    int year, month, day;
    int hour = g_date_time_get_hour(time), minute = g_date_time_get_minute(time);

    g_date_time_get_ymd(time, &year, &month, &day);
    if (names == NULL)
        return g_strdup_printf("%04d-%02d-%02d %02d:%02d (%s)", year, month, day, hour, minute,
                               zone);
    return g_strdup_printf(
        "%s%s %d%s %s %d%s %02d:%02d%s (%s)", names->days[g_date_time_get_day_of_week(time) - 1],
        names->behind_name, day, day == 1 ? names->behind_first : names->behind_day,
        names->months[month - 1], year, names->before_time, hour, minute, names->behind_time, zone);
}

/* calendar_text.c - see calendar_text.h.
 *
 * Shows the few properties that a reader needs first; the whole calendar is attached as a file.
 * Does not convert time zones: a time is shown in the zone in which it is given. */
#include "parsers/text/calendar_text.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_VALUE_BYTES 500

/* Values are those of the first event; all unescaped, on one line. */
typedef struct {
    char *method;
    char *summary;
    char *location;
    char *organizer;
    char *comment;
    char *attendee;
    char *status; /* PARTSTAT of the attendee */
    char *start;
    char *end;
    char *recurrence;
    gboolean has_event;
} Event;

static void
event_clear(Event *event)
{
    g_free(event->method);
    g_free(event->summary);
    g_free(event->location);
    g_free(event->organizer);
    g_free(event->comment);
    g_free(event->attendee);
    g_free(event->status);
    g_free(event->start);
    g_free(event->end);
    g_free(event->recurrence);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Event, event_clear)

/* One content line: NAME;PARAMETER=x:VALUE (RFC 5545 section 3.1). */
typedef struct {
    char *name;       /* upper case */
    char *parameters; /* "" or ";A=b;C=d" */
    char *value;
} ContentLine;

/* ---- lines ---- */

/* Lines that begin with white space belong to the one before (RFC 5545 section 3.1). */
static char *
unfold(const char *calendar)
{
    GString *text = g_string_sized_new(strlen(calendar));

    for (const char *p = calendar; *p != '\0'; p++) {
        if (*p == '\r')
            continue;
        if (*p == '\n' && (p[1] == ' ' || p[1] == '\t'))
            p++;
        else
            g_string_append_c(text, *p);
    }
    return g_string_free(text, FALSE);
}

/* The colon after name and parameters; a colon inside quotation marks does not count. */
static char *
find_colon(char *line)
{
    gboolean is_quoted = FALSE;

    for (; *line != '\0'; line++) {
        if (*line == '"')
            is_quoted = !is_quoted;
        else if (*line == ':' && !is_quoted)
            return line;
    }
    return NULL;
}

/* Cuts `line` up in place. */
static gboolean
split_line(char *line, ContentLine *ret_line)
{
    char *colon = find_colon(line);

    if (colon == NULL)
        return FALSE;
    *colon = '\0';
    ret_line->value = colon + 1;
    ret_line->parameters = line + strcspn(line, ";");
    ret_line->name = line;
    for (char *p = line; p < ret_line->parameters; p++)
        *p = g_ascii_toupper(*p);
    return TRUE;
}

static gboolean
is_name(const ContentLine *line, const char *name)
{
    gsize length = strlen(name);

    return (gsize)(line->parameters - line->name) == length &&
           strncmp(line->name, name, length) == 0;
}

/* The value of a parameter, without quotes, or NULL. (transfer full) */
static char *
parameter(const ContentLine *line, const char *name)
{
    gsize length = strlen(name);

    for (const char *p = line->parameters; *p == ';';) {
        const char *value = p + 1 + length;
        gboolean is_wanted = g_ascii_strncasecmp(p + 1, name, length) == 0 && *value == '=';
        for (p++; *p != '\0' && *p != ';'; p++) {
            if (*p == '"')
                p += 1 + strcspn(p + 1, "\"");
            if (*p == '\0')
                break;
        }
        if (!is_wanted)
            continue;
        value++;
        if (*value == '"')
            return g_strndup(value + 1, strcspn(value + 1, "\""));
        return g_strndup(value, (gsize)(p - value));
    }
    return NULL;
}

/* \n, \, \; \\ (RFC 5545 section 3.3.11), on one line. */
static char *
unescape(const char *value)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (; *value != '\0'; value++) {
        if (*value == '\\' && value[1] != '\0') {
            value++;
            g_string_append_c(text, *value == 'n' || *value == 'N' ? ' ' : *value);
        } else {
            g_string_append_c(text, *value);
        }
    }
    return text_clean_line(text->str, MAX_VALUE_BYTES);
}

/* ---- values ---- */

/* 20260301T100000Z -> 2026-03-01 10:00 UTC; with the zone, if one is named. */
static char *
format_time(const ContentLine *line)
{
    const char *v = line->value;
    g_autofree char *zone = parameter(line, "TZID");
    g_autofree char *clean_zone = zone == NULL ? NULL : text_clean_line(zone, 60);
    gsize digits = strspn(v, "0123456789");

    if (digits != 8)
        return unescape(v);
    if (v[8] != 'T' || strspn(v + 9, "0123456789") < 4)
        return g_strdup_printf("%.4s-%.2s-%.2s", v, v + 4, v + 6);
    gsize length = strspn(v + 9, "0123456789");
    gboolean is_utc = v[9 + length] == 'Z';
    return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s%s%s", v, v + 4, v + 6, v + 9, v + 11,
                           is_utc || clean_zone != NULL ? " " : "",
                           is_utc               ? "UTC"
                           : clean_zone != NULL ? clean_zone
                                                : "");
}

/* CN and mailto: of an organizer or attendee: "Name <address>". */
static char *
format_person(const ContentLine *line)
{
    g_autofree char *name = parameter(line, "CN");
    g_autofree char *clean = name == NULL ? g_strdup("") : text_clean_line(name, 200);
    const char *address = line->value;

    if (g_ascii_strncasecmp(address, "mailto:", 7) == 0)
        address += 7;
    g_autofree char *clean_address = text_clean_line(address, 200);
    if (*clean == '\0' || strcmp(clean, clean_address) == 0)
        return g_steal_pointer(&clean_address);
    return g_strdup_printf("%s <%s>", clean, clean_address);
}

static void
keep(char **member, char *value)
{
    if (*member == NULL)
        *member = value;
    else
        g_free(value);
}

static void
read_event_line(const ContentLine *line, Event *event)
{
    if (is_name(line, "SUMMARY"))
        keep(&event->summary, unescape(line->value));
    else if (is_name(line, "LOCATION"))
        keep(&event->location, unescape(line->value));
    else if (is_name(line, "DTSTART"))
        keep(&event->start, format_time(line));
    else if (is_name(line, "DTEND"))
        keep(&event->end, format_time(line));
    else if (is_name(line, "COMMENT"))
        keep(&event->comment, unescape(line->value));
    else if (is_name(line, "RRULE"))
        keep(&event->recurrence, unescape(line->value));
    else if (is_name(line, "ORGANIZER"))
        keep(&event->organizer, format_person(line));
    else if (is_name(line, "ATTENDEE") && event->attendee == NULL) {
        keep(&event->attendee, format_person(line));
        keep(&event->status, parameter(line, "PARTSTAT"));
    }
}

static gboolean
is_component(const char *value)
{
    return g_ascii_strcasecmp(value, "VEVENT") == 0 || g_ascii_strcasecmp(value, "VTODO") == 0;
}

/* Only properties directly in the first event count: an alarm in it also has a summary. */
static void
read_events(char *text, Event *event)
{
    guint depth = 0; /* of components below the event's own level */
    gboolean is_inside = FALSE;
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        ContentLine content;
        if (!split_line(line, &content))
            continue;
        g_strchomp(content.value);
        if (is_name(&content, "METHOD"))
            keep(&event->method, g_ascii_strup(content.value, -1));
        if (is_name(&content, "BEGIN") && !is_inside && is_component(content.value))
            is_inside = event->has_event = TRUE;
        else if (is_name(&content, "BEGIN") && is_inside)
            depth++;
        else if (is_name(&content, "END") && is_inside && depth-- == 0)
            return;
        else if (is_inside && depth == 0)
            read_event_line(&content, event);
    }
}

/* ---- text ---- */

static const char *
title_of(const Event *event)
{
    static const struct {
        const char *method, *status, *title;
    } titles[] = {
        {"REPLY", "ACCEPTED", "Accepted"},
        {"REPLY", "DECLINED", "Declined"},
        {"REPLY", "TENTATIVE", "Accepted tentatively"},
        {"REPLY", NULL, "Answer to an invitation"},
        {"CANCEL", NULL, "Cancelled"},
        {"COUNTER", NULL, "Another time proposed"},
        {"REQUEST", NULL, "Invitation"},
    };

    for (gsize i = 0; event->method != NULL && i < G_N_ELEMENTS(titles); i++) {
        if (strcmp(titles[i].method, event->method) == 0 &&
            (titles[i].status == NULL || g_strcmp0(titles[i].status, event->status) == 0))
            return titles[i].title;
    }
    return "Event";
}

static void
put_line(GString *text, const char *label, const char *value)
{
    if (value != NULL && *value != '\0')
        g_string_append_printf(text, "%s: %s\n", label, value);
}

/* "2026-03-01 10:00 Europe/Amsterdam - 2026-03-01 11:00 Europe/Amsterdam", shorter on one day. */
static char *
format_span(const Event *event)
{
    if (event->start == NULL || event->end == NULL || strcmp(event->start, event->end) == 0)
        return g_strdup(event->start);
    if (strlen(event->start) < 16 || strncmp(event->start, event->end, 11) != 0 ||
        strcmp(event->start + 16, event->end + 16) != 0)
        return g_strdup_printf("%s - %s", event->start, event->end);
    return g_strdup_printf("%.16s - %s", event->start, event->end + 11);
}

char *
calendar_text_new(const char *calendar)
{
    g_autofree char *text = unfold(calendar);
    g_auto(Event) event = {0};

    read_events(text, &event);
    if (!event.has_event)
        return NULL;
    g_autofree char *span = format_span(&event);
    GString *lines = g_string_new(NULL);
    const char *summary = event.summary != NULL ? event.summary : "";
    g_string_append_printf(lines, "%s: %s\n", title_of(&event), summary);
    put_line(lines, "When", span);
    put_line(lines, "Repeats", event.recurrence);
    put_line(lines, "Where", event.location);
    if (event.method != NULL && strcmp(event.method, "REPLY") == 0)
        put_line(lines, "Attendee", event.attendee);
    put_line(lines, "Organizer", event.organizer);
    put_line(lines, "Comment", event.comment);
    return g_string_free(lines, FALSE);
}

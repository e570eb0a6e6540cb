/* log.c - see log.h.
 *
 * Has the connection to syslog and GLib's log writer as globals of the process. Does not know about
 * mail; the text that it gets may be untrusted. */
#include "gateway/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define LOG_ID_MAX_CHARS 100

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

/* Whether every program that reads logfmt accepts `c` in a value without quotes. */
static gboolean
is_bare(char c)
{
    return g_ascii_isgraph(c) && strchr("\"'=\\`", c) == NULL;
}

static void
append_value(GString *line, const char *value)
{
    const char *p = value;

    while (is_bare(*p))
        p++;
    if (*p == '\0' && p != value) {
        g_string_append(line, value);
        return;
    }
    g_string_append_c(line, '"');
    for (p = value; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p);
    }
    g_string_append_c(line, '"');
}

/* A line before it is written: its members as text, and as fields of the journal. */
typedef struct {
    GString *text;
    GArray *fields; /* of GLogField */
    GPtrArray *kept;
} LogLine;

static void
add_field(LogLine *line, const char *key, char *value)
{
    const GLogField field = {.key = key, .value = value, .length = -1};

    g_ptr_array_add(line->kept, value);
    g_array_append_val(line->fields, field);
}

static void
add_member(LogLine *line, const char *name, const char *value, guint max_chars)
{
    if (value == NULL)
        return;
    char *clean = log_clean(value, max_chars);
    char *key = g_strconcat("TICKETGATE_", name, NULL);
    g_strdelimit(key, "-", '_');
    for (char *p = key; *p != '\0'; p++)
        *p = g_ascii_toupper(*p);
    g_ptr_array_add(line->kept, key);
    g_string_append_printf(line->text, "%s%s=", line->text->len > 0 ? " " : "", name);
    append_value(line->text, clean);
    add_field(line, key, clean);
}

/* Uses GLib, which knows the journal's protocol. FALSE if there is no journal, or if it does not
 * accept the line now. */
static gboolean
send_to_journal(LogLine *line, int priority)
{
    add_field(line, "MESSAGE", g_strdup(line->text->str));
    add_field(line, "PRIORITY", g_strdup_printf("%d", priority));
    add_field(line, "SYSLOG_FACILITY", g_strdup_printf("%d", LOG_MAIL >> 3));
    add_field(line, "SYSLOG_IDENTIFIER", g_strdup("ticketgate"));
    add_field(line, "SYSLOG_PID", g_strdup_printf("%d", (int)getpid()));
    return g_log_writer_journald(G_LOG_LEVEL_MESSAGE, (const GLogField *)(void *)line->fields->data,
                                 line->fields->len, NULL) == G_LOG_WRITER_HANDLED;
}

static const struct {
    const char *name;
    int priority;
} levels[] = {
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_WARNING] = {"warning", LOG_WARNING},
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
};

/* Never fails, and never logs itself. */
static void
write_line(LogLevel level, const char *event, const LogMember *members, guint max_chars)
{
    LogLine line = {.text = g_string_new(NULL),
                    .fields = g_array_new(FALSE, FALSE, sizeof(GLogField)),
                    .kept = g_ptr_array_new_with_free_func(g_free)};

    add_member(&line, "level", levels[level].name, max_chars);
    add_member(&line, "event", event, max_chars);
    add_member(&line, "queue-id", current_queue_id, max_chars);
    for (guint i = 0; members[i].name != NULL; i++)
        add_member(&line, members[i].name, members[i].value, max_chars);
    if (!send_to_journal(&line, levels[level].priority))
        syslog(LOG_MAIL | levels[level].priority, "%s", line.text->str);
    g_string_free(line.text, TRUE);
    g_array_unref(line.fields);
    g_ptr_array_unref(line.kept);
}

static void
write_terminal(const char *text)
{
    g_autofree char *clean = log_clean(text, LOG_MESSAGE_MAX_CHARS);

    (void)fprintf(stderr, "ticketgate: %s%s%s\n", current_queue_id != NULL ? current_queue_id : "",
                  current_queue_id != NULL ? ": " : "", clean);
}

static void
write_message(LogLevel level, const char *event, const char *text)
{
    const LogMember members[] = {{"msg", text}, {NULL, NULL}};

    if (log_target == LOG_TARGET_TERMINAL)
        write_terminal(text);
    else if (log_target == LOG_TARGET_SYSLOG)
        write_line(level, event, members, LOG_MESSAGE_MAX_CHARS);
}

void
log_members(LogLevel level, const char *event, const LogMember *members, const char *text)
{
    if (log_target == LOG_TARGET_TERMINAL)
        write_terminal(text);
    else if (log_target == LOG_TARGET_SYSLOG)
        write_line(level, event, members, LOG_VALUE_MAX_CHARS);
}

static LogLevel
level_of(GLogLevelFlags level)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return LOG_LEVEL_ERROR;
    return (level & G_LOG_LEVEL_WARNING) != 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO;
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
    write_message(level_of(level), "library", line);
    return G_LOG_WRITER_HANDLED;
}

static void
write_printed_message(const char *text)
{
    write_message(LOG_LEVEL_WARNING, "library", text);
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

const char *
log_queue_id(void)
{
    return current_queue_id;
}

void
log_set_queue_id(const char *queue_id)
{
    g_free(current_queue_id);
    current_queue_id =
        queue_id != NULL && *queue_id != '\0' ? log_clean(queue_id, LOG_ID_MAX_CHARS) : NULL;
}

G_GNUC_PRINTF(3, 0)
static void
write_format(LogLevel level, const char *event, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    write_message(level, event, text);
}

void
log_info(const char *event, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_LEVEL_INFO, event, format, arguments);
    va_end(arguments);
}

void
log_warning(const char *event, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_LEVEL_WARNING, event, format, arguments);
    va_end(arguments);
}

void
log_error(const char *event, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_format(LOG_LEVEL_ERROR, event, format, arguments);
    va_end(arguments);
}

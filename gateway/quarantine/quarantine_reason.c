/* quarantine_reason.c - see quarantine_reason.h. */
#include "gateway/quarantine/quarantine_reason.h"

#include <string.h>

#include "gateway/log.h"

#define QUARANTINE_REASON_MAX_CHARS 500
#define NULL_SENDER "<>"

QuarantineReason *
quarantine_reason_new(void)
{
    QuarantineReason *reason = g_new0(QuarantineReason, 1);
    reason->files = g_ptr_array_new_with_free_func(g_free);
    return reason;
}

void
quarantine_reason_free(QuarantineReason *reason)
{
    if (reason == NULL)
        return;
    g_free(reason->kind);
    g_free(reason->sender);
    g_free(reason->recipient);
    g_free(reason->message_id);
    g_free(reason->subject);
    g_ptr_array_unref(reason->files);
    g_free(reason->text);
    g_free(reason);
}

static void
put(GString *text, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *clean = log_clean(value, QUARANTINE_REASON_MAX_CHARS);
    g_string_append_printf(text, "%s: %s\n", name, clean);
}

char *
quarantine_reason_write(const QuarantineReason *reason)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GDateTime) kept = g_date_time_new_from_unix_utc(reason->kept_s);
    g_autofree char *kept_text = kept != NULL ? g_date_time_format_iso8601(kept) : NULL;
    gboolean is_null_sender = reason->sender != NULL && *reason->sender == '\0';
    put(text, "Kind", reason->kind);
    put(text, "Kept", kept_text);
    put(text, "Sender", is_null_sender ? NULL_SENDER : reason->sender);
    put(text, "Recipient", reason->recipient);
    put(text, "Message-ID", reason->message_id);
    put(text, "Subject", reason->subject);
    for (guint i = 0; i < reason->files->len; i++)
        put(text, "File", g_ptr_array_index(reason->files, i));
    g_string_append_printf(text, "\n%s", reason->text != NULL ? reason->text : "");
    return g_string_free(text, FALSE);
}

static void
take(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static void
read_line(QuarantineReason *reason, const char *line)
{
    const char *colon = strstr(line, ": ");
    if (colon == NULL)
        return;
    g_autofree char *name = g_strndup(line, (gsize)(colon - line));
    const char *value = colon + 2;
    if (strcmp(name, "Kept") == 0) {
        g_autoptr(GDateTime) kept = g_date_time_new_from_iso8601(value, NULL);
        reason->kept_s = kept != NULL ? g_date_time_to_unix(kept) : 0;
        return;
    }
    if (strcmp(name, "File") == 0) {
        g_ptr_array_add(reason->files, g_strdup(value));
        return;
    }
    const struct {
        const char *name;
        char **field;
    } fields[] = {{"Kind", &reason->kind},
                  {"Sender", &reason->sender},
                  {"Recipient", &reason->recipient},
                  {"Message-ID", &reason->message_id},
                  {"Subject", &reason->subject}};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(name, fields[i].name) == 0)
            take(fields[i].field, value);
}

QuarantineReason *
quarantine_reason_read(const char *text)
{
    QuarantineReason *reason = quarantine_reason_new();
    const char *words = strstr(text, "\n\n");
    g_autofree char *head = words != NULL ? g_strndup(text, (gsize)(words - text)) : g_strdup(text);
    g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        read_line(reason, *line);
    if (g_strcmp0(reason->sender, NULL_SENDER) == 0)
        take(&reason->sender, "");
    reason->text = g_strchomp(g_strdup(words != NULL ? words + 2 : ""));
    return reason;
}

/* news_files.c - see news_files.h. They are fetched before anything is recorded, and go into the
 * mail in the outbox: so a mail that is repeated has the same files. */
#include "gateway/news/news_files.h"

#include <string.h>

#include "gateway/confirmation/confirmation_clean.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_news.h"
#include "gateway/log.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/attachment/attachment_name.h"

#define MAX_FILES 20 /* of one mail */
#define NAME_MAX_BYTES 200
#define WAIT_S (10 * 60)

typedef struct {
    const DeliveryContext *context;
    const char *first_id; /* of the first update, which says how long the files are waited for */
    guint64 room;         /* encoded bytes */
    AttachmentNames *names;
    GString *missing;
    NewsFiles *files;
    gboolean is_complete;
} Fetch;

void
news_files_clear(NewsFiles *files)
{
    g_clear_pointer(&files->attached, g_ptr_array_unref);
    g_clear_pointer(&files->missing, g_free);
}

gboolean
news_files_are_any(const GPtrArray *updates)
{
    for (guint i = 0; i < updates->len; i++)
        if (((const TicketNews *)g_ptr_array_index(updates, i))->files->len > 0)
            return TRUE;
    return FALSE;
}

/* The part of a Content-Type before its parameters, in lower case. (transfer full) (nullable) */
static char *
plain_type(const char *content_type)
{
    g_autofree char *type =
        content_type != NULL ? g_strndup(content_type, strcspn(content_type, ";")) : NULL;
    return type != NULL ? g_ascii_strdown(g_strstrip(type), -1) : NULL;
}

/* Names the file in the text of the mail only. */
static void
leave_out(const Fetch *fetch, const TicketNewsFile *file, const char *name)
{
    const char *known = name != NULL ? name : file->name;
    g_autofree char *id = confirmation_clean_line(file->id, NAME_MAX_BYTES);
    g_autofree char *shown = known != NULL
                                 ? attachment_names_add(fetch->names, known, "", NAME_MAX_BYTES)
                                 : g_steal_pointer(&id);
    g_string_append_printf(fetch->missing, "%s%s", fetch->missing->len > 0 ? "\n" : "", shown);
}

static void
attach(Fetch *fetch, TicketFile *content)
{
    g_autofree char *type = plain_type(content->content_type);
    ConfirmationFile *file = g_new0(ConfirmationFile, 1);
    fetch->room -= MIN(fetch->room, (g_bytes_get_size(content->content) + 2) / 3 * 4);
    file->name =
        attachment_names_add(fetch->names, content->name, type != NULL ? type : "", NAME_MAX_BYTES);
    file->content_type = g_steal_pointer(&type);
    file->content = g_steal_pointer(&content->content);
    g_ptr_array_add(fetch->files->attached, file);
}

static gboolean
is_for_good(const GError *problem)
{
    return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED);
}

/* Each file may take half of what is left of the time for files, so one that hangs does not stop
 * the others nor the mails. (transfer full) */
static TicketFile *
fetch_in_time(const Fetch *fetch, const char *id, GError **error)
{
    const DeliveryContext *context = fetch->context;
    TicketSystem *system = context->ticket_system;
    gint64 now_us = g_get_monotonic_time();
    gint64 stop_us = context->start_us + (context->deadline_us - context->start_us) / 2;
    if (now_us >= stop_us) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "no time left for files");
        return NULL;
    }
    ticket_system_set_deadline(system, now_us + (stop_us - now_us) / 2);
    TicketFile *file = ticket_system_fetch_file(system, id, fetch->room, error);
    ticket_system_set_deadline(system, context->deadline_us);
    return file;
}

/* The file cannot be fetched now: waits for it, or no more. */
static gboolean
fail(Fetch *fetch, const TicketNewsFile *file, GError *problem, GError **error)
{
    gboolean is_busy = g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY);
    gint64 waited_s = 0;
    g_autoptr(GError) why = problem;
    if (!is_for_good(why) &&
        !journal_news_wait(fetch->context->journal, fetch->first_id, &waited_s, error))
        return FALSE;
    if (is_busy && (fetch->context->backoff.is_shut || waited_s < WAIT_S)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return FALSE;
    }
    if (!is_for_good(why) && waited_s < WAIT_S) {
        log_info("news", "news waits for a file: %s", why->message);
        fetch->is_complete = FALSE;
        return TRUE;
    }
    log_warning("news", "news goes without a file: %s", why->message);
    leave_out(fetch, file, NULL);
    return TRUE;
}

static gboolean
take(Fetch *fetch, const TicketNewsFile *file, GError **error)
{
    GError *problem = NULL;
    if (file->id == NULL || fetch->room == 0 || fetch->files->attached->len >= MAX_FILES) {
        leave_out(fetch, file, NULL);
        return TRUE;
    }
    g_autoptr(TicketFile) content = fetch_in_time(fetch, file->id, &problem);
    if (content == NULL)
        return fail(fetch, file, problem, error);
    if (content->name == NULL)
        content->name = g_strdup(file->name);
    if (content->content == NULL)
        leave_out(fetch, file, content->name);
    else
        attach(fetch, content);
    return TRUE;
}

gboolean
news_files_fetch(const DeliveryContext *context, const GPtrArray *updates, NewsFiles *ret_files,
                 gboolean *ret_is_complete, GError **error)
{
    const TicketNews *first = g_ptr_array_index(updates, 0);
    g_autoptr(AttachmentNames) names = attachment_names_new();
    g_autoptr(GString) missing = g_string_new(NULL);
    Fetch fetch = {.context = context,
                   .first_id = first->id,
                   .room = context->config->news_attachments_per_mail,
                   .names = names,
                   .missing = missing,
                   .files = ret_files,
                   .is_complete = TRUE};
    ret_files->attached = g_ptr_array_new_with_free_func((GDestroyNotify)confirmation_file_free);
    for (guint i = 0; i < updates->len; i++) {
        const TicketNews *news = g_ptr_array_index(updates, i);
        for (guint j = 0; j < news->files->len && fetch.is_complete; j++)
            if (!take(&fetch, g_ptr_array_index(news->files, j), error))
                return FALSE;
    }
    if (missing->len > 0)
        ret_files->missing = g_strdup(missing->str);
    *ret_is_complete = fetch.is_complete;
    return TRUE;
}

/* news_queue.c - see news_queue.h. news_change.c decides what is told, news_mail.c tells it. */
#include "gateway/news/news_queue.h"

#include "gateway/delivery/own_words.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/log.h"
#include "gateway/news/news_change.h"
#include "gateway/news/news_files.h"
#include "gateway/news/news_mail.h"

/* An update of a ticket that is not known stays in the queue for so long: a delivery may be about
 * to record the ticket. */
#define UNKNOWN_LEAST_S (10 * 60)

/* The updates of one ticket, in their order. */
typedef struct {
    const DeliveryContext *context;
    const JournalNewsRun *run;
    GPtrArray *updates; /* of TicketNews */
    gint64 now_s;
} Group;

static const TicketNews *
update_at(const Group *group, guint i)
{
    return g_ptr_array_index(group->updates, i);
}

static gboolean
acknowledge_all(const Group *group, gboolean is_taken, GError **error)
{
    for (guint i = 0; i < group->updates->len; i++)
        if (!ticket_system_acknowledge(group->context->ticket_system, update_at(group, i), is_taken,
                                       error))
            return FALSE;
    return TRUE;
}

/* Inside a transaction. */
static gboolean
take_all(const DeliveryContext *context, gpointer data, GError **error)
{
    const Group *group = data;
    gboolean is_new;

    for (guint i = 0; i < group->updates->len; i++)
        if (!journal_news_take(context->journal, update_at(group, i)->id, &is_new, error))
            return FALSE;
    return TRUE;
}

/* Takes out what was taken before: it is only acknowledged again. */
static gboolean
drop_known(const Group *group, GPtrArray *fresh, GError **error)
{
    for (guint i = 0; i < group->updates->len; i++) {
        gboolean is_taken;
        if (!journal_news_is_taken(group->context->journal, update_at(group, i)->id, &is_taken,
                                   error))
            return FALSE;
        if (!is_taken)
            g_ptr_array_add(fresh, g_ptr_array_index(group->updates, i));
    }
    return TRUE;
}

/* Records that the updates were taken, and the ticket, and tells nothing. */
static gboolean
record_only(const Group *group, const JournalTicket *ticket, GError **error)
{
    Journal *journal = group->context->journal;
    Group copy = *group;

    if (!journal_begin(journal, TRUE, error))
        return FALSE;
    if (!journal_lease_confirm(journal, error) ||
        (ticket != NULL && !journal_ticket_record(journal, ticket, error)) ||
        !take_all(group->context, &copy, error)) {
        journal_rollback(journal);
        return FALSE;
    }
    return journal_commit(journal, error);
}

/* When the ticket system says that it happened; 0: unknown. */
static gint64
time_of(const TicketNews *news)
{
    g_autoptr(GDateTime) time =
        news->time != NULL ? g_date_time_new_from_iso8601(news->time, NULL) : NULL;

    return time != NULL ? g_date_time_to_unix(time) : 0;
}

/* Takes out what mails wrote on the ticket themselves, with its files. */
static gboolean
drop_own_words(const Group *group, const char *number, const GPtrArray *fresh, GError **error)
{
    for (guint i = 0; i < fresh->len; i++) {
        TicketNews *news = g_ptr_array_index(fresh, i);
        if (news->comment == NULL)
            continue;
        if (!own_words_drop(group->context, number, &news->comment, time_of(news), error))
            return FALSE;
        if (news->comment != NULL)
            continue;
        log_info("news", "%s: a comment of ours came back, and is not told", number);
        g_ptr_array_set_size(news->files, 0);
    }
    return TRUE;
}

/* The last state, and all comments. */
static void
read_all(const GPtrArray *fresh, ConfirmationNews *says, GString *comments)
{
    for (guint i = 0; i < fresh->len; i++) {
        const TicketNews *news = g_ptr_array_index(fresh, i);
        if (news->state != NULL && *news->state != '\0')
            says->state = news->state;
        if (news->comment != NULL && *news->comment != '\0')
            g_string_append_printf(comments, "%s%s", comments->len > 0 ? "\n\n" : "",
                                   news->comment);
    }
    says->has_files = news_files_are_any(fresh);
    says->comment = comments->len > 0 ? comments->str : NULL;
}

/* The subject of the ticket, which updates do not have. NULL: it is not known now.
 * (transfer full) (nullable) */
static char *
find_subject(const Group *group, const char *number)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Ticket) seen = ticket_system_get(group->context->ticket_system, number, &problem);

    return seen != NULL ? g_steal_pointer(&seen->short_description) : NULL;
}

/* *ret_is_any: somebody may be told of the ticket. */
static gboolean
find_people(const Group *group, const char *number, gboolean *ret_is_any, GError **error)
{
    g_autoptr(GPtrArray) people = news_mail_people(group->context, number, error);

    *ret_is_any = people != NULL && people->len > 0;
    return people != NULL;
}

/* *ret_is_taken stays FALSE if the updates have to wait in the queue for one of their files. */
static gboolean
tell(Group *group, JournalTicket *ticket, const GPtrArray *fresh, gboolean *ret_is_taken,
     GError **error)
{
    const DeliveryContext *context = group->context;
    g_autoptr(GString) comments = g_string_new(NULL);
    g_auto(NewsFiles) files = {0};
    gboolean is_anybody;
    NewsMail mail = {.ticket = ticket, .files = &files};

    if (!drop_own_words(group, ticket->ticket_number, fresh, error))
        return FALSE;
    read_all(fresh, &mail.says, comments);
    NewsChange change = news_change_of(context->config, ticket, &mail.says);
    news_change_note(context->config, ticket, &mail.says, group->now_s);
    if (!find_people(group, ticket->ticket_number, &is_anybody, error))
        return FALSE;
    *ret_is_taken = TRUE;
    if (!change.is_due || group->run->is_first || !is_anybody)
        return record_only(group, ticket, error);
    if (!news_files_fetch(context, fresh, &files, ret_is_taken, error))
        return FALSE;
    if (!*ret_is_taken)
        return TRUE;
    g_autofree char *subject = find_subject(group, ticket->ticket_number);
    mail.kind = change.kind;
    mail.subject = subject;
    return news_mail_tell(context, &mail, take_all, group, error);
}

/* Whether the ticket of an update may just be made by a delivery. */
static gboolean
is_new(const Group *group, const TicketNews *news)
{
    gint64 time_s = time_of(news);

    return time_s != 0 && group->now_s - time_s < UNKNOWN_LEAST_S;
}

/* Nobody here can be told of it. The word for the operator comes once. */
static gboolean
refuse(const Group *group, gboolean is_known, GError **error)
{
    const char *number = update_at(group, 0)->ticket_number;

    if (!is_known)
        log_warning("news", "news of %s, which no mail made: refused",
                    number != NULL ? number : "no ticket");
    return record_only(group, NULL, error) && acknowledge_all(group, FALSE, error);
}

static gboolean
take_group(Group *group, GError **error)
{
    const char *number = update_at(group, 0)->ticket_number;
    g_autoptr(GPtrArray) fresh = g_ptr_array_new();
    GError *problem = NULL;

    if (!drop_known(group, fresh, error))
        return FALSE;
    g_autoptr(JournalTicket) ticket =
        number != NULL ? journal_ticket_find(group->context->journal, number, &problem) : NULL;
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (ticket == NULL)
        return is_new(group, update_at(group, group->updates->len - 1)) ||
               refuse(group, fresh->len == 0, error);
    gboolean is_taken = TRUE;
    if (fresh->len > 0 && !tell(group, ticket, fresh, &is_taken, error))
        return FALSE;
    return !is_taken || acknowledge_all(group, TRUE, error);
}

/* The groups in the order of their first updates. (transfer full) (element-type GPtrArray) */
static GPtrArray *
group_by_ticket(const GPtrArray *queue, guint most)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < queue->len && i < most; i++) {
        TicketNews *news = g_ptr_array_index(queue, i);
        const char *number = news->ticket_number != NULL ? news->ticket_number : "";
        GPtrArray *group = g_hash_table_lookup(known, number);
        if (group == NULL) {
            group = g_ptr_array_new();
            g_ptr_array_add(groups, group);
            g_hash_table_insert(known, (gpointer)(guintptr)number, group);
        }
        g_ptr_array_add(group, news);
    }
    return groups;
}

gboolean
news_queue_run(const DeliveryContext *context, const JournalNewsRun *run, GError **error)
{
    g_autoptr(GPtrArray) queue = ticket_system_news(context->ticket_system, error);
    Group group = {context, run, NULL, journal_now_s(context->journal)};

    if (queue == NULL)
        return FALSE;
    g_autoptr(GPtrArray) groups = group_by_ticket(queue, context->config->news_max_requests);
    for (guint i = 0; i < groups->len; i++) {
        group.updates = g_ptr_array_index(groups, i);
        if (!take_group(&group, error))
            return FALSE;
    }
    if (run->is_first && queue->len <= context->config->news_max_requests)
        return journal_news_end_first(context->journal, run->begun_s, error);
    return TRUE;
}

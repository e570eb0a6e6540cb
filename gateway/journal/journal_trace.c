/* journal_trace.c - the table of what became of mails. */
#include "gateway/journal/journal_trace.h"

#include <string.h>

#include "gateway/journal/journal_internal.h"

#define MAX_SUBJECT_CHARS 80
#define MAX_REASON_CHARS 300
#define MAX_ADDRESSES_CHARS 1000
/* A mail that waits for days is tried hundreds of times. Only its first tries and the last one are
 * stored. */
#define MAX_STEPS_CHARS "16000"

static void
free_step(gpointer data)
{
    JournalTraceStep *step = data;

    g_free(step->outcome);
    g_free(step->reason);
    g_free(step);
}

static void
free_reply(gpointer data)
{
    JournalTraceReply *reply = data;

    g_free(reply->recipient);
    g_free(reply);
}

static void
free_count(gpointer data)
{
    JournalTraceCount *count = data;

    g_free(count->outcome);
    g_free(count);
}

void
journal_trace_free(JournalTrace *trace)
{
    if (trace == NULL)
        return;
    char *texts[] = {trace->mail_key, trace->sender,       trace->recipients, trace->message_id,
                     trace->queue_id, trace->subject,      trace->route,      trace->outcome,
                     trace->reason,   trace->ticket_number};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_clear_pointer(&trace->steps, g_ptr_array_unref);
    g_clear_pointer(&trace->replies, g_ptr_array_unref);
    g_free(trace);
}

/* At most `max_chars` characters of `text`, without line ends and tabs, because those separate the
 * steps. (transfer full) */
static char *
shorten(const char *text, glong max_chars)
{
    if (text == NULL)
        return NULL;
    char *valid = g_utf8_make_valid(text, -1);
    if (g_utf8_strlen(valid, -1) > max_chars)
        *g_utf8_offset_to_pointer(valid, max_chars) = '\0';
    return g_strdelimit(valid, "\t\r\n", ' ');
}

static char *
fold(const char *addresses)
{
    g_autofree char *lower = addresses != NULL ? g_ascii_strdown(addresses, -1) : NULL;

    return shorten(lower, MAX_ADDRESSES_CHARS);
}

/* Adds a row at the first try. At a later try, the part after "DO UPDATE SET" says what changes. */
#define INSERT_TRACE                                                                               \
    "INSERT INTO trace (mail_key, begun_s, changed_s, tries, sender, recipients, message_id,"      \
    " queue_id, subject, route, outcome, reason, ticket_number, took_ms, steps)"                   \
    " VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"                      \
    " ON CONFLICT (mail_key) DO UPDATE SET changed_s = ?2, tries = trace.tries + 1,"               \
    " ticket_number = coalesce(?11, trace.ticket_number),"                                         \
    " steps = CASE WHEN length(trace.steps) < " MAX_STEPS_CHARS                                    \
    " THEN trace.steps || ?13 ELSE trace.steps END"
#define SET_OUTCOME "queue_id = ?6, outcome = ?9, reason = ?10, took_ms = ?12"

/* The parameters of INSERT_TRACE. */
typedef struct {
    const JournalTraceEvent *event;
    gint64 now_s;
    char *sender, *recipients, *subject, *reason, *step;
} TraceRow;

static gboolean
write_row(Journal *journal, const TraceRow *row, const char *sql, GError **error)
{
    const JournalTraceEvent *event = row->event;

    return journal_execute(journal, NULL, error, sql,
                           "tittttttttt"
                           "it",
                           event->mail_key, row->now_s, row->sender, row->recipients,
                           event->message_id, event->queue_id, row->subject, event->route,
                           event->outcome, row->reason, event->ticket_number, event->took_ms,
                           row->step);
}

/* The outcome of a mail that is done stays; a mail that failed before may fail for another reason
 * now. */
static gboolean
write_aside(Journal *journal, const TraceRow *row, GError **error)
{
    const JournalTraceEvent *event = row->event;

    return write_row(journal, row, INSERT_TRACE, error) &&
           journal_execute(
               journal, NULL, error,
               "UPDATE trace SET queue_id = ?2, outcome = ?3, reason = ?4,"
               " took_ms = ?5 WHERE mail_key = ?1 AND outcome = '" JOURNAL_TRACE_FAILED "'",
               "ttt"
               "ti",
               event->mail_key, event->queue_id, event->outcome, row->reason, event->took_ms);
}

gboolean
journal_trace_note(Journal *journal, const JournalTraceEvent *event, GError **error)
{
    g_autofree char *sender = fold(event->sender);
    g_autofree char *recipients = fold(event->recipients);
    g_autofree char *subject = shorten(event->subject, MAX_SUBJECT_CHARS);
    g_autofree char *reason = shorten(event->reason, MAX_REASON_CHARS);
    gint64 now_s = journal_now_s(journal);
    g_autofree char *step = g_strdup_printf("%" G_GINT64_FORMAT "\t%s\t%s\n", now_s, event->outcome,
                                            reason != NULL ? reason : "");
    const TraceRow row = {event, now_s, sender, recipients, subject, reason, step};

    return journal_set_durable(journal, FALSE, error) &&
           (event->is_aside ? write_aside(journal, &row, error)
                            : write_row(journal, &row, INSERT_TRACE ", " SET_OUTCOME, error));
}

/* ---- reading ---- */

static GPtrArray *
read_steps(const char *text)
{
    GPtrArray *steps = g_ptr_array_new_with_free_func(free_step);
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", 3);
        if (g_strv_length(parts) != 3)
            continue;
        JournalTraceStep *step = g_new0(JournalTraceStep, 1);
        step->when_s = g_ascii_strtoll(parts[0], NULL, 10);
        step->outcome = g_strdup(parts[1]);
        step->reason = g_strdup(parts[2]);
        g_ptr_array_add(steps, step);
    }
    return steps;
}

#define TRACE_COLUMNS                                                                              \
    "mail_key, sender, recipients, message_id, queue_id, subject, route, outcome, reason,"         \
    " ticket_number, steps, begun_s, changed_s, tries, took_ms"

static JournalTrace *
read_trace(JournalQuery *query)
{
    JournalTrace *trace = g_new0(JournalTrace, 1);
    char **texts[] = {&trace->mail_key,     &trace->sender,   &trace->recipients,
                      &trace->message_id,   &trace->queue_id, &trace->subject,
                      &trace->route,        &trace->outcome,  &trace->reason,
                      &trace->ticket_number};

    for (int i = 0; i < (int)G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup(store_column_text(query, i));
    trace->steps = read_steps(store_column_text(query, 10));
    trace->replies = g_ptr_array_new_with_free_func(free_reply);
    trace->begun_s = store_column_int64(query, 11);
    trace->changed_s = store_column_int64(query, 12);
    trace->tries = (guint)store_column_int64(query, 13);
    trace->took_ms = store_column_int64(query, 14);
    return trace;
}

/* The confirmation in the row, or nothing if it has none. */
static void
add_reply(JournalTrace *trace, JournalQuery *query)
{
    const char *recipient = store_column_text(query, 15);
    if (recipient == NULL)
        return;
    JournalTraceReply *reply = g_new0(JournalTraceReply, 1);
    reply->recipient = g_strdup(recipient);
    reply->is_sent = store_column_int64(query, 16) != 0;
    reply->tries = (guint)store_column_int64(query, 17);
    reply->due_s = reply->is_sent ? 0 : store_column_int64(query, 18);
    reply->unreachable_s = store_column_int64(query, 19);
    g_ptr_array_add(trace->replies, reply);
}

/* `word` as an element of a list with spaces between, for LIKE ... ESCAPE '!'. (transfer full) */
static char *
like_part(const char *word)
{
    GString *like = g_string_new("% ");

    for (; *word != '\0'; word++) {
        if (strchr("%_!", *word) != NULL)
            g_string_append_c(like, '!');
        g_string_append_c(like, *word);
    }
    return g_string_free(g_string_append(like, " %"), FALSE);
}

/* The canonical form of what people copy: "<id@host>", "Inc0012345", "Somebody@Host". (transfer
 * full) */
static char *
plain_word(const char *word)
{
    gsize length = strlen(word);

    return length > 2 && word[0] == '<' && word[length - 1] == '>' ? g_strndup(word + 1, length - 2)
                                                                   : g_strdup(word);
}

/* One row for each confirmation of a mail, or one row without; the keys of the outbox are "KEY" or
 * "KEY.WORDS". */
#define FIND_TRACES                                                                                \
    "SELECT t.*, o.recipient, CASE WHEN o.message IS NULL THEN 1 ELSE 0 END, o.tries, o.due_s,"    \
    " u.since_s"                                                                                   \
    " FROM (SELECT " TRACE_COLUMNS " FROM trace WHERE (?1 IS NULL OR sender = ?2"                  \
    " OR ' ' || recipients || ' ' LIKE ?4 ESCAPE '!' OR message_id = ?1 OR queue_id = ?1"          \
    " OR ticket_number = ?3) AND changed_s >= ?5 AND changed_s < ?6"                               \
    " ORDER BY changed_s DESC, mail_key LIMIT ?7) t"                                               \
    " LEFT JOIN outbox o ON o.key >= t.mail_key AND o.key < t.mail_key || '/'"                     \
    " LEFT JOIN unreachable u ON u.address = lower(o.recipient)"                                   \
    " ORDER BY t.changed_s DESC, t.mail_key, o.id"

GPtrArray *
journal_trace_find(Journal *journal, const JournalTraceQuery *wanted, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)journal_trace_free);
    g_autofree char *word = wanted->word != NULL ? plain_word(wanted->word) : NULL;
    g_autofree char *lower = word != NULL ? g_ascii_strdown(word, -1) : NULL;
    g_autofree char *upper = word != NULL ? g_ascii_strup(word, -1) : NULL;
    g_autofree char *like = lower != NULL ? like_part(lower) : NULL;
    g_autoptr(JournalQuery) query = journal_query(
        journal, error, FIND_TRACES, "ttttiii", word, lower, upper, like, wanted->from_s,
        wanted->to_s > 0 ? wanted->to_s : G_MAXINT64, (gint64)wanted->max);
    JournalTrace *trace = NULL;
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        if (trace == NULL || strcmp(trace->mail_key, store_column_text(query, 0)) != 0) {
            trace = read_trace(query);
            g_ptr_array_add(found, trace);
        }
        add_reply(trace, query);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&found) : NULL;
}

GPtrArray *
journal_trace_counts(Journal *journal, gint64 since_s, GError **error)
{
    g_autoptr(GPtrArray) counts = g_ptr_array_new_with_free_func(free_count);
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT outcome, count(*) FROM trace WHERE changed_s >= ?1"
                      " GROUP BY outcome ORDER BY outcome",
                      "i", since_s);
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = journal_query_next(query, error)) == STORE_ROW_FOUND) {
        JournalTraceCount *count = g_new0(JournalTraceCount, 1);
        count->outcome = g_strdup(store_column_text(query, 0));
        count->count = (guint)store_column_int64(query, 1);
        g_ptr_array_add(counts, count);
    }
    return row == STORE_ROW_NONE ? g_steal_pointer(&counts) : NULL;
}

gboolean
journal_trace_failing(Journal *journal, gint64 since_s, guint *ret_count, char **ret_reason,
                      GError **error)
{
    g_autoptr(JournalQuery) query =
        journal_query(journal, error,
                      "SELECT reason, count(*) OVER () FROM trace"
                      " WHERE outcome = '" JOURNAL_TRACE_FAILED "' AND changed_s >= ?1"
                      " AND changed_s > COALESCE((SELECT max(changed_s) FROM trace"
                      " WHERE outcome <> '" JOURNAL_TRACE_FAILED "'), 0)"
                      " ORDER BY changed_s DESC LIMIT 1",
                      "i", since_s);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    if (row == STORE_ROW_ERROR)
        return FALSE;
    *ret_count = row == STORE_ROW_FOUND ? (guint)store_column_int64(query, 1) : 0;
    *ret_reason = row == STORE_ROW_FOUND ? g_strdup(store_column_text(query, 0)) : NULL;
    return TRUE;
}

static gboolean
count_done(Journal *journal, gint64 since_s, gint64 *ret_count, GError **error)
{
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT count(*) FROM trace WHERE changed_s >= ?1 AND outcome <> '" JOURNAL_TRACE_FAILED
        "'",
        "i", since_s);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;

    *ret_count = row == STORE_ROW_FOUND ? store_column_int64(query, 0) : 0;
    return row != STORE_ROW_ERROR;
}

gboolean
journal_trace_took(Journal *journal, gint64 since_s, guint percent, gint64 *ret_ms, GError **error)
{
    gint64 count = 0;

    if (!count_done(journal, since_s, &count, error))
        return FALSE;
    *ret_ms = -1;
    if (count == 0)
        return TRUE;
    g_autoptr(JournalQuery) query = journal_query(
        journal, error,
        "SELECT took_ms FROM trace WHERE changed_s >= ?1 AND outcome <> '" JOURNAL_TRACE_FAILED "'"
        " ORDER BY took_ms LIMIT 1 OFFSET ?2",
        "ii", since_s, (count - 1) * (gint64)percent / 100);
    StoreRow row = query != NULL ? journal_query_next(query, error) : STORE_ROW_ERROR;
    if (row == STORE_ROW_FOUND)
        *ret_ms = store_column_int64(query, 0);
    return row != STORE_ROW_ERROR;
}

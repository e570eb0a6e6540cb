#include "desk_reader.h"

#include <sys/resource.h>

#include "desk_exchange.h"
#include "desk_pages.h"

#define NICER_BY 10 /* compared with the server's thread */
#define NICEST 19

struct DeskReader {
    DeskStore *store; /* its own, or that of the server if there is no thread */
    char *form_token;
    GThreadPool *thread; /* nullable */
    int nice;            /* the nice value of that thread */
};

typedef struct {
    DeskReader *reader;
    SoupServerMessage *message; /* only used by the server's thread */
    char *path;
    GHashTable *query;  /* nullable */
    DeskAnswer *answer; /* NULL until it is made */
    gboolean is_gone;   /* the client disconnected meanwhile */
} Job;

static void
job_free(gpointer data)
{
    Job *job = data;
    g_signal_handlers_disconnect_by_data(job->message, job);
    g_object_unref(job->message);
    g_free(job->path);
    g_clear_pointer(&job->query, g_hash_table_unref);
    desk_answer_free(job->answer);
    g_free(job);
}

static void
on_disconnected(SoupServerMessage *message, gpointer user_data)
{
    (void)message;
    ((Job *)user_data)->is_gone = TRUE;
}

static gboolean
send_answer(gpointer data)
{
    Job *job = data;
    if (job->is_gone)
        return G_SOURCE_REMOVE;
    desk_exchange_put(job->message, job->answer);
    soup_server_message_unpause(job->message);
    return G_SOURCE_REMOVE;
}

static void
make_page(gpointer data, gpointer user_data)
{
    Job *job = data;
    DeskReader *reader = user_data;
    DeskPageRequest request = {
        .path = job->path, .query = job->query, .form_token = reader->form_token};
    setpriority(PRIO_PROCESS, 0, reader->nice); /* only for this thread: the API goes first */
    job->answer = desk_pages_run(reader->store, &request);
    g_main_context_invoke_full(NULL, G_PRIORITY_DEFAULT, send_answer, job, job_free);
}

DeskReader *
desk_reader_new(DeskStore *store, const char *form_token, GError **error)
{
    g_autoptr(DeskReader) reader = g_new0(DeskReader, 1);
    reader->form_token = g_strdup(form_token);
    reader->store = store;
    reader->nice = MIN(getpriority(PRIO_PROCESS, 0) + NICER_BY, NICEST);
    const char *path = desk_store_path(store);
    if (*path == '\0')
        return g_steal_pointer(&reader);
    reader->store = desk_store_open(path, FALSE, error);
    if (reader->store == NULL)
        return NULL;
    reader->thread = g_thread_pool_new(make_page, reader, 1, TRUE, error);
    return reader->thread != NULL ? g_steal_pointer(&reader) : NULL;
}

void
desk_reader_start(DeskReader *reader, SoupServerMessage *message, const char *path,
                  GHashTable *query)
{
    if (reader->thread == NULL) {
        DeskPageRequest request = {.path = path, .query = query, .form_token = reader->form_token};
        g_autoptr(DeskAnswer) answer = desk_pages_run(reader->store, &request);
        desk_exchange_put(message, answer);
        return;
    }
    Job *job = g_new0(Job, 1);
    job->reader = reader;
    job->message = g_object_ref(message);
    job->path = g_strdup(path);
    job->query = query != NULL ? g_hash_table_ref(query) : NULL;
    g_signal_connect(message, "disconnected", G_CALLBACK(on_disconnected), job);
    soup_server_message_pause(message);
    g_thread_pool_push(reader->thread, job, NULL);
}

void
desk_reader_free(DeskReader *reader)
{
    if (reader == NULL)
        return;
    if (reader->thread != NULL) {
        g_thread_pool_free(reader->thread, FALSE, TRUE);
        desk_store_close(reader->store);
    }
    g_free(reader->form_token);
    g_free(reader);
}

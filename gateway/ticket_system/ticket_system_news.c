/* ticket_system_news.c - see ticket_system.h: changes that the ticket system tells, and the files
 * that come with them. */
#include "gateway/delivery_error.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/ticket_system_internal.h"

#define TICKET_SYSTEM_MAX_FILE (128 * 1024 * 1024)

GPtrArray *
ticket_system_news(TicketSystem *system, GError **error)
{
    const TicketDialect *dialect = ticket_system_dialect(system);
    GPtrArray *news = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_news_free);
    if (!ticket_dialect_has_news(dialect))
        return news;
    const TicketSystemOperation operation = {.method = dialect->news.method,
                                             .path = dialect->news.path,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_LIST};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL) {
        g_ptr_array_unref(news);
        return NULL;
    }
    JsonArray *list = json_response_list(root);
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        JsonNode *element = json_array_get_element(list, i);
        g_autoptr(TicketNews) one = ticket_news_new();
        if (JSON_NODE_HOLDS_OBJECT(element))
            dialect->read_news(one, json_node_get_object(element));
        if (one->id != NULL)
            g_ptr_array_add(news, g_steal_pointer(&one));
    }
    return news;
}

gboolean
ticket_system_acknowledge(TicketSystem *system, const TicketNews *news, gboolean is_taken,
                          GError **error)
{
    const TicketDialect *dialect = ticket_system_dialect(system);
    g_autoptr(RequestBody) body = request_body_new();
    dialect->write_acknowledgement(body, news, is_taken);
    const TicketSystemOperation operation = {.method = dialect->acknowledge.method,
                                             .path = dialect->acknowledge.path,
                                             .body = body,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_RESPONSE,
                                             .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    return root != NULL;
}

void
ticket_file_free(TicketFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_free(file->content_type);
    g_clear_pointer(&file->content, g_bytes_unref);
    g_free(file);
}

TicketFile *
ticket_system_fetch_file(TicketSystem *system, const char *file_id, GError **error)
{
    const TicketDialect *dialect = ticket_system_dialect(system);
    g_autofree char *path = dialect->file_path(file_id);
    const TicketSystemOperation operation = {.method = "GET",
                                             .path = path,
                                             .max_response_bytes = TICKET_SYSTEM_MAX_FILE,
                                             .is_about_ticket = TRUE};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, error);
    if (root == NULL)
        return NULL;
    JsonObject *object = json_response_object(root);
    g_autofree char *content = json_response_text(object, "content");
    g_autoptr(TicketFile) file = g_new0(TicketFile, 1);
    gsize length = 0;
    file->name = json_response_text(object, "name");
    file->content_type = json_response_text(object, "content_type");
    guchar *octets = content != NULL && *content != '\0' ? g_base64_decode(content, &length) : NULL;
    if (content == NULL || (octets == NULL && *content != '\0')) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND,
                    "%s has no content for attachment %s", dialect->name, file_id);
        return NULL;
    }
    file->content = g_bytes_new_take(octets, length);
    return g_steal_pointer(&file);
}

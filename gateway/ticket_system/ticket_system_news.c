/* ticket_system_news.c - see ticket_system.h: changes that the ticket system tells, and the files
 * that come with them. */
#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/ticket_system_internal.h"

#define TICKET_SYSTEM_FILE_MARGIN (64 * 1024) /* for name and type */
#define ESCAPED_SHARE 16 /* JSON may write "\\/" for each "/", of 64 letters one */

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

/* The name in the beginning of a document that is too large to be read. (transfer full) (nullable)
 */
static char *
name_in(const char *beginning)
{
    g_autoptr(GRegex) regex =
        g_regex_new("\"name\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\")", G_REGEX_RAW, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, beginning, 0, &match))
        return NULL;
    g_autofree char *quoted = g_match_info_fetch(match, 1);
    g_autoptr(JsonNode) node = json_from_string(quoted, NULL);
    return node != NULL ? json_node_dup_string(node) : NULL;
}

static gboolean
is_base64(const char *text)
{
    return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
                             " \t\r\n")] == '\0';
}

/* Moves the content out of `object`, decoded. FALSE: there is none. */
static gboolean
read_content(TicketFile *file, JsonObject *object, gsize max_bytes)
{
    g_autofree char *content = json_response_text(object, "content");
    gsize length = 0;
    json_object_remove_member(object, "content");
    if (content == NULL || !is_base64(content))
        return FALSE;
    if (strlen(content) > max_bytes)
        return TRUE;
    if (*content != '\0')
        (void)g_base64_decode_inplace(content, &length);
    file->content = g_bytes_new_take(g_steal_pointer(&content), length);
    return TRUE;
}

TicketFile *
ticket_system_fetch_file(TicketSystem *system, const char *file_id, gsize max_bytes, GError **error)
{
    const TicketDialect *dialect = ticket_system_dialect(system);
    g_autofree char *path = dialect->file_path(file_id);
    g_autofree char *beginning = NULL;
    GError *problem = NULL;
    const TicketSystemOperation operation = {
        .method = "GET",
        .path = path,
        .max_response_bytes = max_bytes + max_bytes / ESCAPED_SHARE + TICKET_SYSTEM_FILE_MARGIN,
        .is_about_ticket = TRUE,
        .ret_beginning = &beginning};
    g_autoptr(JsonNode) root = ticket_system_run(system, &operation, &problem);
    g_autoptr(TicketFile) file = g_new0(TicketFile, 1);
    if (root == NULL && beginning != NULL) {
        g_error_free(problem);
        file->name = name_in(beginning);
        return g_steal_pointer(&file);
    }
    if (root == NULL) {
        g_propagate_error(error, problem);
        return NULL;
    }
    JsonObject *object = json_response_object(root);
    file->name = json_response_text(object, "name");
    file->content_type = json_response_text(object, "content_type");
    if (object == NULL || !read_content(file, object, max_bytes)) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND,
                    "%s has no content for attachment %s", dialect->name, file_id);
        return NULL;
    }
    return g_steal_pointer(&file);
}

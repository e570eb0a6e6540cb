/* fuzz_json_response.c - responses of the API: body, Retry-After, Location. */
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/redirect.h"
#include "gateway/ticket_system/retry_after.h"
#include "tests/fuzz/fuzz.h"

static void
read_object(JsonObject *object)
{
    static const char *const names[] = {"ticket_number", "reference_number", "state", "sla_due",
                                        "access_token"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = json_response_text(object, names[i]);
        JsonNode *value = json_object_get_member(object, names[i]);
        g_autofree char *shown = value != NULL ? json_response_show(value) : NULL;

        g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
        g_assert(value == NULL || shown != NULL);
        (void)json_response_number(object, names[i], -1);
    }
}

static void
read_document(const char *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) root = json_response_parse(data, size, &error);

    g_assert((root != NULL) == (error == NULL));
    if (root == NULL)
        return;
    JsonObject *object = json_response_object(root);
    JsonArray *list = json_response_list(root);
    if (object != NULL)
        read_object(object);
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        JsonNode *item = json_array_get_element(list, i);
        if (JSON_NODE_HOLDS_OBJECT(item))
            read_object(json_node_get_object(item));
    }
    (void)json_response_is_error(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *reason = json_response_reason((const char *)data, size);

    read_document((const char *)data, size);
    fuzz_check_text(reason);
    g_assert(reason == NULL || g_utf8_strlen(reason, -1) <= 163);
    gint64 wait_s = retry_after_parse(text, 1700000000);
    g_assert(wait_s >= -1 && wait_s <= RETRY_AFTER_MAX_S);
    if (redirect_is_allowed("https://api.example.org/incident", text)) {
        g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
        g_assert(g_ascii_strcasecmp(g_uri_get_host(uri), "api.example.org") == 0);
        g_assert_cmpstr(g_uri_get_scheme(uri), ==, "https");
    }
    return 0;
}

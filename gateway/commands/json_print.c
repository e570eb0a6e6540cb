/* json_print.c - see json_print.h. */
#include "gateway/commands/json_print.h"

#include <stdio.h>

void
json_print_text(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    g_autofree char *valid = value != NULL ? g_utf8_make_valid(value, -1) : NULL;
    if (valid != NULL)
        json_builder_add_string_value(builder, valid);
    else
        json_builder_add_null_value(builder);
}

void
json_print_number(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

void
json_print_truth(JsonBuilder *builder, const char *name, gboolean value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

void
json_print_time(JsonBuilder *builder, const char *name, gint64 when_s)
{
    g_autoptr(GDateTime) when = when_s > 0 ? g_date_time_new_from_unix_utc(when_s) : NULL;
    g_autofree char *text = when != NULL ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    json_print_text(builder, name, text);
}

static void
print_node(JsonNode *node)
{
    g_autofree char *text = json_to_string(node, TRUE);
    puts(text);
}

void
json_print(JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    print_node(root);
}

void
json_print_one_or_all(JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    JsonArray *list = json_node_get_array(root);
    print_node(json_array_get_length(list) == 1 ? json_array_get_element(list, 0) : root);
}

/* letter_json.c - writes a Letter as one JSON object.
 *
 * Has the table of members: the name and form of each field. letter_read.c reads what this writes.
 */
#include "parsers/letter_json.h"

#include "parsers/letter_members.h"

#include <json-glib/json-glib.h>

#define MEMBER(field, kind)                                                                        \
    {                                                                                              \
#field, kind, G_STRUCT_OFFSET(Letter, field)                                               \
    }

const LetterMember letter_members[LETTER_MEMBERS] = {
    MEMBER(message_id, MEMBER_STRING),
    MEMBER(in_reply_to, MEMBER_STRINGS),
    MEMBER(references, MEMBER_STRINGS),
    MEMBER(from, MEMBER_ADDRESSES),
    MEMBER(sender, MEMBER_ADDRESSES),
    MEMBER(reply_to, MEMBER_ADDRESSES),
    MEMBER(to, MEMBER_ADDRESSES),
    MEMBER(cc, MEMBER_ADDRESSES),
    MEMBER(delivered_to, MEMBER_ADDRESSES),
    MEMBER(original_from, MEMBER_ADDRESSES),
    MEMBER(lists, MEMBER_STRINGS),
    MEMBER(subject, MEMBER_REQUIRED_STRING),
    MEMBER(thread_topic, MEMBER_REQUIRED_STRING),
    MEMBER(language, MEMBER_STRING),
    MEMBER(priority, MEMBER_STRING),
    MEMBER(ticket_numbers, MEMBER_STRINGS),
    MEMBER(is_reply, MEMBER_BOOLEAN),
    MEMBER(is_forward, MEMBER_BOOLEAN),
    MEMBER(class_reason, MEMBER_REQUIRED_STRING),
    MEMBER(spam_mark, MEMBER_STRING),
    MEMBER(text, MEMBER_REQUIRED_STRING),
    MEMBER(marked_text, MEMBER_STRING),
    MEMBER(text_is_truncated, MEMBER_BOOLEAN),
    MEMBER(reply_text, MEMBER_REQUIRED_STRING),
    MEMBER(authentication_results, MEMBER_STRINGS),
    MEMBER(notes, MEMBER_STRINGS),
};

static void
write_string(JsonBuilder *builder, const char *name, const char *value)
{
    if (value == NULL)
        return;
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void
write_int(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void
write_boolean(JsonBuilder *builder, const char *name, gboolean value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

static void
write_strings(JsonBuilder *builder, const char *name, const GPtrArray *values)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; i < values->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(values, i));
    json_builder_end_array(builder);
}

static void
write_addresses(JsonBuilder *builder, const char *name, const GPtrArray *addresses)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; i < addresses->len; i++) {
        const LetterAddress *address = g_ptr_array_index(addresses, i);
        json_builder_begin_object(builder);
        write_string(builder, "name", address->name);
        write_string(builder, "address", address->address);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
write_attachments(JsonBuilder *builder, const GPtrArray *attachments)
{
    json_builder_set_member_name(builder, "attachments");
    json_builder_begin_array(builder);
    for (guint i = 0; i < attachments->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(attachments, i);
        json_builder_begin_object(builder);
        write_string(builder, "name", attachment->name);
        write_string(builder, "content_type", attachment->content_type);
        write_string(builder, "role", letter_role_name(attachment->role));
        write_boolean(builder, "is_inline", attachment->is_inline);
        write_int(builder, "offset", (gint64)attachment->offset);
        write_int(builder, "length", (gint64)attachment->length);
        write_int(builder, "size", (gint64)attachment->size);
        if (attachment->stored_length > 0)
            write_int(builder, "stored_length", (gint64)attachment->stored_length);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
write_segments(JsonBuilder *builder, const GPtrArray *segments)
{
    json_builder_set_member_name(builder, "segments");
    json_builder_begin_array(builder);
    for (guint i = 0; i < segments->len; i++) {
        const LetterSegment *segment = g_ptr_array_index(segments, i);
        json_builder_begin_object(builder);
        write_string(builder, "kind", letter_segment_kind_name(segment->kind));
        write_string(builder, "sureness", letter_sureness_name(segment->sureness));
        write_string(builder, "sign", segment->sign);
        write_int(builder, "length", (gint64)segment->length);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
write_report_recipients(JsonBuilder *builder, const GPtrArray *recipients)
{
    json_builder_set_member_name(builder, "recipients");
    json_builder_begin_array(builder);
    for (guint i = 0; i < recipients->len; i++) {
        const LetterReportRecipient *recipient = g_ptr_array_index(recipients, i);
        json_builder_begin_object(builder);
        write_string(builder, "address", recipient->address);
        write_string(builder, "original_address", recipient->original_address);
        write_string(builder, "action", recipient->action);
        write_string(builder, "status", recipient->status);
        write_string(builder, "diagnostic", recipient->diagnostic);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
write_report(JsonBuilder *builder, const LetterReport *report)
{
    if (report == NULL)
        return;
    json_builder_set_member_name(builder, "report");
    json_builder_begin_object(builder);
    write_string(builder, "original_message_id", report->original_message_id);
    write_string(builder, "recipient", report->recipient);
    write_string(builder, "status", report->status);
    write_report_recipients(builder, report->recipients);
    json_builder_end_object(builder);
}

/* G_STRUCT_MEMBER for a const Letter. */
#define FIELD(type) (*(type const *)((const char *)letter + member->offset))

static void
write_member(JsonBuilder *builder, const Letter *letter, const LetterMember *member)
{
    switch (member->kind) {
    case MEMBER_STRING:
    case MEMBER_REQUIRED_STRING:
        write_string(builder, member->name, FIELD(char *));
        break;
    case MEMBER_STRINGS:
        write_strings(builder, member->name, FIELD(GPtrArray *));
        break;
    case MEMBER_ADDRESSES:
        write_addresses(builder, member->name, FIELD(GPtrArray *));
        break;
    case MEMBER_BOOLEAN:
        write_boolean(builder, member->name, FIELD(gboolean));
        break;
    }
}

GBytes *
letter_write(const Letter *letter, gboolean is_pretty)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    write_string(builder, "class", letter_class_name(letter->mail_class));
    write_string(builder, "class_strength", letter_strength_name(letter->class_strength));
    write_string(builder, "class_doubt", letter_doubt_name(letter->class_doubt));
    for (gsize i = 0; i < LETTER_MEMBERS; i++)
        write_member(builder, letter, &letter_members[i]);
    if (letter->date_s != -1)
        write_int(builder, "date_s", letter->date_s);
    write_segments(builder, letter->segments);
    write_report(builder, letter->report);
    write_attachments(builder, letter->attachments);
    json_builder_end_object(builder);

    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, is_pretty);
    gsize length = 0;
    char *json = json_generator_to_data(generator, &length);
    return g_bytes_new_take(json, length);
}

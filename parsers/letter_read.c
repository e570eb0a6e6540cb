/* letter_read.c - reads a Letter as untrusted input.
 *
 * Checks size, characters and depth of the bytes before json-glib sees them, and every value after.
 * Does not know where the bytes come from. */
#include "parsers/letter_json.h"

#include "parsers/letter_members.h"
#include "parsers/letter_value.h"
#include "parsers/text/text_clean.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Object, report, list of recipients, recipient. */
#define MAX_DEPTH 4

static const char *const other_members[] = {"date_s",   "class",  "class_strength", "class_doubt",
                                            "segments", "report", "attachments"};
static const char *const address_members[] = {"name", "address"};
static const char *const report_members[] = {"original_message_id", "recipient", "status",
                                             "recipients"};
static const char *const report_recipient_members[] = {"address", "original_address", "action",
                                                       "status", "diagnostic"};
static const char *const attachment_members[] = {"name",   "content_type", "role", "is_inline",
                                                 "offset", "length",       "size", "stored_length"};

static const char *const segment_members[] = {"kind", "sureness", "sign", "length"};

G_DEFINE_QUARK(letter - error - quark, letter_error)

/* ---- reading: the bytes ---- */

/* Skips the content of a string; returns the index of its closing quote, or `length`. */
static gsize
skip_string(const char *json, gsize length, gsize i)
{
    while (i < length && json[i] != '"')
        i += json[i] == '\\' ? 2 : 1;
    return MIN(i, length);
}

/* Outside strings, only characters of JSON itself are allowed: json-glib also reads comments and
 * assignments, which could hide brackets from this count. */
static gboolean
check_depth(const char *json, gsize length, GError **error)
{
    guint depth = 0;
    gboolean is_over = FALSE; /* json-glib would also read a second document and forget the first */

    for (gsize i = 0; i < length; i++) {
        char c = json[i];
        if (is_over && !g_ascii_isspace(c))
            return letter_value_invalid(error, "document", "something stands behind it");
        if (c == '"') {
            i = skip_string(json, length, i + 1);
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH) {
                g_set_error(error, LETTER_ERROR, LETTER_ERROR_TOO_LARGE,
                            "nested deeper than %d levels", MAX_DEPTH);
                return FALSE;
            }
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
            is_over = depth == 0;
        } else if (strchr(" \t\r\n,:+-.", c) == NULL && !g_ascii_isalnum(c)) {
            return letter_value_invalid(error, "document", "not JSON");
        }
    }
    return TRUE;
}

static gboolean
check_bytes(GBytes *json, GError **error)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(json, &length);

    if (length > LETTER_MAX_JSON_BYTES) {
        g_set_error(error, LETTER_ERROR, LETTER_ERROR_TOO_LARGE, "longer than %d octets",
                    LETTER_MAX_JSON_BYTES);
        return FALSE;
    }
    if (length == 0)
        return letter_value_invalid(error, "document", "empty");
    if (memchr(data, '\0', length) != NULL || !g_utf8_validate_len(data, length, NULL))
        return letter_value_invalid(error, "document", "not UTF-8");
    return check_depth(data, length, error);
}

/* ---- reading: lists ---- */

static gboolean
read_addresses(JsonNode *node, const char *where, GPtrArray *addresses, GError **error)
{
    JsonArray *array = letter_value_array(node, where, error);

    if (array == NULL)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonObject *object =
            letter_value_object(json_array_get_element(array, i), where, address_members,
                                G_N_ELEMENTS(address_members), error);
        g_autoptr(LetterAddress) address = g_new0(LetterAddress, 1);
        if (object == NULL || !letter_value_optional(object, "name", &address->name, error) ||
            !letter_value_string(json_object_get_member(object, "address"), where,
                                 &address->address, error))
            return FALSE;
        g_ptr_array_add(addresses, g_steal_pointer(&address));
    }
    return TRUE;
}

/* ---- reading: delivery reports ---- */

static gboolean
check_report_recipient(const LetterReportRecipient *recipient, GError **error)
{
    if (recipient->action != NULL && !letter_is_report_action(recipient->action))
        return letter_value_invalid(error, "action", "unknown word");
    if (recipient->status != NULL && !letter_is_report_status(recipient->status))
        return letter_value_invalid(error, "status", "not of the form 5.1.1");
    if (recipient->diagnostic != NULL && strchr(recipient->diagnostic, '\n') != NULL)
        return letter_value_invalid(error, "diagnostic", "more than one line");
    return TRUE;
}

static gboolean
read_report_recipient(JsonNode *node, GPtrArray *recipients, GError **error)
{
    JsonObject *object = letter_value_object(node, "recipients", report_recipient_members,
                                             G_N_ELEMENTS(report_recipient_members), error);
    g_autoptr(LetterReportRecipient) recipient = g_new0(LetterReportRecipient, 1);
    if (object == NULL ||
        !letter_value_string(json_object_get_member(object, "address"), "address",
                             &recipient->address, error) ||
        !letter_value_optional(object, "original_address", &recipient->original_address, error) ||
        !letter_value_optional(object, "action", &recipient->action, error) ||
        !letter_value_optional(object, "status", &recipient->status, error) ||
        !letter_value_optional(object, "diagnostic", &recipient->diagnostic, error) ||
        !check_report_recipient(recipient, error))
        return FALSE;
    g_ptr_array_add(recipients, g_steal_pointer(&recipient));
    return TRUE;
}

static gboolean
read_report_recipients(JsonNode *node, GPtrArray *recipients, GError **error)
{
    if (node == NULL)
        return TRUE;
    JsonArray *array = letter_value_array(node, "recipients", error);
    if (array == NULL)
        return FALSE;
    if (json_array_get_length(array) > LETTER_MAX_REPORT_RECIPIENTS)
        return letter_value_invalid(error, "recipients", "too many");
    for (guint i = 0; i < json_array_get_length(array); i++)
        if (!read_report_recipient(json_array_get_element(array, i), recipients, error))
            return FALSE;
    return TRUE;
}

static gboolean
read_report(JsonNode *node, LetterReport **ret_report, GError **error)
{
    if (node == NULL)
        return TRUE;
    JsonObject *object =
        letter_value_object(node, "report", report_members, G_N_ELEMENTS(report_members), error);
    g_autoptr(LetterReport) report = letter_report_new();
    if (object == NULL ||
        !letter_value_optional(object, "original_message_id", &report->original_message_id,
                               error) ||
        !letter_value_optional(object, "recipient", &report->recipient, error) ||
        !letter_value_optional(object, "status", &report->status, error) ||
        !read_report_recipients(json_object_get_member(object, "recipients"), report->recipients,
                                error))
        return FALSE;
    *ret_report = g_steal_pointer(&report);
    return TRUE;
}

/* ---- reading: attachments ---- */

/* Lengths of the files that contain the attachments. */
typedef struct {
    guint64 message;
    guint64 attachments;
} FileLengths;

static guint64
stored_length_of(const LetterAttachment *attachment)
{
    return attachment->stored_length > 0 ? attachment->stored_length : attachment->length;
}

static gboolean
check_place(const LetterAttachment *attachment, const FileLengths *files, GError **error)
{
    guint64 file = attachment->stored_length > 0 ? files->message : files->attachments;
    guint64 stored = stored_length_of(attachment);

    if (stored > file || attachment->offset > file - stored)
        return letter_value_invalid(error, "attachments", "outside its file");
    if (attachment->length > stored)
        return letter_value_invalid(error, "attachments", "longer than what is stored of it");
    return TRUE;
}

static gboolean
check_attachment(const LetterAttachment *attachment, const FileLengths *files, GError **error)
{
    const char *name = attachment->name;

    if (*name == '\0' || strpbrk(name, "/\\\n\t") != NULL || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0)
        return letter_value_invalid(error, "attachments", "a name that is no file name");
    if (strchr(attachment->content_type, '/') == NULL ||
        strpbrk(attachment->content_type, " \t\n;") != NULL)
        return letter_value_invalid(error, "attachments",
                                    "a content_type that is not a media type");
    if (!check_place(attachment, files, error))
        return FALSE;
    if (attachment->size / 3 > attachment->length ||
        (attachment->size + 2) / 3 * 4 != attachment->length)
        return letter_value_invalid(error, "attachments", "size does not fit the length");
    return TRUE;
}

static LetterAttachment *
read_attachment(JsonNode *node, GError **error)
{
    JsonObject *object = letter_value_object(node, "attachments", attachment_members,
                                             G_N_ELEMENTS(attachment_members), error);
    if (object == NULL)
        return NULL;
    g_autoptr(LetterAttachment) attachment = g_new0(LetterAttachment, 1);
    const char *role = letter_value_text(json_object_get_member(object, "role"), "role", error);
    if (role == NULL)
        return NULL;
    if (!letter_role_from_name(role, &attachment->role)) {
        letter_value_invalid(error, "role", "unknown word");
        return NULL;
    }
#define NODE(name) json_object_get_member(object, name), name
    if (!letter_value_string(NODE("name"), &attachment->name, error) ||
        !letter_value_string(NODE("content_type"), &attachment->content_type, error) ||
        !letter_value_boolean(NODE("is_inline"), &attachment->is_inline, error) ||
        !letter_value_length(NODE("offset"), &attachment->offset, error) ||
        !letter_value_length(NODE("length"), &attachment->length, error) ||
        !letter_value_length(NODE("size"), &attachment->size, error) ||
        (json_object_has_member(object, "stored_length") &&
         !letter_value_length(NODE("stored_length"), &attachment->stored_length, error)))
        return NULL;
#undef NODE
    return g_steal_pointer(&attachment);
}

static gint
compare_offsets(gconstpointer a, gconstpointer b)
{
    const LetterAttachment *first = *(LetterAttachment *const *)a;
    const LetterAttachment *second = *(LetterAttachment *const *)b;

    if ((first->stored_length > 0) != (second->stored_length > 0))
        return first->stored_length > 0 ? 1 : -1;
    if (first->offset != second->offset)
        return first->offset < second->offset ? -1 : 1;
    return first->length < second->length ? -1 : first->length > second->length;
}

static gboolean
check_overlap(const GPtrArray *attachments, GError **error)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(attachments->len);

    for (guint i = 0; i < attachments->len; i++)
        g_ptr_array_add(sorted, g_ptr_array_index(attachments, i));
    g_ptr_array_sort(sorted, compare_offsets);
    for (guint i = 1; i < sorted->len; i++) {
        const LetterAttachment *before = g_ptr_array_index(sorted, i - 1);
        const LetterAttachment *after = g_ptr_array_index(sorted, i);
        gboolean is_same_file = (before->stored_length > 0) == (after->stored_length > 0);
        if (is_same_file && before->offset + stored_length_of(before) > after->offset)
            return letter_value_invalid(error, "attachments", "one lies over another");
    }
    return TRUE;
}

static gboolean
read_attachments(JsonNode *node, const FileLengths *files, GPtrArray *attachments, GError **error)
{
    if (node == NULL)
        return TRUE;
    JsonArray *array = letter_value_array(node, "attachments", error);
    if (array == NULL)
        return FALSE;
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < json_array_get_length(array); i++) {
        LetterAttachment *attachment = read_attachment(json_array_get_element(array, i), error);
        if (attachment == NULL)
            return FALSE;
        g_ptr_array_add(attachments, attachment);
        if (!check_attachment(attachment, files, error))
            return FALSE;
        if (!g_hash_table_add(names, attachment->name))
            return letter_value_invalid(error, "attachments", "one name twice");
    }
    return check_overlap(attachments, error);
}

/* ---- reading: segments ---- */

static gboolean
read_segment_kind(JsonObject *object, LetterSegment *segment, GError **error)
{
    const char *kind = letter_value_text(json_object_get_member(object, "kind"), "kind", error);

    if (kind == NULL)
        return FALSE;
    if (!letter_segment_kind_from_name(kind, &segment->kind))
        return letter_value_invalid(error, "kind", "unknown word");
    const char *sureness =
        letter_value_text(json_object_get_member(object, "sureness"), "sureness", error);
    if (sureness == NULL)
        return FALSE;
    if (!letter_sureness_from_name(sureness, &segment->sureness))
        return letter_value_invalid(error, "sureness", "unknown word");
    return TRUE;
}

/* Reads a segment of at most the length of `rest`, and adds it; `rest` begins at a character. */
static gboolean
read_segment(JsonNode *node, const char *rest, Letter *letter, GError **error)
{
    JsonObject *object = letter_value_object(node, "segments", segment_members,
                                             G_N_ELEMENTS(segment_members), error);
    if (object == NULL)
        return FALSE;
    g_autoptr(LetterSegment) segment = g_new0(LetterSegment, 1);
    if (!read_segment_kind(object, segment, error) ||
        !letter_value_optional(object, "sign", &segment->sign, error) ||
        !letter_value_length(json_object_get_member(object, "length"), "length", &segment->length,
                             error))
        return FALSE;
    if ((segment->sign == NULL) != (segment->kind == LETTER_SEGMENT_NEW))
        return letter_value_invalid(error, "sign", "for new text, or none for other");
    if (segment->length == 0 || strnlen(rest, segment->length) < segment->length ||
        text_prefix_length(rest, segment->length) != segment->length)
        return letter_value_invalid(error, "segments", "ends where no character of the text does");
    g_ptr_array_add(letter->segments, g_steal_pointer(&segment));
    return TRUE;
}

/* Call it after the text was read. */
static gboolean
read_segments(JsonNode *node, Letter *letter, GError **error)
{
    const char *rest = letter->text;

    JsonArray *array = node == NULL ? NULL : letter_value_array(node, "segments", error);
    if (node != NULL && array == NULL)
        return FALSE;
    guint n = array == NULL ? 0 : json_array_get_length(array);
    if (n > LETTER_MAX_SEGMENTS)
        return letter_value_invalid(error, "segments", "too many");
    for (guint i = 0; i < n; i++) {
        if (!read_segment(json_array_get_element(array, i), rest, letter, error))
            return FALSE;
        const LetterSegment *last = g_ptr_array_index(letter->segments, i);
        rest += last->length;
    }
    if (*rest != '\0')
        return letter_value_invalid(error, "segments", "text that is in none");
    return TRUE;
}

/* ---- reading: the whole ---- */

static gboolean
read_member(JsonObject *object, const LetterMember *member, Letter *letter, GError **error)
{
    JsonNode *node = json_object_get_member(object, member->name);

    if (node == NULL) {
        if (member->kind == MEMBER_REQUIRED_STRING)
            return letter_value_invalid(error, member->name, "missing");
        return TRUE;
    }
    switch (member->kind) {
    case MEMBER_STRING:
    case MEMBER_REQUIRED_STRING:
        return letter_value_string(node, member->name,
                                   &G_STRUCT_MEMBER(char *, letter, member->offset), error);
    case MEMBER_STRINGS:
        return letter_value_strings(node, member->name,
                                    G_STRUCT_MEMBER(GPtrArray *, letter, member->offset), error);
    case MEMBER_ADDRESSES:
        return read_addresses(node, member->name,
                              G_STRUCT_MEMBER(GPtrArray *, letter, member->offset), error);
    case MEMBER_BOOLEAN:
        return letter_value_boolean(node, member->name,
                                    &G_STRUCT_MEMBER(gboolean, letter, member->offset), error);
    }
    g_assert_not_reached();
}

static gboolean
read_class(JsonObject *object, Letter *letter, GError **error)
{
    static const char *const members[] = {"class", "class_strength", "class_doubt"};
    const char *words[G_N_ELEMENTS(members)];

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        words[i] = letter_value_text(json_object_get_member(object, members[i]), members[i], error);
        if (words[i] == NULL)
            return FALSE;
    }
    if (!letter_class_from_name(words[0], &letter->mail_class))
        return letter_value_invalid(error, members[0], "unknown word");
    if (!letter_strength_from_name(words[1], &letter->class_strength))
        return letter_value_invalid(error, members[1], "unknown word");
    if (!letter_doubt_from_name(words[2], &letter->class_doubt))
        return letter_value_invalid(error, members[2], "unknown word");
    return TRUE;
}

static gboolean
read_date(JsonNode *node, gint64 *ret_date_s, GError **error)
{
    return node == NULL || letter_value_int(node, "date_s", ret_date_s, error);
}

static Letter *
read_letter(JsonNode *root, const FileLengths *files, GError **error)
{
    const char *names[LETTER_MEMBERS + G_N_ELEMENTS(other_members)];

    for (gsize i = 0; i < LETTER_MEMBERS; i++)
        names[i] = letter_members[i].name;
    for (gsize i = 0; i < G_N_ELEMENTS(other_members); i++)
        names[LETTER_MEMBERS + i] = other_members[i];
    JsonObject *object = letter_value_object(root, "document", names, G_N_ELEMENTS(names), error);
    if (object == NULL)
        return NULL;

    g_autoptr(Letter) letter = letter_new();
    for (gsize i = 0; i < LETTER_MEMBERS; i++) {
        if (!read_member(object, &letter_members[i], letter, error))
            return NULL;
    }
    if (!read_class(object, letter, error) ||
        !read_date(json_object_get_member(object, "date_s"), &letter->date_s, error) ||
        !read_segments(json_object_get_member(object, "segments"), letter, error) ||
        !read_report(json_object_get_member(object, "report"), &letter->report, error) ||
        !read_attachments(json_object_get_member(object, "attachments"), files, letter->attachments,
                          error))
        return NULL;
    return g_steal_pointer(&letter);
}

Letter *
letter_read(GBytes *json, guint64 message_length, guint64 attachments_length, GError **error)
{
    const FileLengths files = {.message = message_length, .attachments = attachments_length};

    if (!check_bytes(json, error))
        return NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(json, &length);
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autoptr(GError) parse_error = NULL;
    if (!json_parser_load_from_data(parser, data, (gssize)length, &parse_error)) {
        letter_value_invalid(error, "document", parse_error->message);
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    if (root == NULL) {
        letter_value_invalid(error, "document", "empty");
        return NULL;
    }
    return read_letter(root, &files, error);
}

/* header_fields.c - the fields of a message that are neither people nor MIME.
 *
 * Decides on limits and canonical forms. Does not know what the words of a subject mean. */
#include "parsers/header/header_fields.h"

#include "parsers/header/encoded_word.h"
#include "parsers/header/mail_priority.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_SUBJECT_BYTES 4096
#define MAX_ID_BYTES 998
#define MAX_FIELD_BYTES 8192
#define MAX_AUTHENTICATION_RESULTS 50
#define MAX_LISTS 10

static const char *
raw_field(GMimeMessage *message, const char *name)
{
    GMimeHeader *header =
        g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name);
    const char *value = header == NULL ? NULL : g_mime_header_get_raw_value(header);

    return value == NULL ? "" : value;
}

static void
read_subject(ParseRun *run, GMimeMessage *message)
{
    g_autofree char *decoded =
        encoded_word_decode(raw_field(message, "Subject"), run->options.default_charset);

    g_free(run->letter->subject);
    run->letter->subject = text_clean_line(decoded, MAX_SUBJECT_BYTES);
}

/* A msg-id in a form that can be compared: UTF-8 without control characters and angle brackets.
 * White space, which does not belong in it, becomes one blank. */
static char *
usable_id(const char *id)
{
    if (id == NULL || strlen(id) > MAX_ID_BYTES || !g_utf8_validate(id, -1, NULL))
        return NULL;
    for (const char *p = id; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((g_unichar_iscntrl(c) && !g_unichar_isspace(c)) || c == '<' || c == '>')
            return NULL;
    }
    g_autofree char *clean = text_clean_line(id, MAX_ID_BYTES);
    return *clean != '\0' ? g_steal_pointer(&clean) : NULL;
}

/* The text between angle brackets, whether it follows RFC 5322 section 3.6.4 or not: other programs
 * repeat it unchanged. */
static void
add_bracketed_ids(const char *value, GPtrArray *ids)
{
    for (const char *begin = strchr(value, '<'); begin != NULL; begin = strchr(begin, '<')) {
        gsize length = strcspn(++begin, "<>");
        if (begin[length] != '>')
            continue;
        g_autofree char *content = g_strndup(begin, length);
        char *id = usable_id(content);
        if (id != NULL)
            g_ptr_array_add(ids, id);
        begin += length;
    }
}

/* Without angle brackets: as GMime reads it. */
static void
add_bare_ids(ParseRun *run, const char *value, GPtrArray *ids)
{
    g_autoptr(GMimeReferences) list = g_mime_references_parse(run->gmime_options, value);

    for (int i = 0; i < g_mime_references_length(list); i++) {
        char *id = usable_id(g_mime_references_get_message_id(list, i));
        if (id != NULL)
            g_ptr_array_add(ids, id);
    }
}

/* The msg-ids of a field. If there are too many, the oldest and the newest are kept and the middle
 * is left out. */
static void
read_ids(ParseRun *run, const char *value, GPtrArray *ids)
{
    guint max = run->options.max_references;

    if (strchr(value, '<') != NULL)
        add_bracketed_ids(value, ids);
    else
        add_bare_ids(run, value, ids);
    guint n = ids->len;
    if (n <= max)
        return;
    if (max == 0)
        g_ptr_array_set_size(ids, 0);
    else
        g_ptr_array_remove_range(ids, 1, n - max);
    parse_run_note(run, "only %u of %u message references were read", max, n);
}

static void
read_message_id(ParseRun *run, GMimeMessage *message)
{
    const char *value = raw_field(message, "Message-ID");
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    add_bracketed_ids(value, ids);
    if (ids->len > 0) {
        run->letter->message_id = g_strdup(g_ptr_array_index(ids, 0));
        return;
    }
    g_autofree char *id = g_mime_utils_decode_message_id(value);
    run->letter->message_id = usable_id(id);
}

static void
read_date(ParseRun *run, GMimeMessage *message)
{
    const char *value = raw_field(message, "Date");
    GDateTime *date = *value == '\0' ? NULL : g_mime_utils_header_decode_date(value);

    if (date == NULL)
        return;
    run->letter->date_s = g_date_time_to_unix(date);
    g_date_time_unref(date);
}

static void
read_language(ParseRun *run, GMimeMessage *message)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);
    const char *raw = g_mime_object_get_header(GMIME_OBJECT(message), "Content-Language");

    if (raw == NULL && root != NULL) /* GMime keeps fields that describe the content here */
        raw = g_mime_object_get_header(root, "Content-Language");
    g_autofree char *value = text_clean_line(raw != NULL ? raw : "", 200);
    gsize length = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    if (length > 0)
        run->letter->language = g_strndup(value, length);
}

static void
read_authentication_results(ParseRun *run, GMimeMessage *message)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    GPtrArray *results = run->letter->authentication_results;

    for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *value = g_mime_header_get_raw_value(header);
        if (value == NULL || results->len >= MAX_AUTHENTICATION_RESULTS ||
            g_ascii_strcasecmp(g_mime_header_get_name(header), "Authentication-Results") != 0)
            continue;
        g_ptr_array_add(results, text_clean_line(value, MAX_FIELD_BYTES));
    }
}

/* "Name of the list <id.example.org>" (RFC 2919) -> the id, in lower case; "" if it has no id. */
static char *
list_id(const char *value)
{
    const char *begin = strrchr(value, '<');
    const char *end = begin == NULL ? NULL : strchr(begin, '>');

    if (end != NULL)
        return g_ascii_strdown(begin + 1, end - begin - 1);
    return g_ascii_strdown(strpbrk(value, " \t<>") == NULL ? value : "", -1);
}

/* The first address in a value of any syntax ("list support@example.org; contact ..."). */
static char *
list_address(const char *value)
{
    static const char delimiters[] = " \t<>:;,?\"'()";
    const char *at = strchr(value, '@');
    const char *begin = at;

    if (at == NULL)
        return g_strdup("");
    while (begin > value && strchr(delimiters, begin[-1]) == NULL)
        begin--;
    return g_ascii_strdown(begin, (gssize)strcspn(begin, delimiters));
}

static void
read_lists(ParseRun *run, GMimeMessage *message)
{
    static const struct {
        const char *field;
        char *(*read)(const char *value);
    } fields[] = {{"List-Id", list_id},
                  {"List-Post", list_address},
                  {"Mailing-List", list_address},
                  {"X-Mailing-List", list_address},
                  {"X-BeenThere", list_address}};
    GPtrArray *lists = run->letter->lists;

    for (gsize i = 0; i < G_N_ELEMENTS(fields) && lists->len < MAX_LISTS; i++) {
        g_autofree char *value = text_clean_line(raw_field(message, fields[i].field), MAX_ID_BYTES);
        g_autofree char *name = fields[i].read(value);
        if (*name != '\0' && !g_ptr_array_find_with_equal_func(lists, name, g_str_equal, NULL))
            g_ptr_array_add(lists, g_steal_pointer(&name));
    }
}

void
header_fields_read(ParseRun *run, GMimeMessage *message)
{
    Letter *letter = run->letter;

    read_subject(run, message);
    read_message_id(run, message);
    read_ids(run, raw_field(message, "In-Reply-To"), letter->in_reply_to);
    read_ids(run, raw_field(message, "References"), letter->references);
    letter->is_reply = letter->in_reply_to->len > 0 || letter->references->len > 0;
    read_date(run, message);
    read_language(run, message);
    mail_priority_read(run, message);
    read_authentication_results(run, message);
    read_lists(run, message);
}

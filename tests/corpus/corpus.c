/* corpus.c - reads every mail of tests/corpus and compares its Letter with the expected one.
 *
 * usage: corpus DIRECTORY [GROUP[/NAME]]
 *
 * Prints TAP, one test for each mail, and a table of the groups. README.md describes expectations.
 * Each Letter passes through letter_write() and letter_read(), as in the gateway.
 */
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/gmime_autoptr.h"
#include "parsers/letter_json.h"
#include "parsers/parse.h"

typedef struct {
    char *group;
    guint n_cases;
    guint n_right;
} Group;

typedef struct {
    GString *faults; /* "# " lines of TAP for the current case */
    guint n_cases;
    guint n_right;
    GArray *groups; /* of Group */
} Run;

static gboolean compare(Run *run, const char *where, JsonNode *want, JsonNode *got);

/* ---- reading ---- */

static void
group_clear(gpointer data)
{
    Group *group = data;

    g_free(group->group);
}

static char *
node_text(JsonNode *node)
{
    return node == NULL ? g_strdup("nothing") : json_to_string(node, FALSE);
}

static gboolean
fault(Run *run, const char *where, JsonNode *want, JsonNode *got)
{
    g_autofree char *want_text = node_text(want);
    g_autofree char *got_text = node_text(got);

    g_string_append_printf(run->faults, "# %s\n#   want %s\n#   got  %s\n", where, want_text,
                           got_text);
    return FALSE;
}

static const char *
option_string(JsonObject *options, const char *name)
{
    return json_object_has_member(options, name) ? json_object_get_string_member(options, name)
                                                 : NULL;
}

static guint64
option_number(JsonObject *options, const char *name)
{
    return json_object_has_member(options, name)
               ? (guint64)json_object_get_int_member(options, name)
               : 0;
}

static ParseOptions
read_options(JsonObject *options)
{
    return (ParseOptions){
        .envelope_sender = option_string(options, "envelope_sender"),
        .own_address = option_string(options, "own_address"),
        .ticket_pattern = option_string(options, "ticket_pattern") != NULL
                              ? option_string(options, "ticket_pattern")
                              : "INC[0-9]{4,20}",
        .default_charset = option_string(options, "default_charset"),
        .reply_marker = option_string(options, "reply_marker"),
        .drop_signature_parts = option_number(options, "drop_signature_parts") != 0,
        .drop_images_below_bytes = option_number(options, "drop_images_below_bytes"),
        .max_text_bytes = option_number(options, "max_text_bytes"),
        .max_parts = (guint)option_number(options, "max_parts"),
        .max_depth = (guint)option_number(options, "max_depth"),
        .max_attachments = (guint)option_number(options, "max_attachments"),
        .max_name_bytes = (guint)option_number(options, "max_name_bytes"),
    };
}

/* The content of an attachment, as members of its JSON object: "text", or "sha256" if it is not
 * text. */
static void
add_content(JsonObject *attachment, int fd)
{
    gsize length = (gsize)json_object_get_int_member(attachment, "length");
    g_autofree char *base64 = g_malloc0(length + 1);
    gsize size = 0;

    if (pread(fd, base64, length, json_object_get_int_member(attachment, "offset")) !=
        (gssize)length)
        g_error("the attachments cannot be read back");
    g_autofree guchar *content = length == 0 ? NULL : g_base64_decode(base64, &size);
    if (size > 0 && size < 4000 && g_utf8_validate((const char *)content, (gssize)size, NULL)) {
        g_autofree char *text = g_strndup((const char *)content, size);
        json_object_set_string_member(attachment, "text", text);
    }
    g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, content, size);
    json_object_set_string_member(attachment, "sha256", hash);
}

/* The Letter of a mail as JSON, or NULL. */
static JsonNode *
read_letter(const char *path, JsonObject *options_object, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int attachments_fd = memfd_create("attachments", MFD_CLOEXEC);
    ParseOptions options = read_options(options_object);
    g_autoptr(Letter) letter = parse_message(fd, attachments_fd, &options, error);
    g_autoptr(GBytes) json = letter == NULL ? NULL : letter_write(letter, FALSE);
    guint64 length = (guint64)lseek(attachments_fd, 0, SEEK_END);
    g_autoptr(Letter) again = json == NULL ? NULL : letter_read(json, 0, length, error);
    JsonNode *root = NULL;

    if (again != NULL) {
        g_autofree char *text = g_strndup(g_bytes_get_data(json, NULL), g_bytes_get_size(json));
        root = json_from_string(text, error);
        JsonArray *list = json_object_get_array_member(json_node_get_object(root), "attachments");
        for (guint i = 0; i < json_array_get_length(list); i++)
            add_content(json_array_get_object_element(list, i), attachments_fd);
    }
    (void)close(fd);
    (void)close(attachments_fd);
    return root;
}

/* ---- comparing ---- */

static gboolean
compare_arrays(Run *run, const char *where, JsonNode *want, JsonNode *got)
{
    JsonArray *wanted = json_node_get_array(want);
    JsonArray *given = json_node_get_array(got);

    if (json_array_get_length(wanted) != json_array_get_length(given))
        return fault(run, where, want, got);
    for (guint i = 0; i < json_array_get_length(wanted); i++) {
        g_autofree char *place = g_strdup_printf("%s[%u]", where, i);
        if (!compare(run, place, json_array_get_element(wanted, i),
                     json_array_get_element(given, i)))
            return FALSE;
    }
    return TRUE;
}

/* Compares every expected member; null: it must be absent. */
static gboolean
compare_objects(Run *run, const char *where, JsonNode *want, JsonNode *got)
{
    JsonObject *wanted = json_node_get_object(want);
    JsonObject *given = json_node_get_object(got);
    g_autoptr(GList) names = json_object_get_members(wanted);
    gboolean is_right = TRUE;

    for (GList *name = names; name != NULL; name = name->next) {
        const char *member = name->data;
        g_autofree char *place = g_strdup_printf("%s%s%s", where, *where ? "." : "", member);
        JsonNode *value = json_object_get_member(wanted, member);
        if (strcmp(place, "options") == 0 || strcmp(place, "why") == 0)
            continue;
        is_right &= compare(run, place, value, json_object_get_member(given, member));
    }
    return is_right;
}

/* White space at the end of a text is ignored. */
static gboolean
compare_strings(Run *run, const char *where, JsonNode *want, JsonNode *got)
{
    g_autofree char *wanted = g_strchomp(json_node_dup_string(want));
    g_autofree char *given = g_strchomp(json_node_dup_string(got));

    return strcmp(wanted, given) == 0 || fault(run, where, want, got);
}

static gboolean
compare(Run *run, const char *where, JsonNode *want, JsonNode *got)
{
    if (JSON_NODE_HOLDS_NULL(want))
        return got == NULL || fault(run, where, want, got);
    if (got == NULL || json_node_get_node_type(want) != json_node_get_node_type(got))
        return fault(run, where, want, got);
    if (JSON_NODE_HOLDS_ARRAY(want))
        return compare_arrays(run, where, want, got);
    if (JSON_NODE_HOLDS_OBJECT(want))
        return compare_objects(run, where, want, got);
    if (json_node_get_value_type(want) == G_TYPE_STRING &&
        json_node_get_value_type(got) == G_TYPE_STRING)
        return compare_strings(run, where, want, got);
    return json_node_equal(want, got) || fault(run, where, want, got);
}

/* ---- cases and groups ---- */

static gboolean
is_case_right(Run *run, const char *mail)
{
    g_autofree char *stem = g_strndup(mail, strlen(mail) - strlen(".eml"));
    g_autofree char *expectation = g_strconcat(stem, ".json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(JsonObject) no_options = json_object_new();
    g_autoptr(GError) error = NULL;

    if (!json_parser_load_from_file(parser, expectation, &error)) {
        g_string_append_printf(run->faults, "# %s\n", error->message);
        return FALSE;
    }
    JsonNode *want = json_parser_get_root(parser);
    JsonObject *wanted = json_node_get_object(want);
    JsonObject *options = json_object_has_member(wanted, "options")
                              ? json_object_get_object_member(wanted, "options")
                              : no_options;
    g_autoptr(JsonNode) got = read_letter(mail, options, &error);
    if (got == NULL) {
        g_string_append_printf(run->faults, "# %s\n", error->message);
        return FALSE;
    }
    return compare_objects(run, "", want, got);
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a directory that end in `suffix`, sorted. */
static GPtrArray *
list_names(const char *directory, const char *suffix)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);

    for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void
run_group(Run *run, const char *directory, const char *group, const char *only)
{
    g_autofree char *path = g_build_filename(directory, group, NULL);
    g_autoptr(GPtrArray) mails = list_names(path, ".eml");
    Group counted = {.group = g_strdup(group)};

    for (guint i = 0; i < mails->len; i++) {
        g_autofree char *name = g_build_filename(group, g_ptr_array_index(mails, i), NULL);
        g_autofree char *mail = g_build_filename(directory, name, NULL);
        if (only != NULL && !g_str_has_prefix(name, only))
            continue;
        g_string_truncate(run->faults, 0);
        gboolean is_right = is_case_right(run, mail);
        counted.n_cases++;
        counted.n_right += is_right ? 1 : 0;
        printf("%sok %u - %.*s\n%s", is_right ? "" : "not ", ++run->n_cases,
               (int)(strlen(name) - strlen(".eml")), name, is_right ? "" : run->faults->str);
    }
    run->n_right += counted.n_right;
    g_array_append_val(run->groups, counted);
}

/* To standard error, which Meson shows at once. */
static void
print_table(const Run *run)
{
    printf("1..%u\n", run->n_cases);
    fprintf(stderr, "%-16s %5s %5s %5s\n", "group", "mails", "right", "wrong");
    for (guint i = 0; i < run->groups->len; i++) {
        const Group *group = &g_array_index(run->groups, Group, i);
        if (group->n_cases > 0)
            fprintf(stderr, "%-16s %5u %5u %5u\n", group->group, group->n_cases, group->n_right,
                    group->n_cases - group->n_right);
    }
    fprintf(stderr, "%-16s %5u %5u %5u\n", "all", run->n_cases, run->n_right,
            run->n_cases - run->n_right);
}

int
main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fputs("usage: corpus DIRECTORY [GROUP[/NAME]]\n", stderr);
        return 2;
    }
    g_autoptr(GString) faults = g_string_new(NULL);
    g_autoptr(GArray) groups = g_array_new(FALSE, TRUE, sizeof(Group));
    Run run = {.faults = faults, .groups = groups};
    g_array_set_clear_func(groups, group_clear);
    parse_init();
    g_autoptr(GPtrArray) names = list_names(argv[1], "");
    for (guint i = 0; i < names->len; i++)
        run_group(&run, argv[1], g_ptr_array_index(names, i), argc == 3 ? argv[2] : NULL);
    print_table(&run);
    return run.n_cases > 0 && run.n_right == run.n_cases ? 0 : 1;
}

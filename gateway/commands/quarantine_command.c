/* quarantine_command.c - `ticketgate quarantine`: lists, shows, retries and deletes quarantined
 * mail; quarantine_extract.c takes files out of it. */
#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/quarantine_extract.h"
#include "gateway/commands/terminal.h"
#include "gateway/commands/terminal_table.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "parsers/parse.h"

#define QUARANTINE_NAME_CHARS 8 /* enough to identify a message */

typedef struct {
    gboolean is_ignored; /* list: ignored mail */
    gboolean is_yes;     /* drop: does not ask */
    gboolean is_whole;   /* extract: the mail itself */
    gboolean is_json;    /* list, show */
} QuarantineOptions;

/* An action on one message. */
typedef gboolean (*QuarantineVerb)(const Config *config, const QuarantineItem *item,
                                   GError **error);

/* The record of the mail in the journal. NULL if it has none, or if the journal cannot be read.
 * (transfer full) */
static JournalMail *
quarantine_mail(const Config *config, const QuarantineItem *item)
{
    g_autofree char *key = g_strndup(item->name, strcspn(item->name, "."));
    g_autoptr(Journal) journal = journal_open_configured(config, NULL);
    return journal != NULL ? journal_mail_find(journal, key, NULL) : NULL;
}

/* The same members for list and show. */
static void
add_item(JsonBuilder *builder, const Config *config, const QuarantineItem *item)
{
    const QuarantineReason *reason = item->reason;
    g_autoptr(JournalMail) mail = quarantine_mail(config, item);
    json_builder_begin_object(builder);
    json_print_text(builder, "name", item->name);
    json_print_text(builder, "kind", reason->kind);
    json_print_time(builder, "kept", reason->kept_s);
    json_print_text(builder, "sender", reason->sender);
    json_print_text(builder, "recipient", reason->recipient);
    json_print_text(builder, "message_id", reason->message_id);
    json_print_text(builder, "subject", reason->subject);
    json_print_text(builder, "ticket_number", mail != NULL ? mail->ticket_number : NULL);
    json_builder_set_member_name(builder, "files");
    json_builder_begin_array(builder);
    for (guint i = 0; i < reason->files->len; i++) {
        g_autofree char *file = g_utf8_make_valid(g_ptr_array_index(reason->files, i), -1);
        json_builder_add_string_value(builder, file);
    }
    json_builder_end_array(builder);
    json_print_number(builder, "bytes", item->size);
    json_print_text(builder, "path", item->path);
    json_print_text(builder, "reason", reason->text);
    json_builder_end_object(builder);
}

static void
list_json(const Config *config, const GPtrArray *items)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < items->len; i++)
        add_item(builder, config, g_ptr_array_index(items, i));
    json_builder_end_array(builder);
    json_print(builder);
}

static int
quarantine_list(const CommandSession *session, gboolean is_ignored, gboolean is_json)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) items =
        quarantine_shelf_list_all(session->config->quarantine_path, is_ignored, &problem);
    if (items == NULL)
        return command_session_fail(session, problem);
    if (is_json) {
        list_json(session->config, items);
        return 0;
    }
    if (items->len == 0) {
        puts(is_ignored ? "No ignored mail is kept." : "The quarantine is empty.");
        return 0;
    }
    static const char *const titles[] = {"NAME", "KEPT", "KIND", "BYTES", "SENDER: SUBJECT", NULL};
    gboolean is_terminal = terminal_columns() > 0;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < items->len; i++) {
        const QuarantineItem *item = g_ptr_array_index(items, i);
        const QuarantineReason *reason = item->reason;
        char **cells = g_malloc0(sizeof titles);
        cells[0] =
            is_terminal ? g_strndup(item->name, QUARANTINE_NAME_CHARS) : g_strdup(item->name);
        cells[1] = terminal_time(reason->kept_s, "?");
        cells[2] = g_strdup(reason->kind);
        cells[3] = g_strdup_printf("%10" G_GINT64_FORMAT, item->size);
        cells[4] = g_strdup_printf("%s: %s", reason->sender != NULL ? reason->sender : "?",
                                   reason->subject != NULL ? reason->subject : "");
        g_ptr_array_add(rows, cells);
    }
    terminal_table_print(titles, rows);
    return 0;
}

static void
quarantine_print(const char *label, const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *clean = terminal_clean(value);
    printf("%-11s %s\n", label, clean);
}

static gboolean
quarantine_show(const Config *config, const QuarantineItem *item, GError **error)
{
    (void)error;
    const QuarantineReason *reason = item->reason;
    g_autoptr(JournalMail) mail = quarantine_mail(config, item);
    g_autofree char *kept = terminal_time(reason->kept_s, "?");
    g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT " bytes", item->size);
    quarantine_print("name", item->name);
    quarantine_print("kind", reason->kind);
    quarantine_print("kept", kept);
    quarantine_print("sender", reason->sender);
    quarantine_print("recipient", reason->recipient);
    quarantine_print("message-id", reason->message_id);
    quarantine_print("subject", reason->subject);
    quarantine_print("ticket", mail != NULL ? mail->ticket_number : NULL);
    for (guint i = 0; i < reason->files->len; i++)
        quarantine_print("file", g_ptr_array_index(reason->files, i));
    quarantine_print("size", size);
    quarantine_print("message", item->path);
    g_autofree char *text = terminal_clean_lines(reason->text);
    printf("\n%s\n", text);
    return TRUE;
}

static gboolean
quarantine_drop(const Config *config, const QuarantineItem *item, GError **error)
{
    (void)config;
    if (!quarantine_shelf_drop(item, error))
        return FALSE;
    printf("%s: dropped\n", item->name);
    return TRUE;
}

/* Says what a person can do if the ticket already has a part of the mail. */
static const char *
what_is_missing(const char *kind)
{
    static const struct {
        const char *kind, *advice;
    } rows[] = {
        {QUARANTINE_COPY_OVERSIZE,
         ", without the files that are larger than [limits] attachments_per_request: take them out "
         "with 'ticketgate quarantine extract', and pass them on in another way"},
        {QUARANTINE_COPY_REFUSED_FILES,
         ", without the files that the ticket system refuses: take them out with 'ticketgate "
         "quarantine extract', and pass them on in another way"},
        {QUARANTINE_COPY_INFECTED,
         ", without the files in which the virus scanner found something"},
        {QUARANTINE_COPY_REFUSED_TEXT, ", with a short text in place of its own, which the ticket "
                                       "system does not take: 'ticketgate "
                                       "quarantine extract' takes out the mail and its files"},
        {QUARANTINE_COPY_UNPARSED, ", whole, as message.eml"},
    };
    if (g_str_has_prefix(kind, QUARANTINE_UNPROVEN "-"))
        kind += strlen(QUARANTINE_UNPROVEN "-");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].kind, kind) == 0)
            return rows[i].advice;
    return "";
}

/* A retry never sends anything twice. */
static gboolean
quarantine_refuse_retry(const QuarantineItem *item, const char *ticket_number, GError **error)
{
    const char *kind = item->reason->kind != NULL ? item->reason->kind : "";
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "the mail is on %s already%s; what it lacks can be added with 'ticketgate comment "
                "%s --attach FILE'; then drop it",
                ticket_number, what_is_missing(kind), ticket_number);
    return FALSE;
}

/* Quarantined by a rule without a ticket; a person can override the rule. */
static gboolean
quarantine_is_withheld(const QuarantineItem *item)
{
    const QuarantineKind *kind = quarantine_kind_of(item->name);
    return kind->is_bounded || g_strcmp0(kind->name, QUARANTINE_PART_FLOOD) == 0;
}

/* Makes the journal forget that the mail is done: otherwise the retry would count as a duplicate.
 */
static gboolean
quarantine_renew(const Config *config, const QuarantineItem *item, GError **error)
{
    g_autofree char *key = g_strndup(item->name, strcspn(item->name, "."));
    g_autoptr(Journal) journal = journal_open_configured(config, error);
    return journal != NULL && journal_mail_renew(journal, key, error);
}

static gboolean
quarantine_deliver(const Config *config, const QuarantineItem *item, GError **error)
{
    const char *recipients[] = {item->reason->recipient, NULL};
    Envelope envelope = {.sender = item->reason->sender,
                         .recipients = recipients,
                         .is_wanted = quarantine_is_withheld(item)};
    int fd = open(item->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot open %s: %s",
                    item->path, g_strerror(errno));
        return FALSE;
    }
    parse_init();
    gboolean is_done = delivery_run(config, fd, &envelope, NULL, error);
    close(fd);
    return is_done;
}

static gboolean
quarantine_retry(const Config *config, const QuarantineItem *item, GError **error)
{
    g_autoptr(JournalMail) before = quarantine_mail(config, item);
    gboolean is_refused =
        g_strcmp0(item->reason->kind, QUARANTINE_COPY_REFUSED) == 0 ||
        g_strcmp0(item->reason->kind, QUARANTINE_UNPROVEN "-" QUARANTINE_COPY_REFUSED) == 0;
    if (before != NULL && before->ticket_number != NULL &&
        (!is_refused || before->step == JOURNAL_STEP_DONE))
        return quarantine_refuse_retry(item, before->ticket_number, error);
    if ((quarantine_is_withheld(item) && !quarantine_renew(config, item, error)) ||
        !quarantine_deliver(config, item, error))
        return FALSE;
    g_autoptr(JournalMail) after = quarantine_mail(config, item);
    if (!quarantine_shelf_drop(item, error))
        return FALSE;
    printf("%s: delivered%s%s\n", item->name,
           after != NULL && after->ticket_number != NULL ? " as " : "",
           after != NULL && after->ticket_number != NULL ? after->ticket_number : "");
    return TRUE;
}

/* Every message is tried, even if others failed. */
static int
quarantine_each(const CommandSession *session, QuarantineVerb verb)
{
    int status = 0;
    for (char **name = session->arguments + 1; *name != NULL; name++) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(QuarantineItem) item =
            quarantine_shelf_find(session->config->quarantine_path, *name, &problem);
        if (item == NULL || !verb(session->config, item, &problem))
            status = command_session_fail(session, problem);
    }
    return status;
}

/* Asks at a terminal whether this is the right message. */
static gboolean
is_meant(const QuarantineItem *item)
{
    g_autofree char *what =
        g_strdup_printf("%s: %s", item->reason->sender != NULL ? item->reason->sender : "?",
                        item->reason->subject != NULL ? item->reason->subject : "");
    g_autofree char *clean = terminal_clean(what);
    char answer[16] = "";
    fprintf(stderr, "Drop %s (%s)? [y/N] ", item->name, clean);
    return fgets(answer, sizeof answer, stdin) != NULL && g_ascii_tolower(answer[0]) == 'y';
}

/* A dropped message is gone for good, so the beginning of a name is not enough, without --yes or an
 * answer at a terminal. */
static gboolean
drop_one(const CommandSession *session, const char *name, gboolean is_yes, GError **error)
{
    g_autoptr(QuarantineItem) item =
        quarantine_shelf_find(session->config->quarantine_path, name, error);
    if (item == NULL)
        return FALSE;
    if (is_yes || strcmp(item->name, name) == 0 ||
        (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && is_meant(item)))
        return quarantine_drop(session->config, item, error);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "'%s' is the beginning of %s, which was not dropped; give the whole name, or --yes",
                name, item->name);
    return FALSE;
}

static int
quarantine_drop_each(const CommandSession *session, gboolean is_yes)
{
    int status = 0;
    for (char **name = session->arguments + 1; *name != NULL; name++) {
        g_autoptr(GError) problem = NULL;
        if (!drop_one(session, *name, is_yes, &problem))
            status = command_session_fail(session, problem);
    }
    return status;
}

static int
quarantine_extract(const CommandSession *session, gboolean is_whole)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(QuarantineItem) item =
        quarantine_shelf_find(session->config->quarantine_path, session->arguments[1], &problem);
    const char *const *files = (const char *const *)session->arguments + 2;
    return item != NULL && quarantine_extract_run(session->config, item, files, is_whole, &problem)
               ? 0
               : command_session_fail(session, problem);
}

/* Every name is tried, even if others failed. */
static int
quarantine_show_json(const CommandSession *session)
{
    int status = 0;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (char **name = session->arguments + 1; *name != NULL; name++) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(QuarantineItem) item =
            quarantine_shelf_find(session->config->quarantine_path, *name, &problem);
        if (item != NULL) {
            add_item(builder, session->config, item);
            continue;
        }
        status = command_session_fail(session, problem);
        json_builder_begin_object(builder);
        json_print_text(builder, "name", *name);
        json_print_text(builder, "error", problem->message);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_print_one_or_all(builder);
    return status;
}

/* Whether the options are those of `verb`; if not, *ret_status is that of a mistake. */
static gboolean
are_options_right(const CommandSession *session, const QuarantineOptions *options, const char *verb,
                  int *ret_status)
{
    const struct {
        gboolean is_given;
        const char *option, *verb;
    } rows[] = {{options->is_ignored, "--ignored", "list"},
                {options->is_whole, "--whole", "extract"},
                {options->is_yes, "--yes", "drop"},
                {options->is_json, "--json", "list and show"}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].is_given && strstr(rows[i].verb, verb) == NULL) {
            *ret_status =
                command_line_mistake(session->name, "%s is for %s", rows[i].option, rows[i].verb);
            return FALSE;
        }
    return TRUE;
}

static int
quarantine_run(const CommandSession *session, const QuarantineOptions *options)
{
    guint count = g_strv_length(session->arguments);
    const char *verb = count > 0 ? session->arguments[0] : "list";
    int status = 0;
    if (!are_options_right(session, options, verb, &status))
        return status;
    gboolean is_list = strcmp(verb, "list") == 0;
    if (is_list && count > 1)
        return command_line_mistake(session->name, "list takes no name");
    if (is_list)
        return quarantine_list(session, options->is_ignored, options->is_json);
    if (count < 2)
        return command_line_mistake(session->name, "%s takes the name of a mail", verb);
    if (options->is_json)
        return quarantine_show_json(session);
    if (strcmp(verb, "drop") == 0)
        return quarantine_drop_each(session, options->is_yes);
    if (strcmp(verb, "extract") == 0)
        return quarantine_extract(session, options->is_whole);
    return quarantine_each(session, strcmp(verb, "show") == 0 ? quarantine_show : quarantine_retry);
}

int
command_quarantine(int argc, char **argv)
{
    QuarantineOptions choices = {0};
    const GOptionEntry options[] = {
        {"ignored", 0, 0, G_OPTION_ARG_NONE, &choices.is_ignored,
         "With list: mail that was ignored", NULL},
        {"whole", 0, 0, G_OPTION_ARG_NONE, &choices.is_whole,
         "With extract: the mail itself, not its files", NULL},
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &choices.is_yes,
         "With drop: do not ask; the beginning of a name is enough", NULL},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &choices.is_json,
         "With list and show: output for programs", NULL},
        {0},
    };
    const CommandUsage usage = {
        .summary = "Lists quarantined mail, shows why, delivers it again, takes files out of it, "
                   "or deletes it. The beginning of a name is enough, except for drop.",
        .arguments =
            "list | show NAME... | retry NAME... | extract NAME [FILE...] [-] | drop NAME...",
        .verbs = "list|show|retry|extract|drop",
        .most = COMMAND_LINE_MANY,
        .options = options,
        .examples = "  ticketgate quarantine list\n"
                    "  ticketgate quarantine show 2f1c55aa\n"
                    "  ticketgate quarantine extract 2f1c55aa report.pdf\n"
                    "  ticketgate quarantine drop --yes 2f1c55aa\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    return quarantine_run(&session, &choices);
}

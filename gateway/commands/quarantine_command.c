/* quarantine_command.c - `ticketgate quarantine`: lists, shows, retries and deletes quarantined
 * mail. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "parsers/parse.h"

#define QUARANTINE_NAME_COLUMNS 8

/* An action on one message. */
typedef gboolean (*QuarantineVerb)(const Config *config, const QuarantineItem *item,
                                   GError **error);

static char *
quarantine_time(gint64 kept_s)
{
    g_autoptr(GDateTime) kept = g_date_time_new_from_unix_local(kept_s);
    return kept != NULL && kept_s > 0 ? g_date_time_format(kept, "%Y-%m-%d %H:%M") : g_strdup("?");
}

/* Eight digits of the name are enough to identify a message. */
static void
quarantine_list_row(const char *const cells[4])
{
    static const guint widths[] = {QUARANTINE_NAME_COLUMNS, 16, 13};
    guint used = 0;
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_autofree char *cell = terminal_fit(cells[i], widths[i]);
        g_string_append_printf(line, "%s  ", cell);
        used += widths[i] + 2;
    }
    guint columns = terminal_columns();
    g_autofree char *last = terminal_fit(cells[3], columns > used + 10 ? columns - used : 10);
    g_string_append(line, last);
    g_autofree char *text = g_strchomp(g_string_free(line, FALSE));
    puts(text);
}

static int
quarantine_list(const CommandSession *session, gboolean is_ignored)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) items =
        quarantine_shelf_list_all(session->config->quarantine_path, is_ignored, &problem);
    if (items == NULL)
        return command_session_fail(session, problem);
    if (items->len == 0) {
        puts(is_ignored ? "No ignored mail is kept." : "The quarantine is empty.");
        return 0;
    }
    quarantine_list_row((const char *const[]){"NAME", "KEPT", "KIND", "SENDER: SUBJECT"});
    for (guint i = 0; i < items->len; i++) {
        const QuarantineItem *item = g_ptr_array_index(items, i);
        const QuarantineReason *reason = item->reason;
        g_autofree char *name = g_strndup(item->name, QUARANTINE_NAME_COLUMNS);
        g_autofree char *kept = quarantine_time(reason->kept_s);
        g_autofree char *what =
            g_strdup_printf("%s: %s", reason->sender != NULL ? reason->sender : "?",
                            reason->subject != NULL ? reason->subject : "");
        quarantine_list_row((const char *const[]){name, kept, reason->kind, what});
    }
    return 0;
}

/* The record of the mail in the journal; NULL: none, or it cannot be read. (transfer full) */
static JournalMail *
quarantine_mail(const Config *config, const QuarantineItem *item)
{
    g_autofree char *key = g_strndup(item->name, strcspn(item->name, "."));
    g_autoptr(Journal) journal = journal_open(config->journal_path, NULL);
    return journal != NULL ? journal_mail_find(journal, key, NULL) : NULL;
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
    g_autofree char *kept = quarantine_time(reason->kept_s);
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

/* There is a ticket; only a person can tell what is missing on it. */
static gboolean
quarantine_refuse_retry(const char *ticket_number, GError **error)
{
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "the mail is on %s already; add what is missing with 'ticketgate comment %s "
                "--attach FILE', then drop it",
                ticket_number, ticket_number);
    return FALSE;
}

/* Quarantined without a ticket by a rule, which a person can override. */
static gboolean
quarantine_is_withheld(const QuarantineItem *item)
{
    const QuarantineKind *kind = quarantine_kind_of(item->name);
    return kind->is_bounded || g_strcmp0(kind->name, QUARANTINE_PART_FLOOD) == 0;
}

/* The journal has it as done; without this the mail would count as delivered before. */
static gboolean
quarantine_renew(const Config *config, const QuarantineItem *item, GError **error)
{
    g_autofree char *key = g_strndup(item->name, strcspn(item->name, "."));
    g_autoptr(Journal) journal = journal_open(config->journal_path, error);
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
        return quarantine_refuse_retry(before->ticket_number, error);
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

int
command_quarantine(int argc, char **argv)
{
    static const struct {
        const char *name;
        QuarantineVerb run;
    } verbs[] = {{"show", quarantine_show}, {"retry", quarantine_retry}, {"drop", quarantine_drop}};
    gboolean is_ignored = FALSE;
    const GOptionEntry entries[] = {
        {"ignored", 0, 0, G_OPTION_ARG_NONE, &is_ignored, "With list: mail that was ignored", NULL},
        {0},
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(
            &session, argc, argv, entries,
            (const char *const[2]){"list | show NAME... | retry NAME... | drop NAME...",
                                   "Lists quarantined mail, shows why, delivers it again, or "
                                   "deletes it. The beginning of a name is enough."}))
        return 1;
    guint count = session.arguments != NULL ? g_strv_length(session.arguments) : 0;
    if (count == 0 || (count == 1 && strcmp(session.arguments[0], "list") == 0))
        return quarantine_list(&session, is_ignored);
    for (gsize i = 0; count > 1 && !is_ignored && i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(session.arguments[0], verbs[i].name) == 0)
            return quarantine_each(&session, verbs[i].run);
    fprintf(stderr, "ticketgate quarantine: say list, or show, retry or drop and a name\n");
    return 1;
}

/* forget.c - `ticketgate forget`: erases what is kept of one person. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/forget_files.h"
#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"

typedef struct {
    const PersonAddress *person;
    gboolean is_dry_run;
    gboolean is_wiped; /* nothing that was erased is in the files of the journal any longer */
    JournalForgotten journal;
    ForgetFiles files;
} Report;

static void
report_clear(Report *report)
{
    journal_forgotten_clear(&report->journal);
    forget_files_clear(&report->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Report, report_clear)

typedef struct {
    const char *member; /* for programs */
    const char *text;   /* for people */
    guint count;
} Line;

#define N_LINES 10

static void
list_lines(const Report *report, Line lines[N_LINES])
{
    const JournalForgotten *journal = &report->journal;
    const Line all[N_LINES] = {
        {"traces", "results of their mails (trace)", journal->traces},
        {"mails", "records of their mails, without what is hashed", journal->mails},
        {"message_ids", "Message-IDs of their mails", journal->threads},
        {"fingerprints", "fingerprints of texts", journal->passages},
        {"participations", "tickets that they took part in", journal->participants},
        {"confirmations", "confirmations to them or about their mails", journal->replies},
        {"counts", "counts of the budgets", journal->budgets},
        {"mentions", "other entries that named the address", journal->mentions},
        {"quarantined", "mails in the quarantine", report->files.quarantined},
        {"ignored", "ignored mails", report->files.ignored},
    };

    memcpy(lines, all, sizeof all);
}

static gboolean
is_complete(const Report *report)
{
    return report->is_wiped && report->journal.open_mails->len == 0 &&
           report->journal.unknown_mails == 0 && report->journal.others_waiting == 0 &&
           report->files.open == 0;
}

static void
print_paths(const char *why, const GPtrArray *paths)
{
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *clean = terminal_clean(g_ptr_array_index(paths, i));
        printf("  %s: %s\n", why, clean);
    }
}

static void
print_left(const Report *report)
{
    const JournalForgotten *journal = &report->journal;

    puts("What stays:");
    puts("  hashes of mails without address and words, so that none is delivered twice");
    if (journal->open_mails->len > 0)
        printf("  %u of their mails that are not done yet, and what a retry needs; run this again "
               "later\n",
               journal->open_mails->len);
    if (report->files.open > 0)
        printf("  %u mails in the quarantine that are not done yet; run this again later\n",
               report->files.open);
    if (journal->unknown_mails > 0)
        printf("  %u mails that are being delivered now; whose they are is not known yet; run this "
               "again later\n",
               journal->unknown_mails);
    if (journal->others_waiting > 0)
        printf("  %u confirmations about their mails to other people that wait in the outbox; run "
               "this again when they are sent\n",
               journal->others_waiting);
    print_paths("an address of the same mailbox, to be erased by itself", journal->tagged);
    print_paths("a mail of somebody else that names the address", report->files.others);
    print_paths("an earlier, damaged journal with the address; delete it if it is not needed",
                report->files.damaged);
    puts("Tickets, mailboxes, logs and backups are in other systems.");
}

static void
print_report(const Report *report)
{
    g_autofree char *address = terminal_clean(person_address_text(report->person));
    Line lines[N_LINES];

    list_lines(report, lines);
    printf(report->is_dry_run ? "To be erased of %s:\n" : "Erased of %s:\n", address);
    for (guint i = 0; i < N_LINES; i++)
        printf("  %6u  %s\n", lines[i].count, lines[i].text);
    print_left(report);
    if (!report->is_dry_run && !report->is_wiped)
        puts("Other processes were reading the journal, so erased data may still be in its files: "
             "run this again.");
}

static void
add_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; i < texts->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(texts, i));
    json_builder_end_array(builder);
}

static void
print_json(const Report *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    Line lines[N_LINES];

    list_lines(report, lines);
    json_builder_begin_object(builder);
    json_print_text(builder, "address", person_address_text(report->person));
    json_print_truth(builder, "is_dry_run", report->is_dry_run);
    json_print_truth(builder, "is_complete", is_complete(report));
    json_builder_set_member_name(builder, "erased");
    json_builder_begin_object(builder);
    for (guint i = 0; i < N_LINES; i++)
        json_print_number(builder, lines[i].member, lines[i].count);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "left");
    json_builder_begin_object(builder);
    add_texts(builder, "mails_not_done", report->journal.open_mails);
    json_print_number(builder, "quarantined_not_done", report->files.open);
    json_print_number(builder, "mails_of_unknown", report->journal.unknown_mails);
    json_print_number(builder, "confirmations_to_others", report->journal.others_waiting);
    add_texts(builder, "tagged_addresses", report->journal.tagged);
    add_texts(builder, "mails_of_others", report->files.others);
    add_texts(builder, "damaged_journals", report->files.damaged);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
    json_print(builder);
}

/* The files first: the journal knows whose they are. */
static gboolean
run(const Config *config, Report *report, GError **error)
{
    g_autoptr(Journal) journal = journal_open_configured(config, error);
    const ForgetScope scope = {.config = config,
                               .journal = journal,
                               .person = report->person,
                               .is_dry_run = report->is_dry_run};

    return journal != NULL && forget_files_erase(&scope, &report->files, error) &&
           journal_forget(journal, report->person, report->is_dry_run, &report->journal, error) &&
           (report->is_dry_run || journal_forget_wipe(journal, &report->is_wiped, error));
}

static gboolean
ask(void)
{
    char answer[16] = "";

    fputs("Erase all this? [y/N] ", stdout);
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) != NULL && g_ascii_tolower(answer[0]) == 'y';
}

typedef struct {
    gboolean is_yes, is_dry_run, is_json;
} Options;

/* Returns the exit status. */
static int
forget(const CommandSession *session, const PersonAddress *person, const Options *options)
{
    g_autoptr(GError) problem = NULL;

    if (!options->is_yes) {
        g_auto(Report) plan = {.person = person, .is_dry_run = TRUE};
        if (!run(session->config, &plan, &problem))
            return command_session_fail(session, problem);
        if (options->is_json)
            print_json(&plan);
        else
            print_report(&plan);
        if (options->is_dry_run)
            return 0;
        if (!ask()) {
            puts("Nothing was erased.");
            return 1;
        }
    }
    g_auto(Report) report = {.person = person};
    if (!run(session->config, &report, &problem))
        return command_session_fail(session, problem);
    if (options->is_json)
        print_json(&report);
    else
        print_report(&report);
    return is_complete(&report) ? 0 : 1;
}

int
command_forget(int argc, char **argv)
{
    Options options = {0};
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &options.is_yes, "Erase without asking", NULL},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.is_dry_run,
         "Show only what would be erased", NULL},
        COMMAND_LINE_JSON(&options.is_json),
        {0},
    };
    const CommandUsage usage = {
        .summary = "Erases what journal and quarantine keep of one person, and says what stays and "
                   "why.",
        .arguments = "ADDRESS",
        .least = 1,
        .most = 1,
        .options = entries,
        .examples = "  ticketgate forget --dry-run jane@customer.example\n"
                    "  ticketgate forget --yes jane@customer.example\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    g_autoptr(PersonAddress) person = person_address_new(session.arguments[0]);
    if (person == NULL)
        return command_line_mistake(session.name,
                                    "'%s' is no address; give one such as "
                                    "jane@customer.example",
                                    session.arguments[0]);
    if (options.is_yes && options.is_dry_run)
        return command_line_mistake(session.name, "--yes and --dry-run exclude each other");
    if (!options.is_yes && !options.is_dry_run &&
        (options.is_json || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
        return command_line_mistake(session.name,
                                    "nothing was erased; to erase without a question, "
                                    "give --yes; to see what would be erased, --dry-run");
    return forget(&session, person, &options);
}

/* import_report.c - see import_report.h. */
#include "gateway/commands/import_report.h"

#include <stdio.h>

#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"

static void
add_reasons(JsonBuilder *builder, const GPtrArray *reasons)
{
    json_builder_set_member_name(builder, "reasons");
    json_builder_begin_array(builder);
    for (guint i = 0; i < reasons->len; i++) {
        const ImportReason *reason = g_ptr_array_index(reasons, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "outcome", import_tally_name(reason->outcome));
        json_print_text(builder, "reason", reason->text);
        json_print_number(builder, "count", reason->count);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_faults(JsonBuilder *builder, const GPtrArray *faults)
{
    json_builder_set_member_name(builder, "faults");
    json_builder_begin_array(builder);
    for (guint i = 0; i < faults->len; i++) {
        const ImportFault *fault = g_ptr_array_index(faults, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "place", fault->place);
        json_print_text(builder, "reason", fault->reason);
        json_print_truth(builder, "is_left", fault->is_left);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
print_json(const ImportReport *report, const ImportTally *tally)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *path = g_filename_display_name(report->path);
    json_builder_begin_object(builder);
    json_print_text(builder, "path", path);
    json_print_text(builder, "kind", report->kind);
    json_print_text(builder, "recipient", report->recipient);
    json_print_truth(builder, "is_dry_run", !report->is_real);
    json_print_truth(builder, "is_finished", report->is_finished);
    json_print_number(builder, "mails", tally->total);
    json_print_number(builder, "done", tally->done);
    for (guint i = 0; i < IMPORT_OUTCOMES; i++)
        json_print_number(builder, import_tally_name((ImportOutcome)i), tally->counts[i]);
    json_print_number(builder, "quarantined", tally->quarantined);
    json_builder_set_member_name(builder, "quarantined_kinds");
    json_builder_begin_object(builder);
    for (guint i = 0; i < tally->kinds->len; i++) {
        const ImportReason *kind = g_ptr_array_index(tally->kinds, i);
        json_print_number(builder, kind->text, kind->count);
    }
    json_builder_end_object(builder);
    add_reasons(builder, tally->reasons);
    add_faults(builder, tally->faults);
    json_builder_end_object(builder);
    json_print(builder);
}

static void
print_text(const ImportReport *report, const ImportTally *tally)
{
    g_autofree char *path = terminal_clean(report->path);
    g_autofree char *recipient = terminal_clean(report->recipient);
    printf("%s: %s, %u of %u mails, for %s%s\n", path, report->kind, tally->done, tally->total,
           recipient, report->is_real ? "" : "; a dry run: nothing was sent");
    for (guint i = 0; i < IMPORT_OUTCOMES; i++) {
        if (tally->counts[i] == 0)
            continue;
        printf("%8u  %s\n", tally->counts[i], import_tally_words((ImportOutcome)i));
        for (guint j = 0; j < tally->reasons->len; j++) {
            const ImportReason *reason = g_ptr_array_index(tally->reasons, j);
            g_autofree char *clean = terminal_clean(reason->text);
            if (reason->outcome == i && i != IMPORT_KNOWN)
                printf("          %8u  %s\n", reason->count, clean);
        }
    }
    for (guint i = 0; i < tally->kinds->len; i++) {
        const ImportReason *kind = g_ptr_array_index(tally->kinds, i);
        printf("%8u  copies for the quarantine: %s\n", kind->count, kind->text);
    }
    if (!report->is_real)
        puts("Add --for-real to deliver them. Tickets that mails name count as open here.");
    else if (!report->is_finished)
        puts("Not finished: the same command goes on here.");
}

void
import_report_print(const ImportReport *report, const ImportTally *tally, gboolean is_json)
{
    if (is_json)
        print_json(report, tally);
    else
        print_text(report, tally);
}

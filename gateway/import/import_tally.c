/* import_tally.c - see import_tally.h. */
#include "gateway/import/import_tally.h"

#include <string.h>

#define MAX_REASONS 100
#define MAX_FAULTS 1000
#define OTHER_REASONS "other reasons"

static const struct {
    const char *name, *words;
} outcomes[] = {
    [IMPORT_CREATE] = {"create", "create"},
    [IMPORT_COMMENT] = {"comment", "comment"},
    [IMPORT_CLOSE] = {"close", "close"},
    [IMPORT_REOPEN] = {"reopen", "reopen"},
    [IMPORT_IGNORE] = {"ignore", "ignore"},
    [IMPORT_REJECT] = {"reject", "reject"},
    [IMPORT_KNOWN] = {"known", "delivered before"},
    [IMPORT_FAULT] = {"fault", "at fault"},
    [IMPORT_LEFT] = {"left", "left for later"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(outcomes) == IMPORT_OUTCOMES);

static void
free_reason(gpointer data)
{
    ImportReason *reason = data;
    g_free(reason->text);
    g_free(reason);
}

static void
free_fault(gpointer data)
{
    ImportFault *fault = data;
    g_free(fault->place);
    g_free(fault->reason);
    g_free(fault);
}

ImportTally *
import_tally_new(guint total)
{
    ImportTally *tally = g_new0(ImportTally, 1);
    tally->total = total;
    tally->kinds = g_ptr_array_new_with_free_func(free_reason);
    tally->reasons = g_ptr_array_new_with_free_func(free_reason);
    tally->faults = g_ptr_array_new_with_free_func(free_fault);
    return tally;
}

void
import_tally_free(ImportTally *tally)
{
    if (tally == NULL)
        return;
    g_ptr_array_unref(tally->kinds);
    g_ptr_array_unref(tally->reasons);
    g_ptr_array_unref(tally->faults);
    g_free(tally);
}

const char *
import_tally_name(ImportOutcome outcome)
{
    return outcomes[outcome].name;
}

const char *
import_tally_words(ImportOutcome outcome)
{
    return outcomes[outcome].words;
}

char *
import_tally_line(const ImportTally *tally)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < IMPORT_OUTCOMES; i++)
        if (tally->counts[i] > 0)
            g_string_append_printf(line, "%s%s %u", line->len > 0 ? ", " : "", outcomes[i].words,
                                   tally->counts[i]);
    return g_string_free(line, FALSE);
}

ImportOutcome
import_tally_outcome(const char *name)
{
    for (guint i = IMPORT_CREATE; i <= IMPORT_REJECT; i++)
        if (strcmp(outcomes[i].name, name) == 0)
            return (ImportOutcome)i;
    return IMPORT_KNOWN;
}

/* Words with numbers (of tickets and mails) and addresses differ from mail to mail. (transfer full)
 */
static char *
without_numbers(const char *reason)
{
    g_auto(GStrv) words = g_strsplit(reason, " ", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        guint digits = 0;
        for (const char *p = words[i]; *p != '\0'; p++)
            digits += g_ascii_isdigit(*p) ? 1 : 0;
        if (digits < 4 && strchr(words[i], '@') == NULL)
            continue;
        char *last = words[i] + strlen(words[i]) - 1;
        char *general = g_strconcat("...", *last == ',' || *last == ')' ? last : "", NULL);
        g_free(words[i]);
        words[i] = general;
    }
    return g_strjoinv(" ", words);
}

static void
count_reason(GPtrArray *reasons, ImportOutcome outcome, const char *text)
{
    if (reasons->len >= MAX_REASONS)
        text = OTHER_REASONS;
    for (guint i = 0; i < reasons->len; i++) {
        ImportReason *reason = g_ptr_array_index(reasons, i);
        if (reason->outcome == outcome && strcmp(reason->text, text) == 0) {
            reason->count++;
            return;
        }
    }
    ImportReason *reason = g_new0(ImportReason, 1);
    reason->outcome = outcome;
    reason->text = g_strdup(text);
    reason->count = 1;
    g_ptr_array_add(reasons, reason);
}

void
import_tally_add(ImportTally *tally, ImportOutcome outcome, const char *reason)
{
    g_autofree char *text = without_numbers(reason);
    tally->counts[outcome]++;
    count_reason(tally->reasons, outcome, text);
}

void
import_tally_add_quarantined(ImportTally *tally, const char *kind)
{
    tally->quarantined++;
    count_reason(tally->kinds, IMPORT_CREATE, kind);
}

void
import_tally_add_fault(ImportTally *tally, const ImportFault *fault)
{
    import_tally_add(tally, fault->is_left ? IMPORT_LEFT : IMPORT_FAULT, fault->reason);
    if (tally->faults->len >= MAX_FAULTS)
        return;
    ImportFault *copy = g_new0(ImportFault, 1);
    copy->place = g_strdup(fault->place);
    copy->reason = g_strdup(fault->reason);
    copy->is_left = fault->is_left;
    g_ptr_array_add(tally->faults, copy);
}

/* import_progress.c - see import_progress.h. */
#include "gateway/commands/import_progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "gateway/commands/terminal.h"

#define FRAME_US (100 * 1000)
#define LINE_US ((gint64)10 * G_USEC_PER_SEC)
#define BAR_COLUMNS 20
#define NARROW_COLUMNS 80
#define PACE_US ((gint64)5 * G_USEC_PER_SEC)

struct ImportProgress {
    gboolean is_terminal;
    gint64 start_us;
    gint64 shown_us;
    gint64 mark_us; /* when the pace was measured last, how many were done, and its result */
    guint mark_done;
    double per_s;
    gboolean is_open; /* the bar stands on the present line */
    gboolean is_waiting;
};

ImportProgress *
import_progress_new(void)
{
    ImportProgress *progress = g_new0(ImportProgress, 1);
    progress->is_terminal = isatty(STDERR_FILENO) == 1;
    progress->start_us = g_get_monotonic_time();
    progress->mark_us = progress->start_us;
    progress->shown_us = progress->is_terminal ? 0 : progress->start_us;
    return progress;
}

void
import_progress_free(ImportProgress *progress)
{
    g_free(progress);
}

/* "0:09", "12:30", "2:05:00". */
static void
append_time(GString *line, gint64 seconds)
{
    if (seconds >= 3600)
        g_string_append_printf(line, "%" G_GINT64_FORMAT ":%02u:%02u", seconds / 3600,
                               (guint)(seconds / 60 % 60), (guint)(seconds % 60));
    else
        g_string_append_printf(line, "%u:%02u", (guint)(seconds / 60), (guint)(seconds % 60));
}

static void
append_bar(GString *line, const ImportTally *tally)
{
    guint full =
        tally->total > 0 ? (guint)((guint64)tally->done * BAR_COLUMNS / tally->total) : BAR_COLUMNS;
    g_string_append_c(line, '[');
    for (guint i = 0; i < BAR_COLUMNS; i++)
        g_string_append_c(line, i < full ? '=' : i == full ? '>' : ' ');
    g_string_append(line, "] ");
}

static void
append_counts(GString *line, const ImportTally *tally)
{
    const char *separator = ": ";
    for (guint i = 0; i < IMPORT_OUTCOMES; i++) {
        if (tally->counts[i] == 0)
            continue;
        g_string_append_printf(line, "%s%s %u", separator, import_tally_words((ImportOutcome)i),
                               tally->counts[i]);
        separator = ", ";
    }
}

/* How fast it is, and the time that it took or still needs. */
static void
append_pace(GString *line, const ImportTally *tally, const ImportPace *pace)
{
    if (pace->per_s > 0)
        g_string_append_printf(line, " %.*f/s", pace->per_s < 10 ? 1 : 0, pace->per_s);
    g_string_append(line, tally->done == tally->total ? " in " : " left ");
    if (tally->done == tally->total)
        append_time(line, pace->elapsed_s);
    else if (pace->per_s > 0)
        append_time(line, (gint64)((tally->total - tally->done) / pace->per_s + 0.5));
    else
        g_string_append_c(line, '?');
}

char *
import_progress_line(const ImportTally *tally, const ImportPace *pace, const char *waits_for,
                     guint columns)
{
    GString *line = g_string_new(NULL);
    guint percent = tally->total > 0 ? (guint)((guint64)tally->done * 100 / tally->total) : 100;
    if (columns >= NARROW_COLUMNS)
        append_bar(line, tally);
    g_string_append_printf(line, "%u/%u %u%%", tally->done, tally->total, percent);
    if (waits_for != NULL) {
        g_string_append_printf(line, ", %s", waits_for);
    } else {
        append_pace(line, tally, pace);
        append_counts(line, tally);
    }
    g_autofree char *text = g_string_free(line, FALSE);
    return columns > 0 ? terminal_fit(text, columns) : terminal_clean(text);
}

/* The columns of standard error's terminal; the last stays empty, so that it never scrolls. */
static guint
bar_columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col - 1U : 79;
}

/* Of the last seconds, so that mails that were passed over do not count for ever. */
static void
measure(ImportProgress *progress, const ImportTally *tally, gint64 now_us)
{
    gint64 span_us = now_us - progress->mark_us;
    if (span_us < PACE_US && progress->per_s > 0 && tally->done < tally->total)
        return;
    if (span_us > 0 && tally->done > progress->mark_done)
        progress->per_s =
            (double)(tally->done - progress->mark_done) * G_USEC_PER_SEC / (double)span_us;
    if (span_us >= PACE_US) {
        progress->mark_us = now_us;
        progress->mark_done = tally->done;
    }
}

static void
draw(ImportProgress *progress, const ImportTally *tally, const char *waits_for, gint64 now_us)
{
    const ImportPace pace = {.per_s = progress->per_s,
                             .elapsed_s = (now_us - progress->start_us) / G_USEC_PER_SEC};
    g_autofree char *line =
        import_progress_line(tally, &pace, waits_for, progress->is_terminal ? bar_columns() : 0);
    fprintf(stderr, progress->is_terminal ? "\r%s" : "ticketgate import: %s\n", line);
    fflush(stderr);
    progress->is_open = progress->is_terminal;
    progress->shown_us = now_us;
}

void
import_progress_show(ImportProgress *progress, const ImportTally *tally, const char *waits_for)
{
    gint64 now_us = g_get_monotonic_time();
    gint64 since_us = now_us - progress->shown_us;
    gboolean is_turn = (waits_for != NULL) != progress->is_waiting;
    progress->is_waiting = waits_for != NULL;
    if (!is_turn && since_us < (progress->is_terminal ? FRAME_US : LINE_US))
        return;
    measure(progress, tally, now_us);
    draw(progress, tally, waits_for, now_us);
}

void
import_progress_say(ImportProgress *progress, const char *line)
{
    g_autofree char *clean = terminal_clean(line);
    fprintf(stderr, "%sticketgate import: %s\n", progress->is_open ? "\r\033[K" : "", clean);
    progress->is_open = FALSE;
}

void
import_progress_end(ImportProgress *progress, const ImportTally *tally)
{
    gint64 now_us = g_get_monotonic_time();
    progress->mark_us = progress->start_us; /* at last, of the whole run */
    progress->mark_done = 0;
    progress->per_s = 0;
    measure(progress, tally, now_us);
    draw(progress, tally, NULL, now_us);
    if (progress->is_terminal)
        fputc('\n', stderr);
}

/* progress.c - see progress.h. */
#include "gateway/commands/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "gateway/commands/terminal.h"

#define FRAME_US (100 * 1000)
#define LINE_US ((gint64)10 * G_USEC_PER_SEC)
#define BAR_COLUMNS 20
#define NARROW_COLUMNS 80
#define PACE_US ((gint64)5 * G_USEC_PER_SEC)

struct Progress {
    const char *command;
    gboolean is_terminal;
    gint64 start_us;
    gint64 shown_us;
    gint64 mark_us; /* when the pace was measured last, how many were done, and its result */
    guint64 mark_done;
    double per_s;
    gboolean is_open; /* the bar stands on the present line */
    gboolean is_waiting;
};

Progress *
progress_new(const char *command)
{
    Progress *progress = g_new0(Progress, 1);
    progress->command = command;
    progress->is_terminal = isatty(STDERR_FILENO) == 1;
    progress->start_us = g_get_monotonic_time();
    progress->mark_us = progress->start_us;
    progress->shown_us = progress->is_terminal ? 0 : progress->start_us;
    return progress;
}

void
progress_free(Progress *progress)
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
append_bar(GString *line, const ProgressState *state)
{
    guint full = state->total > 0 ? (guint)(state->done * BAR_COLUMNS / state->total) : BAR_COLUMNS;
    g_string_append_c(line, '[');
    for (guint i = 0; i < BAR_COLUMNS; i++)
        g_string_append_c(line, i < full ? '=' : i == full ? '>' : ' ');
    g_string_append(line, "] ");
}

/* How fast it is, and the time that it took or still needs. */
static void
append_pace(GString *line, const ProgressState *state, const ProgressPace *pace)
{
    if (pace->per_s > 0)
        g_string_append_printf(line, " %.*f/s", pace->per_s < 10 ? 1 : 0, pace->per_s);
    g_string_append(line, state->done == state->total ? " in " : " left ");
    if (state->done == state->total)
        append_time(line, pace->elapsed_s);
    else if (pace->per_s > 0)
        append_time(line, (gint64)((double)(state->total - state->done) / pace->per_s + 0.5));
    else
        g_string_append_c(line, '?');
}

char *
progress_line(const ProgressState *state, const ProgressPace *pace, guint columns)
{
    GString *line = g_string_new(NULL);
    guint percent = state->total > 0 ? (guint)(state->done * 100 / state->total) : 100;
    if (columns >= NARROW_COLUMNS)
        append_bar(line, state);
    g_string_append_printf(line, "%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " %u%%", state->done,
                           state->total, percent);
    if (state->waits_for != NULL) {
        g_string_append_printf(line, ", %s", state->waits_for);
    } else {
        append_pace(line, state, pace);
        if (state->detail != NULL && *state->detail != '\0')
            g_string_append_printf(line, ": %s", state->detail);
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

/* Of the last seconds, so that what was passed over does not count for ever. */
static void
measure(Progress *progress, const ProgressState *state, gint64 now_us)
{
    gint64 span_us = now_us - progress->mark_us;
    if (span_us < PACE_US && progress->per_s > 0 && state->done < state->total)
        return;
    if (span_us > 0 && state->done > progress->mark_done)
        progress->per_s =
            (double)(state->done - progress->mark_done) * G_USEC_PER_SEC / (double)span_us;
    if (span_us >= PACE_US) {
        progress->mark_us = now_us;
        progress->mark_done = state->done;
    }
}

static void
draw(Progress *progress, const ProgressState *state, gint64 now_us)
{
    const ProgressPace pace = {.per_s = progress->per_s,
                               .elapsed_s = (now_us - progress->start_us) / G_USEC_PER_SEC};
    g_autofree char *line = progress_line(state, &pace, progress->is_terminal ? bar_columns() : 0);
    if (progress->is_terminal)
        fprintf(stderr, "\r%s", line);
    else
        fprintf(stderr, "ticketgate %s: %s\n", progress->command, line);
    fflush(stderr);
    progress->is_open = progress->is_terminal;
    progress->shown_us = now_us;
}

void
progress_show(Progress *progress, const ProgressState *state)
{
    gint64 now_us = g_get_monotonic_time();
    gint64 since_us = now_us - progress->shown_us;
    gboolean is_turn = (state->waits_for != NULL) != progress->is_waiting;
    progress->is_waiting = state->waits_for != NULL;
    if (!is_turn && since_us < (progress->is_terminal ? FRAME_US : LINE_US))
        return;
    measure(progress, state, now_us);
    draw(progress, state, now_us);
}

void
progress_say(Progress *progress, const char *line)
{
    g_autofree char *clean = terminal_clean(line);
    fprintf(stderr, "%sticketgate %s: %s\n", progress->is_open ? "\r\033[K" : "", progress->command,
            clean);
    progress->is_open = FALSE;
}

void
progress_clear(Progress *progress)
{
    if (progress->is_open)
        fputs("\r\033[K", stderr);
    progress->is_open = FALSE;
}

void
progress_end(Progress *progress, const ProgressState *state)
{
    gint64 now_us = g_get_monotonic_time();
    progress->mark_us = progress->start_us; /* at last, of the whole run */
    progress->mark_done = 0;
    progress->per_s = 0;
    measure(progress, state, now_us);
    draw(progress, state, now_us);
    if (progress->is_terminal)
        fputc('\n', stderr);
}

/* conservation.c - see conservation.h.
 *
 * A safety net: compares the bytes that the other modules say they read with the count that
 * structure.c made independently. Does not know how anything is read. */
#include "parsers/body/conservation.h"

#include <string.h>

/* The line end before a boundary belongs to the boundary. */
#define LINE_END_BYTES 2

void
conservation_explain(Body *body, guint64 n_bytes)
{
    if (!body->run->is_wrapped)
        body->run->n_explained_bytes += n_bytes;
}

void
conservation_explain_part(Body *body, GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    if (content == NULL || !g_hash_table_add(body->explained, part))
        return;
    conservation_explain(body,
                         (guint64)g_mime_stream_length(g_mime_data_wrapper_get_stream(content)));
}

void
conservation_explain_lines(Body *body, const char *text)
{
    guint64 n_lines = 0;

    for (const char *p = text; *p != '\0'; p++)
        n_lines += *p == '\n' ? 1 : 0;
    conservation_explain(body, strlen(text) + n_lines);
}

void
conservation_lose(Body *body, guint64 n_bytes)
{
    body->run->n_lost_bytes += n_bytes;
}

void
conservation_check(Body *body)
{
    ParseRun *run = body->run;
    guint64 explained = run->n_explained_bytes + (guint64)LINE_END_BYTES * (run->n_parts + 1);
    guint64 lost = run->n_lost_bytes + attachment_writer_n_lost(run->writer);

    if (run->n_content_bytes > explained)
        lost += run->n_content_bytes - explained;
    if (!run->has_two_types) /* else it is text */
        lost += run->n_outside_bytes;
    if (run->keep_original || lost <= CONSERVATION_MAX_LOST_BYTES)
        return;
    parse_run_note(run, "%" G_GUINT64_FORMAT " " LETTER_NOTE_LOST, lost);
    run->keep_original = TRUE;
}

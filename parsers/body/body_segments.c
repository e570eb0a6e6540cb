/* body_segments.c - see body_segments.h. Decides the order: segments, new text, text of
 * invitations. */
#include "parsers/body/body_segments.h"

#include "parsers/quotation/reply_text.h"
#include "parsers/quotation/segments.h"

#include <string.h>

/* `text` with the text of invitations below it. Takes `text`. (transfer full) */
static char *
with_events(const Body *body, char *text)
{
    g_autofree char *above = text;

    if (body->events->len == 0)
        return g_steal_pointer(&above);
    g_strchomp(above);
    return g_strdup_printf("%s%s%s", above, *above == '\0' ? "" : "\n\n", body->events->str);
}

/* The text of invitations is new. */
static void
add_events(Body *body)
{
    Letter *letter = body->run->letter;
    gsize length = strlen(letter->text);

    letter->text = with_events(body, letter->text);
    letter_add_segment(letter, letter_segment_new(LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN, NULL,
                                                  strlen(letter->text) - length));
}

void
body_segments_set(Body *body)
{
    ParseRun *run = body->run;
    Letter *letter = run->letter;
    const SegmentsInput input = {.text = letter->text,
                                 .quotes = body->quotes,
                                 .is_html = body->is_html,
                                 .marker = run->options.reply_marker,
                                 .is_forward = letter->is_forward};

    segments_mark(&input, letter);
    g_free(letter->reply_text);
    letter->reply_text = with_events(body, reply_text_new(letter));
    add_events(body);
}

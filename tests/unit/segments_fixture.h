/* segments_fixture.h - shows segments as text: each passage after its tag.
 *
 * {n} new; q quotation, s signature, m marker, d disclaimer with ? guess, ~ likely, ! certain:
 * "{n}new\n\n{q!}On ... wrote:\n> old\n".
 */
#pragma once

#include "parsers/quotation/segments.h"

#include <string.h>

/* `tagged` without its tags. (transfer full) */
static inline char *
fixture_untagged(const char *tagged)
{
    g_autoptr(GRegex) tags = g_regex_new("\\{(n|[qsmd][?~!])\\}", 0, 0, NULL);

    return g_regex_replace_literal(tags, tagged, -1, 0, "", 0, NULL);
}

/* The text of a Letter with its tags; aborts if the segments do not add up to the text. (transfer
 * full) */
static inline char *
fixture_tagged(const Letter *letter, const char *text)
{
    GString *tagged = g_string_new(NULL);

    for (guint i = 0; i < letter->segments->len; i++) {
        const LetterSegment *segment = g_ptr_array_index(letter->segments, i);
        g_string_append_printf(tagged, "{%c", "nqsmd"[segment->kind]);
        if (segment->kind != LETTER_SEGMENT_NEW)
            g_string_append_c(tagged, "?~!"[segment->sureness]);
        g_string_append_c(tagged, '}');
        g_assert(segment->length <= strlen(text));
        g_assert((segment->sign == NULL) == (segment->kind == LETTER_SEGMENT_NEW));
        g_string_append_len(tagged, text, (gssize)segment->length);
        text += segment->length;
    }
    g_assert_cmpstr(text, ==, "");
    return g_string_free(tagged, FALSE);
}

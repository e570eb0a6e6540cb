/* attachment_plan.h - which attachment goes along with which request. Pure. */
#pragma once

#include "parsers/letter.h"

typedef struct {
    GPtrArray *requests; /* of GPtrArray of LetterAttachment *; the first is the main request, and
                          * there is always one; each further one is a comment */
    GPtrArray *oversize; /* of LetterAttachment *: too large for any request */
} AttachmentPlan;

/* Fills requests in the order of the mail, each with at most `max_bytes` encoded octets in all.
 * With `is_answer` text cut from the comment on a guess (LETTER_ROLE_QUOTED) goes along. The
 * attachments stay the Letter's. (transfer full) */
AttachmentPlan *attachment_plan_new(const Letter *letter, gboolean is_answer, guint64 max_bytes);
void attachment_plan_free(AttachmentPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentPlan, attachment_plan_free)

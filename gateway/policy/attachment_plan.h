/* attachment_plan.h - which attachment is sent with which request. Pure. */
#pragma once

#include "parsers/letter.h"

typedef struct {
    GPtrArray *requests; /* of GPtrArray of LetterAttachment *; the first is the main request, and
                          * there is always one; each further one is a comment */
    GPtrArray *oversize; /* of LetterAttachment *: too large for any request */
} AttachmentPlan;

typedef struct {
    const Letter *letter;
    gboolean is_answer;
    guint first;
    gboolean is_single;
} AttachmentRest;

/* Fills requests in the order of the mail, each with at most `max_bytes` encoded octets in all.
 * With `is_answer` text that the comment leaves out (LETTER_ROLE_QUOTED) is attached. The
 * attachments stay the Letter's. (transfer full) */
AttachmentPlan *attachment_plan_new(const Letter *letter, gboolean is_answer, guint64 max_bytes);

/* What is left of it from attachment `first` of the Letter on: the main request has none, and with
 * `is_single` each has a request of its own. (transfer full) */
AttachmentPlan *attachment_plan_rest(const AttachmentRest *rest, guint64 max_bytes);

/* The index in the Letter behind the last attachment of request `index`; 0 for one without. */
guint attachment_plan_end(const AttachmentPlan *plan, guint index, const Letter *letter);
void attachment_plan_free(AttachmentPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentPlan, attachment_plan_free)

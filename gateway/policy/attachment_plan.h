/* attachment_plan.h - plans which attachment is sent with which request. Pure. */
#pragma once

#include "parsers/letter.h"

typedef struct {
    GPtrArray *requests; /* of GPtrArray of LetterAttachment *; the first is the main request, which
                          * always exists; each further request is a comment */
    GPtrArray *oversize; /* of LetterAttachment *: too large for any request */
} AttachmentPlan;

typedef struct {
    const Letter *letter;
    gboolean is_answer;
    gboolean is_bare; /* the ticket gets none of the attachments */
    guint first;
    gboolean is_single;
} AttachmentRest;

/* Fills requests in the order of the mail; all attachments of a request together have at most
 * `max_bytes` encoded bytes. With `is_answer`, text that the comment leaves out
 * (LETTER_ROLE_QUOTED) is attached. The attachments still belong to the Letter. (transfer full) */
AttachmentPlan *attachment_plan_new(const Letter *letter, gboolean is_answer, guint64 max_bytes);

/* The rest of the plan, from attachment `first` of the Letter on: the main request has none, and
 * with `is_single` each attachment has its own request. (transfer full) */
AttachmentPlan *attachment_plan_rest(const AttachmentRest *rest, guint64 max_bytes);

/* The index in the Letter after the last attachment of request `index`; 0 for a request without
 * attachments. */
guint attachment_plan_end(const AttachmentPlan *plan, guint index, const Letter *letter);
void attachment_plan_free(AttachmentPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentPlan, attachment_plan_free)

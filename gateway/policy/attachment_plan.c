/* attachment_plan.c - see attachment_plan.h. Counts octets, sends nothing. */
#include "gateway/policy/attachment_plan.h"

void
attachment_plan_free(AttachmentPlan *plan)
{
    if (plan == NULL)
        return;
    g_ptr_array_unref(plan->requests);
    g_ptr_array_unref(plan->oversize);
    g_free(plan);
}

static gboolean
attachment_plan_wants(const LetterAttachment *attachment, const Letter *letter, gboolean is_answer)
{
    switch (attachment->role) {
    case LETTER_ROLE_PART:
        return TRUE;
    case LETTER_ROLE_QUOTED:
        return is_answer;
    case LETTER_ROLE_FULL_TEXT:
        return letter->text_is_truncated;
    }
    return TRUE;
}

AttachmentPlan *
attachment_plan_new(const Letter *letter, gboolean is_answer, guint64 max_bytes)
{
    AttachmentPlan *plan = g_new0(AttachmentPlan, 1);
    plan->requests = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    plan->oversize = g_ptr_array_new();
    GPtrArray *request = g_ptr_array_new();
    g_ptr_array_add(plan->requests, request);
    guint64 used = 0;
    for (guint i = 0; i < letter->attachments->len; i++) {
        LetterAttachment *attachment = g_ptr_array_index(letter->attachments, i);
        if (!attachment_plan_wants(attachment, letter, is_answer))
            continue;
        if (attachment->length > max_bytes) {
            g_ptr_array_add(plan->oversize, attachment);
            continue;
        }
        if (attachment->length > max_bytes - used) {
            request = g_ptr_array_new();
            g_ptr_array_add(plan->requests, request);
            used = 0;
        }
        g_ptr_array_add(request, attachment);
        used += attachment->length;
    }
    return plan;
}

/* attachment_plan.c - see attachment_plan.h. Counts bytes, sends nothing. */
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
wants(const LetterAttachment *attachment, const Letter *letter, gboolean is_answer)
{
    if (attachment->is_withheld)
        return FALSE;
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

/* The plan so far, and the size of the last request. */
typedef struct {
    AttachmentPlan *plan;
    guint64 max_bytes;
    guint64 used;
    gboolean is_single;
    gboolean is_closed; /* the last request is full */
} AttachmentPacker;

static void
attachment_packer_open(AttachmentPacker *packer)
{
    g_ptr_array_add(packer->plan->requests, g_ptr_array_new());
    packer->used = 0;
    packer->is_closed = FALSE;
}

static void
attachment_packer_add(AttachmentPacker *packer, LetterAttachment *attachment)
{
    GPtrArray *requests = packer->plan->requests;
    if (packer->is_single || packer->is_closed ||
        attachment->length > packer->max_bytes - packer->used)
        attachment_packer_open(packer);
    g_ptr_array_add(g_ptr_array_index(requests, requests->len - 1), attachment);
    packer->used += attachment->length;
}

/* `first`: the attachments before it were sent; only their sizes count. */
static void
attachment_packer_fill(AttachmentPacker *packer, const AttachmentRest *rest)
{
    const GPtrArray *attachments = rest->letter->attachments;
    for (guint i = 0; i < attachments->len; i++) {
        LetterAttachment *attachment = g_ptr_array_index(attachments, i);
        if (rest->is_bare || !wants(attachment, rest->letter, rest->is_answer))
            continue;
        if (attachment->length > packer->max_bytes)
            g_ptr_array_add(packer->plan->oversize, attachment);
        else if (i >= rest->first)
            attachment_packer_add(packer, attachment);
    }
}

static AttachmentPlan *
make(const AttachmentRest *rest, guint64 max_bytes, gboolean is_main_done)
{
    AttachmentPacker packer = {
        .plan = g_new0(AttachmentPlan, 1), .max_bytes = max_bytes, .is_single = rest->is_single};
    packer.plan->requests = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    packer.plan->oversize = g_ptr_array_new();
    attachment_packer_open(&packer);
    packer.is_closed = is_main_done;
    attachment_packer_fill(&packer, rest);
    return packer.plan;
}

AttachmentPlan *
attachment_plan_new(const Letter *letter, gboolean is_answer, guint64 max_bytes)
{
    const AttachmentRest all = {.letter = letter, .is_answer = is_answer};
    return make(&all, max_bytes, FALSE);
}

AttachmentPlan *
attachment_plan_rest(const AttachmentRest *rest, guint64 max_bytes)
{
    return make(rest, max_bytes, TRUE);
}

guint
attachment_plan_end(const AttachmentPlan *plan, guint index, const Letter *letter)
{
    const GPtrArray *files = g_ptr_array_index(plan->requests, index);
    guint position = 0;
    if (files->len == 0 ||
        !g_ptr_array_find(letter->attachments, g_ptr_array_index(files, files->len - 1), &position))
        return 0;
    return position + 1;
}

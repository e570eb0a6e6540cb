/* Which attachment is sent with which request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/attachment_plan.h"

static Letter *
letter_with(const guint64 *lengths, guint count)
{
    Letter *letter = letter_new();
    for (guint i = 0; i < count; i++) {
        LetterAttachment *attachment = g_new0(LetterAttachment, 1);
        attachment->name = g_strdup_printf("%u", i);
        attachment->content_type = g_strdup("text/plain");
        attachment->length = lengths[i];
        g_ptr_array_add(letter->attachments, attachment);
    }
    return letter;
}

/* "0 1|2 !3": requests between bars, oversize after the exclamation mark. */
static char *
plan_text(const AttachmentPlan *plan)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < plan->requests->len; i++) {
        const GPtrArray *request = g_ptr_array_index(plan->requests, i);
        if (i > 0)
            g_string_append_c(text, '|');
        for (guint j = 0; j < request->len; j++)
            g_string_append(text, ((LetterAttachment *)g_ptr_array_index(request, j))->name);
    }
    g_string_append_c(text, '!');
    for (guint i = 0; i < plan->oversize->len; i++)
        g_string_append(text, ((LetterAttachment *)g_ptr_array_index(plan->oversize, i))->name);
    return g_string_free(text, FALSE);
}

static void
requests_are_filled_in_order(void **state)
{
    (void)state;
    static const struct {
        guint64 lengths[5];
        guint count;
        const char *plan;
    } rows[] = {
        {{0}, 0, "!"},
        {{100}, 1, "0!"},
        {{101}, 1, "!0"},
        {{50, 50}, 2, "01!"},
        {{50, 51}, 2, "0|1!"},
        {{100, 100, 100}, 3, "0|1|2!"},
        {{60, 200, 40, 1}, 4, "02|3!1"},
        {{101, 101}, 2, "!01"},
        {{0, 0, 100, 0}, 4, "0123!"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_with(rows[i].lengths, rows[i].count);
        g_autoptr(AttachmentPlan) plan = attachment_plan_new(letter, FALSE, 100);
        g_autofree char *text = plan_text(plan);
        assert_string_equal(text, rows[i].plan);
    }
}

static void
what_is_withheld_never_goes(void **state)
{
    static const guint64 lengths[] = {60, 200, 40};
    g_autoptr(Letter) letter = letter_with(lengths, 3);
    (void)state;
    ((LetterAttachment *)g_ptr_array_index(letter->attachments, 0))->is_withheld = TRUE;
    ((LetterAttachment *)g_ptr_array_index(letter->attachments, 1))->is_withheld = TRUE;
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(letter, FALSE, 100);
    g_autofree char *text = plan_text(plan);
    assert_string_equal(text, "2!");
}

static void
roles_decide_what_goes_along(void **state)
{
    (void)state;
    static const struct {
        LetterRole role;
        gboolean is_answer, is_truncated, goes;
    } rows[] = {
        {LETTER_ROLE_PART, FALSE, FALSE, TRUE},       {LETTER_ROLE_PART, TRUE, FALSE, TRUE},
        {LETTER_ROLE_QUOTED, FALSE, FALSE, FALSE},    {LETTER_ROLE_QUOTED, TRUE, FALSE, TRUE},
        {LETTER_ROLE_FULL_TEXT, FALSE, FALSE, FALSE}, {LETTER_ROLE_FULL_TEXT, FALSE, TRUE, TRUE},
        {LETTER_ROLE_FULL_TEXT, TRUE, TRUE, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        static const guint64 length[] = {1};
        g_autoptr(Letter) letter = letter_with(length, 1);
        ((LetterAttachment *)g_ptr_array_index(letter->attachments, 0))->role = rows[i].role;
        letter->text_is_truncated = rows[i].is_truncated;
        g_autoptr(AttachmentPlan) plan = attachment_plan_new(letter, rows[i].is_answer, 100);
        assert_int_equal(((GPtrArray *)g_ptr_array_index(plan->requests, 0))->len,
                         rows[i].goes ? 1 : 0);
    }
}

static void
the_rest_begins_where_it_is_told(void **state)
{
    (void)state;
    static const struct {
        guint64 lengths[5];
        guint count;
        guint first;
        gboolean is_single;
        const char *plan;
    } rows[] = {
        {{50, 50, 50}, 3, 0, FALSE, "|01|2!"},
        {{50, 50, 50}, 3, 1, FALSE, "|12!"},
        {{50, 50, 50}, 3, 3, FALSE, "!"},
        {{50, 50, 50}, 3, 0, TRUE, "|0|1|2!"},
        {{50, 50, 50}, 3, 2, TRUE, "|2!"},
        {{200, 50, 50}, 3, 2, FALSE, "|2!0"}, /* it is too large on its own, too */
        {{0, 0}, 2, 0, FALSE, "|01!"},        /* an empty attachment is sent, too */
        {{100, 0}, 2, 1, FALSE, "|1!"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_with(rows[i].lengths, rows[i].count);
        const AttachmentRest rest = {
            .letter = letter, .first = rows[i].first, .is_single = rows[i].is_single};
        g_autoptr(AttachmentPlan) plan = attachment_plan_rest(&rest, 100);
        g_autofree char *text = plan_text(plan);
        if (strcmp(text, rows[i].plan) != 0)
            fail_msg("row %u: %s instead of %s", i, text, rows[i].plan);
    }
}

static void
each_request_knows_its_end(void **state)
{
    (void)state;
    static const guint64 lengths[] = {60, 200, 40, 1};
    g_autoptr(Letter) letter = letter_with(lengths, G_N_ELEMENTS(lengths));
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(letter, FALSE, 100);
    assert_int_equal(attachment_plan_end(plan, 0, letter), 3);
    assert_int_equal(attachment_plan_end(plan, 1, letter), 4);
    g_autoptr(AttachmentPlan) none = attachment_plan_new(letter, FALSE, 0);
    assert_int_equal(attachment_plan_end(none, 0, letter), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_filled_in_order),
        cmocka_unit_test(the_rest_begins_where_it_is_told),
        cmocka_unit_test(each_request_knows_its_end),
        cmocka_unit_test(what_is_withheld_never_goes),
        cmocka_unit_test(roles_decide_what_goes_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

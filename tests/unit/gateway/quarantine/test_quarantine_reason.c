/* The reason file: it is read as it was written, and no text of a mail can forge a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/quarantine/quarantine_reason.h"

static void
what_is_written_is_read(void **state)
{
    (void)state;
    static const char *const senders[] = {"user@customer.example", "", NULL};
    for (guint i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autoptr(QuarantineReason) reason = quarantine_reason_new();
        reason->kind = g_strdup("refused");
        reason->kept_s = 1795000000;
        reason->sender = g_strdup(senders[i]);
        reason->recipient = g_strdup("noc@desk.example");
        reason->message_id = g_strdup("a@b");
        reason->subject = g_strdup("Caf\xc3\xa9: it burns");
        reason->text = g_strdup("First line.\n\nKind: not a line of the head");
        g_ptr_array_add(reason->files, g_strdup("abc 12 my file.pdf"));
        g_autofree char *text = quarantine_reason_write(reason);
        g_autoptr(QuarantineReason) again = quarantine_reason_read(text);
        assert_string_equal(again->kind, "refused");
        assert_int_equal(again->kept_s, 1795000000);
        if (senders[i] == NULL)
            assert_null(again->sender);
        else
            assert_string_equal(again->sender, senders[i]);
        assert_string_equal(again->recipient, "noc@desk.example");
        assert_string_equal(again->message_id, "a@b");
        assert_string_equal(again->subject, "Caf\xc3\xa9: it burns");
        assert_string_equal(again->text, reason->text);
        assert_int_equal(again->files->len, 1);
        assert_string_equal(g_ptr_array_index(again->files, 0), "abc 12 my file.pdf");
    }
}

static void
a_subject_cannot_forge_a_line(void **state)
{
    (void)state;
    g_autoptr(QuarantineReason) reason = quarantine_reason_new();
    reason->kind = g_strdup("unparsed");
    reason->subject = g_strdup("x\nRecipient: other@desk.example\n\nwords");
    reason->text = g_strdup("why");
    g_autofree char *text = quarantine_reason_write(reason);
    g_autoptr(QuarantineReason) again = quarantine_reason_read(text);
    assert_null(again->recipient);
    assert_string_equal(again->text, "why");
}

static void
any_text_can_be_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", "\n\n", "words", ": ", "Kept: x", "Kind:"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(QuarantineReason) reason = quarantine_reason_read(texts[i]);
        assert_null(reason->kind);
        assert_int_equal(reason->kept_s, 0);
        assert_non_null(reason->text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_subject_cannot_forge_a_line),
        cmocka_unit_test(any_text_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

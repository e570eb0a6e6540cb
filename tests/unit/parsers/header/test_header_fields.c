/* test_header_fields.c - identity, threading, date, language, authentication. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/header_fields.h"

static FixtureRun *
read_fields(const char *header)
{
    g_autofree char *mail = g_strconcat(header, "\nx\n", NULL);
    g_autoptr(GMimeMessage) message = fixture_message(mail);
    FixtureRun *fixture = fixture_run_new();

    header_fields_read(&fixture->run, message);
    return fixture;
}

static void
the_subject_is_decoded_and_may_be_absent(void **state)
{
    g_autoptr(FixtureRun) fixture =
        read_fields("Subject: =?utf-8?B?YQ==?=\n =?utf-8?B?Yg==?=  c\x01\n");
    g_autoptr(FixtureRun) none = read_fields("To: x@y\n");

    (void)state;
    assert_string_equal(fixture->run.letter->subject, "ab c");
    assert_string_equal(none->run.letter->subject, "");
    assert_null(none->run.letter->message_id);
    assert_int_equal(none->run.letter->date_s, -1);
    assert_null(none->run.letter->language);
}

static void
only_a_usable_message_id_is_read(void **state)
{
    static const struct {
        const char *header;
        const char *id; /* NULL: unusable */
    } cases[] = {
        {"Message-ID: <a@b>\n", "a@b"},
        {"Message-Id:  <a@b> (comment)\n", "a@b"},
        {"Message-ID: a@b\n", "a@b"},
        {"Message-ID: <>\n", NULL},
        {"Message-ID: <a\x80@b>\n", NULL},
        {"Message-ID:\n", NULL},
        {"Message-ID: <alarm@10.0.0.7:5001>\n", "alarm@10.0.0.7:5001"},
        {"Message-ID: <cam@host@2026>\n", "cam@host@2026"},
        {"Message-ID: <20261124.printer>\n", "20261124.printer"},
        {"Message-ID: <a b\n c@x>\n", "a b c@x"},
        {"Message-ID: <<a@b>>\n", "a@b"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(FixtureRun) fixture = read_fields(cases[i].header);
        const char *id = fixture->run.letter->message_id;
        assert_int_equal(id == NULL, cases[i].id == NULL);
        if (id != NULL)
            assert_string_equal(id, cases[i].id);
    }
}

static void
the_references_are_limited_to_a_hundred(void **state)
{
    g_autoptr(GString) header = g_string_new("In-Reply-To: <last@x>\nReferences:");
    for (guint i = 0; i < 150; i++)
        g_string_append_printf(header, " <%u@x>\n", i);
    g_autoptr(FixtureRun) fixture = read_fields(header->str);
    const Letter *letter = fixture->run.letter;

    (void)state;
    assert_true(letter->is_reply);
    assert_int_equal(letter->references->len, 100);
    assert_string_equal(g_ptr_array_index(letter->references, 0), "0@x");
    assert_string_equal(g_ptr_array_index(letter->references, 1), "51@x");
    assert_string_equal(g_ptr_array_index(letter->references, 99), "149@x");
    assert_string_equal(g_ptr_array_index(letter->in_reply_to, 0), "last@x");
    assert_int_equal(letter->notes->len, 1);
}

static void
what_names_the_list_is_read(void **state)
{
    g_autoptr(FixtureRun) fixture = read_fields(
        "List-Id: Help Desk <HelpDesk.lists.example>\nList-Post: <mailto:help@lists.example>\n"
        "Mailing-List: list support@desk.example; contact support+owners@desk.example\n"
        "X-BeenThere: help@lists.example\n");
    const GPtrArray *lists = fixture->run.letter->lists;

    (void)state;
    assert_int_equal(lists->len, 3);
    assert_string_equal(g_ptr_array_index(lists, 0), "helpdesk.lists.example");
    assert_string_equal(g_ptr_array_index(lists, 1), "help@lists.example");
    assert_string_equal(g_ptr_array_index(lists, 2), "support@desk.example");
}

static void
the_date_and_the_language_are_read_if_valid(void **state)
{
    g_autoptr(FixtureRun) fixture =
        read_fields("Date: Mon, 2 Mar 2026 09:15:00 +0100\nContent-Language: nl-NL, en\n");
    g_autoptr(FixtureRun) odd = read_fields("Date: yesterday\nContent-Language: \xc3\xa9\n");

    (void)state;
    assert_int_equal(fixture->run.letter->date_s, 1772439300);
    assert_string_equal(fixture->run.letter->language, "nl-NL");
    assert_int_equal(odd->run.letter->date_s, -1);
    assert_null(odd->run.letter->language);
}

static void
authentication_results_are_limited_to_fifty(void **state)
{
    g_autoptr(GString) header = g_string_new(NULL);
    for (guint i = 0; i < 60; i++)
        g_string_append_printf(header, "Authentication-Results: mx%u;\n spf=pass\n", i);
    g_autoptr(FixtureRun) fixture = read_fields(header->str);
    const GPtrArray *results = fixture->run.letter->authentication_results;

    (void)state;
    assert_int_equal(results->len, 50);
    assert_string_equal(g_ptr_array_index(results, 0), "mx0; spf=pass");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_subject_is_decoded_and_may_be_absent),
        cmocka_unit_test(only_a_usable_message_id_is_read),
        cmocka_unit_test(the_references_are_limited_to_a_hundred),
        cmocka_unit_test(what_names_the_list_is_read),
        cmocka_unit_test(the_date_and_the_language_are_read_if_valid),
        cmocka_unit_test(authentication_results_are_limited_to_fifty),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

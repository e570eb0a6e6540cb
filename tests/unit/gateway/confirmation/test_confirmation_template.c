/* test_confirmation_template.c - finding, reading and filling templates. */
#include "tests/unit/journal_fixture.h"

#include "gateway/confirmation/confirmation_template.h"

#include <sys/resource.h>

static const char *const dutch[] = {"nl", NULL};

static void
put(const Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The fixture only removes files of its own directory. */
static int
remove_folders(void **state)
{
    static const char *const names[] = {"en", "nl", "pt-br"};
    const Fixture *fixture = *state;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *folder = g_build_filename(fixture->directory, names[i], NULL);
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        const char *name = NULL;
        while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
            g_autofree char *path = g_build_filename(folder, name, NULL);
            if (g_unlink(path) != 0)
                g_rmdir(path);
        }
        g_rmdir(folder);
    }
    return fixture_teardown(state);
}

static void
finds_the_nearest_language(void **state)
{
    static const struct {
        const char *languages[4];
        const char *subject;
        const char *found;
    } rows[] = {
        {{"nl"}, "Dutch", "nl"},         {{"NL"}, "Dutch", "nl"},
        {{"nl-BE"}, "Dutch", "nl"},      {{"pt-BR"}, "Brazil", "pt-br"},
        {{"pt"}, "English", "en"},       {{"de"}, "English", "en"},
        {{NULL}, "English", "en"},       {{""}, "English", "en"},
        {{"../nl"}, "English", "en"},    {{"nl/../nl"}, "English", "en"},
        {{"."}, "English", "en"},        {{"-"}, "English", "en"},
        {{"de", "nl"}, "Dutch", "nl"},   {{"nl", "pt-br"}, "Dutch", "nl"},
        {{"en", "nl"}, "English", "en"}, {{"../x", "fr-FR", "nl-NL"}, "Dutch", "nl"},
    };
    const Fixture *fixture = *state;

    put(fixture, "en/created.txt", "Subject: English\n\ntext\n");
    put(fixture, "nl/created.txt", "Subject: Dutch\r\n\r\ntekst\r\n");
    put(fixture, "pt-br/created.txt", "Subject:Brazil\n\ntexto\n");
    put(fixture, "nl/created.html", "<p>tekst</p>");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(ConfirmationTemplate) found = confirmation_template_load(
            fixture->directory, CONFIRMATION_KIND_CREATED, rows[i].languages, NULL);
        assert_non_null(found);
        assert_string_equal(found->subject, rows[i].subject);
        assert_string_equal(found->language, rows[i].found);
        assert_int_equal(found->html != NULL, g_str_equal(rows[i].found, "nl"));
        assert_null(strchr(found->text, '\r'));
    }
}

static void
every_kind_has_a_built_in_text(void **state)
{
    const Fixture *fixture = *state;
    const ConfirmationValue values[] = {{"ticket_number", "INC1"},
                                        {"subject", "s"},
                                        {"old_ticket_number", "INC0"},
                                        {"files", "n"},
                                        {"note", "n"},
                                        {"recipient", "r"},
                                        {"state", "n"},
                                        {"question", "n"},
                                        {"solution", "n"},
                                        {"comment", "n"},
                                        {"attached", "n"},
                                        {NULL, NULL}};

    for (int kind = CONFIRMATION_KIND_CREATED; kind < CONFIRMATION_KINDS; kind++) {
        g_autoptr(ConfirmationTemplate) found =
            confirmation_template_load(fixture->directory, (ConfirmationKind)kind, dutch, NULL);
        assert_non_null(found);
        g_autofree char *subject = confirmation_template_fill(found->subject, values, FALSE, NULL);
        g_autofree char *text = confirmation_template_fill(found->text, values, FALSE, NULL);
        assert_non_null(subject);
        assert_non_null(strstr(text, "n"));
        assert_null(strchr(text, '{'));
        assert_true(confirmation_template_name((ConfirmationKind)kind)[0] != '\0');
    }
}

static void
broken_templates_are_the_operators_to_mend(void **state)
{
    static const char *const texts[] = {
        "",
        "Subject: only",
        "Subject: no empty line\ntext\n",
        "Dear all,\n\ntext\n",
        "Subject: \xff\n\ntext\n",
    };
    const Fixture *fixture = *state;

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        put(fixture, "en/created.txt", texts[i]);
        assert_null(confirmation_template_load(fixture->directory, CONFIRMATION_KIND_CREATED, dutch,
                                               &error));
        assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    }
    g_autofree char *large = g_strnfill(REPLY_TEMPLATE_MAX_BYTES + 1, 'x');
    g_autoptr(GError) error = NULL;
    put(fixture, "en/created.txt", large);
    assert_null(
        confirmation_template_load(fixture->directory, CONFIRMATION_KIND_CREATED, NULL, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
}

/* The file exists, and will be read at the next try. */
static void
no_descriptor_left_is_temporary(void **state)
{
    const Fixture *fixture = *state;
    struct rlimit before, none = {0};
    g_autoptr(GError) error = NULL;

    put(fixture, "en/created.txt", "Subject: x\n\ntext\n");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    assert_null(
        confirmation_template_load(fixture->directory, CONFIRMATION_KIND_CREATED, NULL, &error));
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
}

static void
a_folder_is_no_template(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->directory, "en", "closed.txt", NULL);
    g_autoptr(GError) error = NULL;

    assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    assert_null(
        confirmation_template_load(fixture->directory, CONFIRMATION_KIND_CLOSED, NULL, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
}

static void
fills_in_one_pass(void **state)
{
    static const ConfirmationValue values[] = {{"subject", "{note} & <b>{ticket_number}</b>"},
                                               {"note", "one\ntwo"},
                                               {"ticket_number", "INC1"},
                                               {"empty", ""},
                                               {NULL, NULL}};
    static const struct {
        const char *text;
        gboolean is_html;
        const char *filled; /* NULL: refused */
    } rows[] = {
        {"{subject}", FALSE, "{note} & <b>{ticket_number}</b>"},
        {"{subject}", TRUE, "{note} &amp; &lt;b&gt;{ticket_number}&lt;/b&gt;"},
        {"[{ticket_number}] x", FALSE, "[INC1] x"},
        {"{note}", TRUE, "one<br>\ntwo"},
        {"{note}", FALSE, "one\ntwo"},
        {"", FALSE, ""},
        {"{", FALSE, "{"},
        {"{}", FALSE, "{}"},
        {"{{ticket_number}}", FALSE, "{INC1}"},
        {"p { color: red } b{color:red}", TRUE, "p { color: red } b{color:red}"},
        {"{Subject}", FALSE, "{Subject}"},
        {"{subject", FALSE, "{subject"},
        {"<p>a</p>\n<p>{empty}</p>\n<p>b</p>\n", TRUE, "<p>a</p>\n<p>b</p>\n"},
        {"<p>{empty}</p>", TRUE, ""},
        {"<P class=\"a b\">\n {empty}\n</P >x", TRUE, "x"},
        {"<p>1 > {empty}</p>", TRUE, "<p>1 > </p>"},
        {"<div><p>{empty}</p></div>", TRUE, "<div></div>"},
        {"<p>{empty} x</p>", TRUE, "<p> x</p>"},
        {"<p>x {empty}</p>", TRUE, "<p>x </p>"},
        {"<p>{empty}{note}</p>", TRUE, "<p>one<br>\ntwo</p>"},
        {"<p>{note}{empty}</p>", TRUE, "<p>one<br>\ntwo</p>"},
        {"<tr><td>{empty}</td></tr>", TRUE, "<tr><td></td></tr>"},
        {"<p>{empty}</div>", TRUE, "<p></div>"},
        {"<p>{empty}</p", TRUE, "<p></p"},
        {"<p>{empty}</pre>", TRUE, "<p></pre>"},
        {"{empty}</p>", TRUE, "</p>"},
        {"p>{empty}</p>", TRUE, "p></p>"},
        {"<>{empty}</>", TRUE, "<></>"},
        {"<p>{empty}</p>", FALSE, "<p></p>"},
        {"{unknown}", FALSE, NULL},
        {"{sub}", FALSE, NULL},
        {"{subjects}", FALSE, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *filled =
            confirmation_template_fill(rows[i].text, values, rows[i].is_html, &error);
        if (g_strcmp0(filled, rows[i].filled) != 0)
            fail_msg("row %u: %s", i, filled);
        if (rows[i].filled == NULL)
            assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    }
}

static void
a_line_is_there_where_its_conditions_hold(void **state)
{
    static const ConfirmationValue values[] = {{"one", "1"}, {"empty", ""}, {NULL, NULL}};
    static const struct {
        const char *text, *chosen; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {"a\nb\n", "a\nb\n"},
        {"{one?}a {one}\n{one!}b\n", "a {one}\n"},
        {"{empty?}a\n{empty!}b\nc", "b\nc"},
        {"{one?}{empty!}    a\n{one?}{empty?}b\n", "    a\n"},
        {"a {empty?}\n{one?", "a {empty?}\n{one?"},
        {"{One?}a {?} {!}", "{One?}a {?} {!}"},
        {"{empty?}{other?}a", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *chosen = confirmation_template_choose(rows[i].text, values, &error);
        if (g_strcmp0(chosen, rows[i].chosen) != 0)
            fail_msg("row %u: %s", i, chosen);
        if (rows[i].chosen == NULL)
            assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    }
}

static void
a_note_is_of_its_own_file_or_of_oversize(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *built_in =
        confirmation_template_load_note(fixture->directory, dutch, FALSE, NULL);
    assert_true(g_str_has_prefix(built_in, "Some files could not be added"));
    put(fixture, "en/note.txt", "English\n");
    g_autofree char *english =
        confirmation_template_load_note(fixture->directory, dutch, FALSE, NULL);
    assert_string_equal(english, "English\n");
    put(fixture, "nl/oversize.txt", "Subject: x\n\nGroot\n");
    g_autofree char *oversize =
        confirmation_template_load_note(fixture->directory, dutch, FALSE, NULL);
    assert_string_equal(oversize, "Groot\n");
    put(fixture, "nl/note.txt", "Nederlands\n");
    g_autofree char *own = confirmation_template_load_note(fixture->directory, dutch, FALSE, NULL);
    assert_string_equal(own, "Nederlands\n");
    g_autoptr(GError) error = NULL;
    put(fixture, "nl/note.txt", "\xff");
    g_autofree char *news = confirmation_template_load_note(fixture->directory, dutch, TRUE, NULL);
    assert_non_null(strstr(news, "not attached"));
    put(fixture, "nl/news-note.txt", "Niet bijgevoegd\n");
    g_autofree char *dutch_news =
        confirmation_template_load_note(fixture->directory, dutch, TRUE, NULL);
    assert_string_equal(dutch_news, "Niet bijgevoegd\n");
    assert_null(confirmation_template_load_note(fixture->directory, dutch, FALSE, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, fixture_setup, remove_folders)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(finds_the_nearest_language),
        folder_test(every_kind_has_a_built_in_text),
        folder_test(broken_templates_are_the_operators_to_mend),
        folder_test(no_descriptor_left_is_temporary),
        folder_test(a_folder_is_no_template),
        folder_test(fills_in_one_pass),
        folder_test(a_line_is_there_where_its_conditions_hold),
        folder_test(a_note_is_of_its_own_file_or_of_oversize),
    };
    return cmocka_run_group_tests_name("reply_template", tests, NULL, NULL);
}

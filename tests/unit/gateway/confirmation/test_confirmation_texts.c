/* test_confirmation_texts.c - the texts of confirmations, plain and HTML. */
#include "tests/unit/journal_fixture.h"

#include "gateway/confirmation/confirmation_texts.h"
#include "gateway/marker_line.h"

static Config
test_config(void)
{
    static char from[] = "Service Desk <desk@example.org>", language[] = "en";
    static char templates[] = TEMPLATES;

    return (Config){.mail_from = from, .language = language, .template_dir = templates};
}

static ConfirmationRequest
test_request(void)
{
    return (ConfirmationRequest){.kind = CONFIRMATION_KIND_CREATED,
                                 .recipient = "user@example.org",
                                 .ticket_number = "INC0000001",
                                 .original_subject = "Printer on fire",
                                 .sent_s = 1700000000,
                                 .date_s = 1700000060};
}

static ConfirmationTexts
fill(const Config *config, const ConfirmationRequest *request)
{
    g_autoptr(GError) error = NULL;
    ConfirmationTexts texts = {0};

    if (!confirmation_texts_fill(config, request, &texts, &error))
        fail_msg("%s", error->message);
    return texts;
}

/* The words of an HTML part as a reader sees them, with single spaces. */
static char *
words_of_html(const char *html)
{
    const char *body = strstr(html, "<body");
    assert_non_null(body);
    g_autoptr(GRegex) tags = g_regex_new("<[^>]*>", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(tags, body, -1, 0, "", 0, NULL);
    g_autoptr(GString) text = g_string_new(bare);

    g_string_replace(text, "&lt;", "<", 0);
    g_string_replace(text, "&gt;", ">", 0);
    g_string_replace(text, "&quot;", "\"", 0);
    g_string_replace(text, "&apos;", "'", 0);
    g_string_replace(text, "&amp;", "&", 0);
    return g_strdup(text->str);
}

static char *
single_blanks(const char *text)
{
    g_autoptr(GRegex) blanks = g_regex_new("\\s+", 0, 0, NULL);
    g_autofree char *single = g_regex_replace_literal(blanks, text, -1, 0, " ", 0, NULL);
    return g_strdup(g_strstrip(single));
}

static void
set_desk(Config *config)
{
    static char templates[] = TEMPLATES, name[] = "The \"A & B\" Desk", phone[] = "+31 20 555 0100";
    static char hours[] = "9:00 < 17:00", url[] = "https://desk.example.org/?id={ticket}&a=1";

    config->template_dir = templates;
    config->desk_name = name;
    config->desk_hours = hours;
    config->desk_phone = phone;
    config->ticket_url = url;
}

/* Calls `check` with the text and the HTML of each installed template. */
static void
for_each_shipped(const Config *config, ConfirmationRequest *request,
                 void (*check)(const char *language, ConfirmationKind kind, const char *text,
                               const char *html))
{
    static const char *const languages[][2] = {
        {"en", NULL}, {"nl", NULL}, {"de", NULL}, {"fr", NULL}};

    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        for (int kind = CONFIRMATION_KIND_CREATED; kind < CONFIRMATION_KINDS; kind++) {
            request->kind = (ConfirmationKind)kind;
            request->languages = languages[i];
            g_auto(ConfirmationTexts) texts = fill(config, request);
            assert_null(texts.fault);
            assert_string_equal(texts.language, languages[i][0]);
            assert_non_null(texts.html);
            check(languages[i][0], request->kind, texts.text, texts.html);
        }
}

static void
check_both_parts(const char *language, ConfirmationKind kind, const char *text, const char *html)
{
    gboolean is_answer_wanted = kind != CONFIRMATION_KIND_REFUSED &&
                                kind != CONFIRMATION_KIND_CLOSED &&
                                kind != CONFIRMATION_KIND_NEWS_CLOSED;
    const char *marker = strstr(text, "\n\n##- ");
    g_autofree char *words = words_of_html(html);
    g_autofree char *shown = single_blanks(words);
    g_autofree char *said = single_blanks(text);
    g_autofree char *lang = g_strdup_printf("<html lang=\"%s\">", language);

    if (strcmp(shown, said) != 0)
        fail_msg("%s/%d: HTML says\n%s\nthe text\n%s", language, kind, shown, said);
    assert_int_equal(marker != NULL, is_answer_wanted);
    if (marker != NULL && !g_str_has_prefix(marker + 2, marker_line_in(language)))
        fail_msg("%s/%d: %s", language, kind, text);
    assert_false(g_str_has_prefix(text, "##-"));
    if (kind != CONFIRMATION_KIND_REFUSED)
        assert_true(strstr(text, "INC0000001") < strstr(text, "\n\n"));
    if (kind == CONFIRMATION_KIND_FOLLOW_UP)
        assert_non_null(strstr(text, "INC0000000"));
    assert_non_null(strstr(html, lang));
    assert_null(strstr(text, "{ticket"));
    assert_null(strstr(text, "?}"));
    assert_null(strstr(text, "\n\n\n"));
}

static void
text_and_html_of_the_shipped_templates_say_the_same(void **state)
{
    Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    set_desk(&config);
    request.old_ticket_number = "INC0000000";
    request.original_subject = "Printer <on> \"fire\" & \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d";
    request.sender_name = "Anna O'Neil";
    request.files = "big.iso (9 GB)\n<b>.iso (1 GB)";
    request.news = (ConfirmationNews){.state = "On <hold>",
                                      .question = "Which room?\nAnd which \"floor\"?",
                                      .pending_reason = "Awaiting caller",
                                      .solution = "A & B were swapped.\n\nAll is well.",
                                      .close_code = "Solved",
                                      .comment = "{subject} stays."};
    for_each_shipped(&config, &request, check_both_parts);
    config = test_config();
    config.template_dir = (char[]){TEMPLATES};
    request.original_subject = "";
    request.sender_name = NULL;
    request.files = NULL;
    request.news = (ConfirmationNews){.state = "On Hold"};
    for_each_shipped(&config, &request, check_both_parts);
}

static void
check_nothing_is_loaded(const char *language, ConfirmationKind kind, const char *text,
                        const char *html)
{
    static const char *const wanted[] = {"<meta name=\"color-scheme\" content=\"light dark\">",
                                         "@media (prefers-color-scheme: dark)",
                                         "width=device-width", "dir=\"auto\""};
    static const char *const others[] = {"<img", "<link", "<script", "@import", "url(", "src="};
    const char *first = strstr(html, "https://");
    const char *link = "<a href=\"https://desk.example.org/?id=INC0000001&amp;a=1\">"
                       "https://desk.example.org/?id=INC0000001&amp;a=1</a>";

    (void)language;
    (void)text;
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        assert_non_null(strstr(html, wanted[i]));
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        assert_null(strstr(html, others[i]));
    assert_null(strstr(html, "http://"));
    if (kind != CONFIRMATION_KIND_REFUSED)
        assert_ptr_equal(first - strlen("<a href=\""), strstr(html, link));
}

static void
the_shipped_html_loads_nothing_and_links_to_the_ticket_alone(void **state)
{
    Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    set_desk(&config);
    request.original_subject = "evil.example";
    for_each_shipped(&config, &request, check_nothing_is_loaded);
}

static void
who_sent_it_is_greeted_by_a_name_that_is_one_and_vouched_for(void **state)
{
    static const struct {
        const char *name;
        gboolean is_untrusted;
        const char *greeting;
    } rows[] = {
        {"Anna de Vries", FALSE, "\n\nHello Anna de Vries,\n\n"},
        {"Anna de Vries", TRUE, "\n\nHello,\n\n"},
        {"win at evil.example", FALSE, "\n\nHello,\n\n"},
        {NULL, FALSE, "\n\nHello,\n\n"},
    };
    const Config config = test_config();
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        ConfirmationRequest request = test_request();
        request.sender_name = rows[i].name;
        request.is_untrusted = rows[i].is_untrusted;
        g_auto(ConfirmationTexts) texts = fill(&config, &request);
        if (strstr(texts.text, rows[i].greeting) == NULL)
            fail_msg("row %u: %s", i, texts.text);
    }
}

static void
what_is_not_configured_leaves_nothing_behind(void **state)
{
    Config config = test_config();
    const ConfirmationRequest request = test_request();

    (void)state;
    g_auto(ConfirmationTexts) bare = fill(&config, &request);
    assert_true(g_str_has_suffix(bare.text, "\n\nKind regards,\nService Desk\n"));
    config.mail_from = (char[]){"desk@example.org"};
    g_auto(ConfirmationTexts) nameless = fill(&config, &request);
    assert_true(g_str_has_suffix(nameless.text, "\n\nKind regards\n"));
    set_desk(&config);
    g_auto(ConfirmationTexts) whole = fill(&config, &request);
    assert_true(g_str_has_suffix(
        whole.text, "\n\nKind regards,\nThe \"A & B\" Desk\n9:00 < 17:00\nTelephone: +31 20 555 "
                    "0100\nYour ticket: https://desk.example.org/?id=INC0000001&a=1\n"));
}

static void
a_number_is_escaped_in_the_link_and_without_one_there_is_none(void **state)
{
    static const struct {
        const char *number, *link;
    } rows[] = {{"INC 1/../x?y#z", "id=INC%201%2F..%2Fx%3Fy%23z&a=1\n"}, {NULL, NULL}};
    Config config = test_config();

    (void)state;
    set_desk(&config);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        ConfirmationRequest request = test_request();
        request.ticket_number = rows[i].number;
        g_auto(ConfirmationTexts) texts = fill(&config, &request);
        assert_int_equal(strstr(texts.text, "https://") != NULL, rows[i].link != NULL);
        if (rows[i].link != NULL)
            assert_non_null(strstr(texts.text, rows[i].link));
    }
}

static void
the_date_is_the_mails_where_it_can_be_true(void **state)
{
    static const struct {
        gint64 sent_s;
        const char *date;
    } rows[] = {
        {1700000000, "Tuesday 14 November 2023, 22:13 (UTC)"},
        {-1, "Tuesday 14 November 2023, 22:14 (UTC)"},
        {1700000061, "Tuesday 14 November 2023, 22:14 (UTC)"},
        {1600000000, "Tuesday 14 November 2023, 22:14 (UTC)"},
    };
    const Config config = test_config();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        ConfirmationRequest request = test_request();
        request.sent_s = rows[i].sent_s;
        g_auto(ConfirmationTexts) texts = fill(&config, &request);
        if (strstr(texts.text, rows[i].date) == NULL)
            fail_msg("row %u: %s", i, texts.text);
    }
}

/* Templates of earlier releases, or changed by somebody. */
static void
templates_of_an_earlier_version_go_on_working(void **state)
{
    static const char *const dutch[] = {"nl", NULL};
    const Fixture *fixture = *state;
    Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *folder = g_build_filename(fixture->directory, "nl", NULL);
    g_autofree char *created = g_build_filename(folder, "created.txt", NULL);
    g_autofree char *oversize = g_build_filename(folder, "oversize.txt", NULL);
    g_autofree char *refused = g_build_filename(folder, "refused.txt", NULL);

    config.template_dir = fixture->directory;
    request.languages = dutch;
    request.files = "big.iso";
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(created, "Subject: x\n\nTicket {ticket_number}.\n\n{note}\n",
                                    -1, NULL));
    assert_true(g_file_set_contents(oversize, "Subject: x\n\n##- Above -##\n\nToo large: {files}\n",
                                    -1, NULL));
    assert_true(g_file_set_contents(refused, "Subject: x\n\nNo.\n", -1, NULL));
    g_auto(ConfirmationTexts) texts = fill(&config, &request);
    assert_string_equal(texts.text, "##- Typ uw antwoord boven deze regel -##\n\n"
                                    "Ticket INC0000001.\n\nToo large: big.iso\n");
    assert_null(texts.html);
    request.kind = CONFIRMATION_KIND_REFUSED;
    g_auto(ConfirmationTexts) no = fill(&config, &request);
    assert_string_equal(no.text, "No.\n");
    g_unlink(created);
    g_unlink(oversize);
    g_unlink(refused);
    g_rmdir(folder);
}

static void
a_frame_without_its_content_gives_way_to_the_built_in_text(void **state)
{
    const Fixture *fixture = *state;
    Config config = test_config();
    const ConfirmationRequest request = test_request();
    g_autofree char *folder = g_build_filename(fixture->directory, "en", NULL);
    g_autofree char *created = g_build_filename(folder, "created.txt", NULL);
    g_autofree char *frame = g_build_filename(fixture->directory, "frame.html", NULL);

    config.template_dir = fixture->directory;
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(created, "Subject: x\n\nOne.\n", -1, NULL));
    assert_true(g_file_set_contents(frame, "<p>{contents}</p>", -1, NULL));
    g_auto(ConfirmationTexts) texts = fill(&config, &request);
    assert_string_equal(texts.fault, "reply template frame.html: there is no {content}");
    assert_non_null(strstr(texts.text, "received as ticket INC0000001"));
    assert_true(g_file_set_contents(frame, "<body>{content}</body>", -1, NULL));
    g_auto(ConfirmationTexts) framed = fill(&config, &request);
    assert_null(framed.fault);
    assert_non_null(strstr(framed.html, "<p class=\"marker\""));
    g_unlink(created);
    g_rmdir(folder);
}

static void
a_resolved_ticket_is_only_said_to_be_looked_at_again_where_an_answer_reopens_it(void **state)
{
    static const char *const rows[][3] = {
        {"en", "look at it again", "goes to the people who can help."},
        {"nl", "kijken er dan opnieuw naar", "gaat dan naar de mensen die u kunnen helpen."},
        {"de", "sehen es sich noch einmal an", "geht dann an die Menschen"},
        {"fr", "l\u2019examineront \u00e0 nouveau", "parviendra alors aux personnes"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows) * 3; i++) {
        const char *const *row = rows[i / 3];
        const char *const languages[] = {row[0], NULL};
        Config config = test_config();
        ConfirmationRequest request = test_request();
        config.dialect = i % 3 == 1 ? CONFIG_DIALECT_CONNECT : CONFIG_DIALECT_INCIDENT;
        config.policy_resolved = i % 3 == 2 ? CONFIG_RESOLVED_COMMENT : CONFIG_RESOLVED_REOPEN;
        request.kind = CONFIRMATION_KIND_NEWS_RESOLVED;
        request.languages = languages;
        g_auto(ConfirmationTexts) texts = fill(&config, &request);
        assert_int_equal(strstr(texts.text, row[1]) != NULL, i % 3 == 0);
        assert_int_equal(strstr(texts.text, row[2]) != NULL, i % 3 != 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_resolved_ticket_is_only_said_to_be_looked_at_again_where_an_answer_reopens_it),
        cmocka_unit_test(text_and_html_of_the_shipped_templates_say_the_same),
        cmocka_unit_test(the_shipped_html_loads_nothing_and_links_to_the_ticket_alone),
        cmocka_unit_test(who_sent_it_is_greeted_by_a_name_that_is_one_and_vouched_for),
        cmocka_unit_test(what_is_not_configured_leaves_nothing_behind),
        cmocka_unit_test(a_number_is_escaped_in_the_link_and_without_one_there_is_none),
        cmocka_unit_test(the_date_is_the_mails_where_it_can_be_true),
        fixture_test(templates_of_an_earlier_version_go_on_working),
        fixture_test(a_frame_without_its_content_gives_way_to_the_built_in_text),
    };
    g_setenv("TZ", "UTC", TRUE);
    return cmocka_run_group_tests_name("confirmation_texts", tests, NULL, NULL);
}

/* A Decision carried out: requests, look-ups in doubt, and what the journal then knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/policy/mail_key.h"
#include "tests/unit/api_fixture.h"

/* Three files, AAA, BBB and CCC. */
#define PART(name, base64)                                                                         \
    "--b\nContent-Type: application/pdf; name=" name "\nContent-Disposition: attachment; "         \
    "filename=" name "\nContent-Transfer-Encoding: base64\n\n" base64 "\n"
#define HEAD                                                                                       \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n"            \
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee files\n"
#define THREE PART("a.pdf", "QUFB") PART("b.pdf", "QkJC") PART("c.pdf", "Q0ND")
#define MAIL_WITH_FILES HEAD THREE "--b--\n"
#define MAIL_WITH_FOUR_FILES HEAD THREE PART("d.pdf", "RERE") "--b--\n"
#define REFUSED "{\"error\": {\"message\": \"type not allowed\"}}"
#define UPDATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"

typedef struct {
    ApiFixture api;
    char *reference_number;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    api_fixture_start(&fixture->api);
    fixture->api.delivery->config->is_reply_on = FALSE;
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    fixture->reference_number = g_strdup(key->reference_number);
    api_fixture_add_token(&fixture->api);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    api_fixture_stop(&fixture->api);
    g_free(fixture->reference_number);
    g_free(fixture);
    return 0;
}

static gboolean
deliver_text(const Fixture *fixture, const char *text, GError **error)
{
    return delivery_fixture_deliver(fixture->api.delivery, text, NULL, error);
}

static gboolean
deliver(const Fixture *fixture, GError **error)
{
    return deliver_text(fixture, DELIVERY_FIXTURE_MAIL, error);
}

static guint
count_requests(const Fixture *fixture, const char *start)
{
    guint count = 0;
    for (guint i = 0; i < http_server_count(fixture->api.server); i++)
        if (g_str_has_prefix(http_server_request(fixture->api.server, i), start))
            count++;
    return count;
}

static void
add_list(const Fixture *fixture, gboolean has_ours)
{
    g_autofree char *json =
        g_strdup_printf("{\"result\": [{\"ticket_number\": \"INC0000001\", "
                        "\"reference_number\": \"OTHER\"}%s%s%s]}",
                        has_ours ? ", {\"ticket_number\": \"INC0000007\", "
                                   "\"reference_number\": \""
                                 : "",
                        has_ours ? fixture->reference_number : "", has_ours ? "\"}" : "");
    http_server_add_json(fixture->api.server, "200 OK", json);
}

/* Messages in the quarantine whose names end so. */
static guint
count_kept(const Fixture *fixture, const char *suffix)
{
    g_autofree char *path =
        g_build_filename(fixture->api.delivery->config->quarantine_path, "new", NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    guint count = 0;
    const char *name;
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL)
        count += g_str_has_suffix(name, suffix) ? 1 : 0;
    return count;
}

static void
a_ticket_that_was_made_is_adopted(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
    assert_true(deliver(fixture, &error)); /* known now: nothing is asked */
    assert_int_equal(http_server_count(fixture->api.server), 3);
}

static void
a_retry_looks_before_it_creates(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    add_list(fixture, FALSE);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", CREATED);
    g_clear_error(&error);
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "GET /GetActiveIncidents"), 2);
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 2);
}

static void
without_a_list_nothing_is_created_again(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    http_server_add_json(fixture->api.server, "502 Bad Gateway", "{}");
    g_clear_error(&error);
    assert_false(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

static void
an_accepted_ticket_is_looked_up(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "202 Accepted", "{}");
    add_list(fixture, FALSE);
    add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

static void
an_accepted_ticket_is_never_sent_again(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "202 Accepted", "{}");
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    add_list(fixture, FALSE);
    fixture->api.delivery->config->deadline_s = 1; /* not long enough for a second look */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    g_clear_error(&error);
    assert_false(deliver(fixture, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    add_list(fixture, TRUE);
    g_clear_error(&error);
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

static void
a_refused_mail_goes_back_with_the_reason(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED);
    add_list(fixture, FALSE);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 65);
    g_autofree char *line = delivery_error_line(error);
    assert_string_equal(line, "5.6.0 The ticket system refuses the message: type not allowed");
    assert_int_equal(count_kept(fixture, ".refused"), 1);
}

/* An API that makes the ticket, chokes on something else and says 400. */
static void
a_refusal_after_the_work_is_seen(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED);
    add_list(fixture, TRUE);
    g_autoptr(GError) error = NULL;
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_kept(fixture, ".refused"), 0);
}

static void
without_a_list_no_refusal_is_final(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED);
    http_server_add_json(fixture->api.server, "502 Bad Gateway", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
}

static void
after_a_dead_token_it_looks_and_creates(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}");
    api_fixture_add_token(&fixture->api);
    add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", CREATED);
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 2);
}

static void
after_a_dead_token_it_finds_what_was_made(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}");
    api_fixture_add_token(&fixture->api);
    add_list(fixture, TRUE);
    assert_true(deliver(fixture, &error));
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

/* Which of the files a.pdf to d.pdf are in request `n`. */
static char *
files_of(const Fixture *fixture, guint n)
{
    GString *names = g_string_new(NULL);
    for (char name[] = "a"; *name <= 'd'; ++*name) {
        g_autofree char *member = g_strdup_printf("\"name\":\"%s.pdf\"", name);
        if (strstr(http_server_request(fixture->api.server, n), member) != NULL)
            g_string_append(names, name);
    }
    return g_string_free(names, FALSE);
}

static void
assert_files(const Fixture *fixture, guint n, const char *names)
{
    g_autofree char *found = files_of(fixture, n);
    if (strcmp(found, names) != 0)
        fail_msg("request %u has the files '%s' instead of '%s'", n, found, names);
}

static void
refused_attachments_go_one_by_one(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED); /* 1: a, b, c */
    add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", CREATED);     /* 3: none */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);          /* 4: a */
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED); /* 5: b */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);          /* 6: c */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);          /* 7: names b */
    g_autoptr(GError) error = NULL;
    assert_true(deliver_text(fixture, MAIL_WITH_FILES, &error));
    static const char *const files[] = {"abc", "", "", "a", "b", "c", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
    assert_non_null(strstr(http_server_request(fixture->api.server, 7),
                           "b.pdf (3 bytes): type not allowed. A copy is in the quarantine."));
    assert_int_equal(count_kept(fixture, ".refused-files"), 1);
}

/* Broken off behind each of the answers; nothing is sent twice but what is in doubt. */
static void
a_retry_goes_on_with_the_files_that_are_left(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED); /* 1: a, b, c */
    add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 3: none */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 4: list */
    assert_false(deliver_text(fixture, MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    add_list(fixture, TRUE);                                                      /* 5 */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);                 /* 6: a */
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED);        /* 7: b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 8: c */
    assert_false(deliver_text(fixture, MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);                 /* 9: c */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 10: names b */
    assert_false(deliver_text(fixture, MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    http_server_add_json(fixture->api.server, "200 OK", UPDATED); /* 11: names b */
    assert_true(deliver_text(fixture, MAIL_WITH_FILES, &error));
    static const char *const files[] = {"abc", "", "", "", "", "a", "b", "c", "c", "", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
    assert_non_null(strstr(http_server_request(fixture->api.server, 11), "b.pdf (3 bytes)"));
}

static void
refused_overflow_goes_one_by_one(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;            /* two files */
    http_server_add_json(fixture->api.server, "201 Created", CREATED);     /* 1: a, b */
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED); /* 2: c, d */
    http_server_add_json(fixture->api.server, "400 Bad Request", REFUSED); /* 3: c */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);          /* 4: d */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);          /* 5: names c */
    assert_true(deliver_text(fixture, MAIL_WITH_FOUR_FILES, &error));
    static const char *const files[] = {"ab", "cd", "c", "d", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
}

/* The limit of the first try stays this mail's, whatever the configuration says later. */
static void
a_changed_limit_loses_no_file(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;                   /* two files */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 1: a, b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 2: list */
    assert_false(deliver_text(fixture, MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    fixture->api.delivery->config->attachments_per_request = 1000;
    add_list(fixture, TRUE);                                      /* 3 */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED); /* 4: c */
    assert_true(deliver_text(fixture, MAIL_WITH_FILES, &error));
    assert_files(fixture, 1, "ab");
    assert_files(fixture, 4, "c");
}

static void
a_lowered_limit_loses_no_file(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;
    http_server_add_json(fixture->api.server, "201 Created", CREATED);            /* 1: a, b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 2: c */
    assert_false(deliver_text(fixture, MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    fixture->api.delivery->config->attachments_per_request = 1;
    http_server_add_json(fixture->api.server, "200 OK", UPDATED); /* 3: c */
    assert_true(deliver_text(fixture, MAIL_WITH_FILES, &error));
    assert_files(fixture, 3, "c");
}

#define TICKET(state)                                                                              \
    "{\"result\": {\"ticket_number\": \"INC0000001\", \"reference_number\": \"R\", "               \
    "\"state\": \"" state "\"}}"
#define ANSWER(text)                                                                               \
    "From: user@customer.example\nSubject: Re: [INC0000001] Printer\n"                             \
    "Message-ID: <a@customer.example>\n\n" text "\n"

/* The agent sees that the second may be the first once more. */
static void
a_comment_that_may_be_there_says_so(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "401 Unauthorized", "{}"); /* 2 */
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, TICKET("New")); /* 4 */
    assert_true(deliver_text(fixture, ANSWER("Still broken"), &error));
    assert_int_equal(count_requests(fixture, "PATCH /UpdateIncident"), 2);
    static const char words[] = "may have been sent before";
    assert_null(strstr(http_server_request(fixture->api.server, 2), words));
    assert_non_null(strstr(http_server_request(fixture->api.server, 4), words));
    assert_non_null(strstr(http_server_request(fixture->api.server, 4), "Still broken"));
}

/* What was asked of the ticket carries its own reference number at every try. */
static void
a_resumed_comment_keeps_the_reference_of_its_ticket(void **state)
{
    Fixture *fixture = *state;
    static const char mail[] =
        "From: user@customer.example\nSubject: Re: [INC0000001] Printer\nMessage-ID: "
        "<a@customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\n\nSee files\n" THREE "--b--\n";
    fixture->api.delivery->config->attachments_per_request = 4;
    api_fixture_add(&fixture->api, TICKET("New"));
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "503 Service Unavailable", "{}");
    assert_false(deliver_text(fixture, mail, NULL));
    for (guint i = 0; i < 3; i++)
        api_fixture_add(&fixture->api, TICKET("New"));
    assert_true(deliver_text(fixture, mail, NULL));
    assert_true(http_server_count(fixture->api.server) > 4);
    for (guint i = 2; i < http_server_count(fixture->api.server); i++)
        assert_non_null(
            strstr(http_server_request(fixture->api.server, i), "\"reference_number\":\"R\""));
}

static void
add_refusals(const Fixture *fixture, const char *status, guint count)
{
    for (guint i = 0; i < count; i++) {
        http_server_add_json(fixture->api.server, status, "{}");
        add_list(fixture, FALSE);
    }
}

/* Neither the API nor a proxy before it keeps such a mail out for good. */
static void
what_is_not_taken_becomes_a_plain_ticket(void **state)
{
    (void)state;
    static const char *const statuses[] = {"413 Content Too Large", "414 URI Too Long",
                                           "415 Unsupported Media Type",
                                           "422 Unprocessable Content", "403 Forbidden"};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        void *scene = NULL;
        setup(&scene);
        Fixture *fixture = scene;
        g_autoptr(GError) error = NULL;
        add_refusals(fixture, statuses[i], 1);
        http_server_add_json(fixture->api.server, "201 Created", CREATED); /* 3 */
        if (!deliver(fixture, &error))
            fail_msg("%s: %s", statuses[i], error->message);
        const char *plain = http_server_request(fixture->api.server, 3);
        assert_true(g_str_has_prefix(plain, "POST /NewIncident "));
        assert_null(strstr(plain, "Hello"));
        assert_null(strstr(plain, "\"Printer\""));
        assert_non_null(strstr(plain, "From: user@customer.example"));
        assert_non_null(strstr(plain, ".refused-text"));
        assert_int_equal(count_kept(fixture, ".refused-text"), 1);
        assert_int_equal(http_server_count(fixture->api.server), 4);
        teardown(&scene);
    }
}

/* First without its files, which then go one by one. */
static void
what_is_not_taken_with_its_files_goes_without_them(void **state)
{
    Fixture *fixture = *state;
    add_refusals(fixture, "413 Content Too Large", 1);
    http_server_add_json(fixture->api.server, "201 Created", CREATED);
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);
    http_server_add_json(fixture->api.server, "413 Content Too Large", "{}"); /* b */
    http_server_add_json(fixture->api.server, "200 OK", UPDATED);
    http_server_add_json(fixture->api.server, "200 OK", UPDATED); /* names b */
    g_autoptr(GError) error = NULL;
    assert_true(deliver_text(fixture, MAIL_WITH_FILES, &error));
    assert_non_null(strstr(http_server_request(fixture->api.server, 3), "See files"));
    assert_non_null(strstr(http_server_request(fixture->api.server, 7), "b.pdf"));
    assert_int_equal(count_kept(fixture, ".refused-files"), 1);
    assert_int_equal(count_kept(fixture, ".refused-text"), 0);
}

/* A comment, too; its ticket was asked for before, so requests pass. */
static void
a_comment_that_is_not_taken_becomes_a_plain_one(void **state)
{
    Fixture *fixture = *state;
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    api_fixture_add(&fixture->api, TICKET("New"));
    assert_true(deliver_text(fixture, ANSWER("rm -rf"), NULL));
    const char *plain = api_fixture_last_request(&fixture->api);
    assert_true(g_str_has_prefix(plain, "PATCH /UpdateIncident "));
    assert_null(strstr(plain, "rm -rf"));
    assert_non_null(strstr(plain, ".refused-text"));
}

/* That may be the rights of the client: the mail waits. */
static void
a_403_waits_where_nothing_passes(void **state)
{
    Fixture *fixture = *state;
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_int_equal(count_requests(fixture, "POST /NewIncident"), 1);
}

/* A few words that are refused are not the mail's fault. A next try knows that they were due. */
static void
a_plain_ticket_that_is_refused_waits(void **state)
{
    Fixture *fixture = *state;
    add_refusals(fixture, "413 Content Too Large", 1);
    add_refusals(fixture, "400 Bad Request", 1);
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    guint count = http_server_count(fixture->api.server);
    add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", CREATED);
    assert_true(deliver(fixture, NULL));
    assert_int_equal(http_server_count(fixture->api.server), count + 2);
    assert_null(strstr(api_fixture_last_request(&fixture->api), "Hello"));
}

/* No look-up ever sends a mail back. */
static void
a_look_up_that_is_refused_bounces_nothing(void **state)
{
    (void)state;
    static const char *const statuses[] = {"400 Bad Request", "403 Forbidden", "404 Not Found",
                                           "409 Conflict",    "412 Failed",    "422 Unprocessable"};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        void *scene = NULL;
        setup(&scene);
        Fixture *fixture = scene;
        g_autoptr(GError) error = NULL;
        http_server_add_json(fixture->api.server, "400 Bad Request", "{}");
        http_server_add_json(fixture->api.server, statuses[i], "{}");
        assert_false(deliver(fixture, &error));
        assert_int_equal(delivery_error_exit_status(error), 75);
        g_autofree char *line = delivery_error_line(error);
        assert_null(strchr(line, '/'));
        assert_int_equal(count_kept(fixture, ""), 0);
        teardown(&scene);
    }
}

/* To the next try a ticket that was closed by this one looks closed for good. */
static void
a_close_is_written_down_before_it_is_sent(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->policy_close = CONFIG_WHO_ANYONE;
    api_fixture_add(&fixture->api, TICKET("Resolved"));
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    assert_false(deliver_text(fixture, ANSWER("#close"), &error));
    assert_non_null(strstr(api_fixture_last_request(&fixture->api), "\"action\":\"Close\""));
    g_autoptr(Journal) journal = journal_open(fixture->api.delivery->config->journal_path, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    g_autoptr(JournalMail) mail = journal_mail_find(journal, key->key, NULL);
    assert_string_equal(mail->action, "close");
    assert_string_equal(mail->ticket_number, "INC0000001");
    api_fixture_add(&fixture->api, TICKET("Closed"));
    g_clear_error(&error);
    assert_true(deliver_text(fixture, ANSWER("#close"), &error));
    assert_int_equal(count_requests(fixture, "PATCH /UpdateIncident"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_resumed_comment_keeps_the_reference_of_its_ticket, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_not_taken_with_its_files_goes_without_them, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_comment_that_is_not_taken_becomes_a_plain_one, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_403_waits_where_nothing_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_plain_ticket_that_is_refused_waits, setup, teardown),
        cmocka_unit_test(what_is_not_taken_becomes_a_plain_ticket),
        cmocka_unit_test(a_look_up_that_is_refused_bounces_nothing),
        cmocka_unit_test_setup_teardown(a_ticket_that_was_made_is_adopted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_retry_looks_before_it_creates, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_list_nothing_is_created_again, setup, teardown),
        cmocka_unit_test_setup_teardown(an_accepted_ticket_is_looked_up, setup, teardown),
        cmocka_unit_test_setup_teardown(an_accepted_ticket_is_never_sent_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_mail_goes_back_with_the_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refusal_after_the_work_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_dead_token_it_looks_and_creates, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_dead_token_it_finds_what_was_made, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_list_no_refusal_is_final, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_attachments_go_one_by_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_retry_goes_on_with_the_files_that_are_left, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_changed_limit_loses_no_file, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lowered_limit_loses_no_file, setup, teardown),
        cmocka_unit_test_setup_teardown(a_comment_that_may_be_there_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(a_close_is_written_down_before_it_is_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_overflow_goes_one_by_one, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

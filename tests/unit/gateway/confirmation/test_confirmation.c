/* test_confirmation.c - the finished mail, compared octet by octet where that matters. */
#include "tests/unit/journal_fixture.h"

#include "gateway/confirmation/confirmation.h"
#include "parsers/gmime_autoptr.h"

static Config
test_config(void)
{
    static char from[] = "Service Desk <desk@example.org>";
    static char language[] = "en";
    static char directory[] = "/nonexistent";

    return (Config){.mail_from = from, .language = language, .template_dir = directory};
}

static ConfirmationRequest
test_request(void)
{
    return (ConfirmationRequest){.kind = CONFIRMATION_KIND_CREATED,
                                 .recipient = "user@example.org",
                                 .ticket_number = "INC0000001",
                                 .original_subject = "Printer on fire",
                                 .message_id = "first@example.org",
                                 .own_message_id = "tg.1@example.org",
                                 .date_s = 1700000000};
}

/* Composes a confirmation, and prints errors. */
static Confirmation *
compose(const Config *config, const ConfirmationRequest *request)
{
    g_autoptr(GError) error = NULL;
    Confirmation *reply = confirmation_compose(config, request, &error);

    if (error != NULL)
        fail_msg("reply_compose: %s", error->message);
    return reply;
}

static char *
message_text(const Confirmation *reply)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(reply->message, &size);

    return g_strndup(data, size);
}

/* The header with its folded lines joined. */
static char *
header_of(const Confirmation *reply)
{
    g_autofree char *text = message_text(reply);
    char *end = strstr(text, "\r\n\r\n");

    assert_non_null(end);
    end[2] = '\0';
    GString *header = g_string_new(text);
    g_string_replace(header, "\r\n ", " ", 0);
    g_string_replace(header, "\r\n\t", " ", 0);
    return g_string_free(header, FALSE);
}

static void
assert_field(const Confirmation *reply, const char *line)
{
    g_autofree char *header = header_of(reply);
    g_autofree char *framed_header = g_strconcat("\r\n", header, NULL);
    g_autofree char *framed_line = g_strconcat("\r\n", line, "\r\n", NULL);

    if (strstr(framed_header, framed_line) == NULL)
        fail_msg("no line \"%s\" in\n%s", line, header);
}

static guint
count_fields(const Confirmation *reply)
{
    g_autofree char *header = header_of(reply);
    guint count = 0;

    for (const char *p = header; (p = strstr(p, "\r\n")) != NULL; p += 2)
        count++;
    return count;
}

static GMimeMessage *
parse(const Confirmation *reply)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    gsize size = 0;
    const char *data = g_bytes_get_data(reply->message, &size);

    g_mime_stream_write(stream, data, size);
    g_mime_stream_reset(stream);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    return g_mime_parser_construct_message(parser, NULL);
}

static void
has_every_field(void **state)
{
    static const char *const lines[] = {
        "From: Service Desk <desk@example.org>",
        "To: user@example.org",
        "Subject: [INC0000001] Printer on fire",
        "Date: Tue, 14 Nov 2023 22:13:20 +0000",
        "Message-Id: <tg.1@example.org>",
        "In-Reply-To: <first@example.org>",
        "References: <first@example.org>",
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "Content-Language: en",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    };
    const Config config = test_config();
    const ConfirmationRequest request = test_request();
    g_autoptr(Confirmation) reply = compose(&config, &request);

    (void)state;
    assert_non_null(reply);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *header = header_of(reply);
        g_autofree char *lower = g_ascii_strdown(header, -1);
        g_autofree char *wanted = g_ascii_strdown(lines[i], -1);
        if (strstr(lower, wanted) == NULL)
            fail_msg("no \"%s\" in\n%s", lines[i], header);
    }
    assert_int_equal(count_fields(reply), G_N_ELEMENTS(lines));
    assert_string_equal(reply->recipient, "user@example.org");
    assert_string_equal(reply->message_id, "tg.1@example.org");
    assert_string_equal(reply->subject, "[INC0000001] Printer on fire");
    assert_true(
        g_str_has_prefix(reply->body, "Your message was received as ticket INC0000001.\n\n##- "));
    assert_null(strstr(reply->body, "\n\n\n"));
}

static void
lines_end_with_crlf_and_are_short(void **state)
{
    const Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *note = g_strnfill(5000, 'n');
    g_autofree char *subject = g_strnfill(5000, 's');

    (void)state;
    request.files = note;
    request.original_subject = subject;
    g_autoptr(Confirmation) reply = compose(&config, &request);
    g_autofree char *text = message_text(reply);
    assert_true(g_str_has_suffix(text, "\r\n"));
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        assert_null(strpbrk(lines[i], "\r\n"));
        assert_in_range(strlen(lines[i]), 0, 998);
    }
}

static void
nothing_becomes_a_header_field(void **state)
{
    static const char *const evil[] = {
        "x\r\nBcc: victim@example.org",
        "x\nBcc: victim@example.org",
        "x\r\n\r\n<html>",
        "x\rBcc: victim@example.org",
        "=?utf-8?q?x=0D=0ABcc:_victim@example.org?=",
        "{note}{subject}{nonsense}",
        "x\xe2\x80\xa8"
        "Bcc: victim@example.org",
        "\xff\xfe\r\nBcc: x",
        "",
    };
    const Config config = test_config();
    ConfirmationRequest plain = test_request();
    g_autoptr(Confirmation) normal = compose(&config, &plain);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(evil); i++) {
        g_autoptr(GPtrArray) references = g_ptr_array_new();
        g_ptr_array_add(references, (gpointer)(guintptr)evil[i]);
        ConfirmationRequest request = test_request();
        request.original_subject = evil[i];
        request.ticket_number = evil[i];
        request.files = evil[i];
        request.old_ticket_number = evil[i];
        request.references = references;
        g_autoptr(Confirmation) reply = compose(&config, &request);
        assert_non_null(reply);
        assert_int_equal(count_fields(reply), count_fields(normal));
        g_autoptr(GMimeMessage) message = parse(reply);
        assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"));
        assert_true(g_utf8_validate(reply->subject, -1, NULL));
        assert_null(strpbrk(reply->subject, "\r\n"));
    }
}

static void
an_encoded_word_in_a_subject_stays_text(void **state)
{
    const Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    request.original_subject = "=?utf-8?q?x=0D=0ABcc:_victim@example.org?= caf\xc3\xa9";
    g_autoptr(Confirmation) reply = compose(&config, &request);
    g_autoptr(GMimeMessage) message = parse(reply);
    const char *subject = g_mime_message_get_subject(message);
    assert_null(strpbrk(subject, "\r\n"));
    assert_non_null(strstr(subject, "caf\xc3\xa9"));
}

static void
evil_ids_are_left_out(void **state)
{
    const Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    request.message_id = "x@example.org>\r\nBcc: <victim@example.org";
    g_autoptr(Confirmation) reply = compose(&config, &request);
    g_autofree char *header = header_of(reply);
    assert_null(strstr(header, "In-Reply-To"));
    assert_null(strstr(header, "References"));
    assert_null(strstr(header, "Bcc"));
}

static void
references_are_bounded_at_both_ends(void **state)
{
    const Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);

    (void)state;
    for (guint i = 0; i < 1000; i++)
        g_ptr_array_add(references, g_strdup_printf("r%u@example.org", i));
    request.references = references;
    g_autoptr(Confirmation) reply = compose(&config, &request);
    g_autoptr(GMimeMessage) message = parse(reply);
    const char *field = g_mime_object_get_header(GMIME_OBJECT(message), "References");
    GMimeReferences *ids = g_mime_references_parse(NULL, field);
    assert_int_equal(g_mime_references_length(ids), 20);
    assert_string_equal(g_mime_references_get_message_id(ids, 0), "r0@example.org");
    assert_string_equal(g_mime_references_get_message_id(ids, 18), "r999@example.org");
    assert_string_equal(g_mime_references_get_message_id(ids, 19), "first@example.org");
    g_mime_references_free(ids);
}

static void
unusable_addresses_are_refused(void **state)
{
    static const char *const recipients[] = {"user@example.org\r\nBcc: x@example.org", "", "user",
                                             "a@example.org, b@example.org"};
    const Config config = test_config();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(recipients); i++) {
        g_autoptr(GError) error = NULL;
        ConfirmationRequest request = test_request();
        request.recipient = recipients[i];
        assert_null(confirmation_compose(&config, &request, &error));
        assert_error(error, DELIVERY_ERROR_MESSAGE);
    }
}

static void
an_unusable_from_is_the_operators_to_mend(void **state)
{
    static const char *const values[] = {"", "Desk", "a@example.org, b@example.org",
                                         "group: a@example.org;"};
    const ConfirmationRequest request = test_request();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *from = g_strdup(values[i]);
        Config config = test_config();
        config.mail_from = from;
        assert_null(confirmation_compose(&config, &request, &error));
        assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    }
}

static void
names_and_addresses_beyond_ascii_survive(void **state)
{
    Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *from = g_strdup("Caf\xc3\xa9 desk <desk@example.org>");

    (void)state;
    config.mail_from = from;
    request.recipient = "r\xc3\xa9mi@example.org";
    request.reply_to = "desk+inc1-abc@example.org";
    request.original_subject = "\xe6\xb1\xba\xe6\xb8\x88 caf\xc3\xa9";
    g_autoptr(Confirmation) reply = compose(&config, &request);
    g_autoptr(GMimeMessage) message = parse(reply);
    InternetAddressList *list = g_mime_message_get_from(message);
    assert_string_equal(internet_address_get_name(internet_address_list_get_address(list, 0)),
                        "Caf\xc3\xa9 desk");
    assert_field(reply, "To: r\xc3\xa9mi@example.org");
    assert_field(reply, "Reply-To: desk+inc1-abc@example.org");
    assert_string_equal(g_mime_message_get_subject(message),
                        "[INC0000001] \xe6\xb1\xba\xe6\xb8\x88 caf\xc3\xa9");
}

static void
a_dry_run_has_no_number_yet(void **state)
{
    const Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    request.ticket_number = NULL;
    request.message_id = NULL;
    g_autoptr(Confirmation) reply = compose(&config, &request);
    assert_string_equal(reply->subject, "[INC...] Printer on fire");
}

static void
html_goes_beside_the_text(void **state)
{
    const Fixture *fixture = *state;
    Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *folder = g_build_filename(fixture->directory, "en", NULL);
    g_autofree char *text = g_build_filename(folder, "created.txt", NULL);
    g_autofree char *html = g_build_filename(folder, "created.html", NULL);
    static const char own_marker[] = "##- Typ boven deze regel -##";

    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(text,
                                    "Subject: {subject}\n\n##- Typ boven deze regel "
                                    "-##\n\n{note}\n\n{subject}: bye caf\xc3\xa9\n",
                                    -1, NULL));
    assert_true(g_file_set_contents(html, "<p>{subject}</p>", -1, NULL));
    config.template_dir = fixture->directory;
    request.original_subject = "<script>";
    g_autoptr(Confirmation) reply = compose(&config, &request);
    assert_true(g_str_has_prefix(reply->body, own_marker));
    g_autoptr(GMimeMessage) message = parse(reply);
    GMimeObject *both = g_mime_message_get_mime_part(message);
    assert_true(GMIME_IS_MULTIPART(both));
    assert_int_equal(g_mime_multipart_get_count(GMIME_MULTIPART(both)), 2);
    g_autofree char *plain = g_mime_text_part_get_text(
        GMIME_TEXT_PART(g_mime_multipart_get_part((GMimeMultipart *)both, 0)));
    g_autofree char *rich = g_mime_text_part_get_text(
        GMIME_TEXT_PART(g_mime_multipart_get_part((GMimeMultipart *)both, 1)));
    assert_non_null(strstr(plain, "<script>: bye caf\xc3\xa9"));
    assert_non_null(strstr(rich, "<p>&lt;script&gt;</p>"));
    assert_true(g_str_has_prefix(rich, "<p>##- Please"));

    assert_true(g_file_set_contents(html, "<p>{sender}</p>", -1, NULL));
    assert_null(reply->fault);
    g_unlink(text);
    g_unlink(html);
    g_rmdir(folder);
}

/* People get their ticket number even if a template is broken. */
static void
a_broken_template_gives_way_to_the_built_in_text(void **state)
{
    static const struct {
        const char *name, *text, *fault;
    } rows[] = {
        {"created.txt", "Thank you.\n", "en/created.txt: must begin with a Subject line"},
        {"created.txt", "Subject: x\n\n{sender}\n", "unknown placeholder {sender}"},
        {"created.txt", "Subject: {sender}\n\nx\n", "unknown placeholder {sender}"},
        {"created.html", "<p>{sender}</p>", "unknown placeholder {sender}"},
        {"oversize.txt", "Subject: x\n\n{sender}\n", "unknown placeholder {sender}"},
    };
    const Fixture *fixture = *state;
    Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *folder = g_build_filename(fixture->directory, "en", NULL);
    g_autofree char *good = g_build_filename(folder, "created.txt", NULL);

    config.template_dir = fixture->directory;
    request.files = "big.bin";
    assert_int_equal(g_mkdir(folder, 0700), 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(folder, rows[i].name, NULL);
        assert_true(g_file_set_contents(good, "Subject: good\n\nGood.\n", -1, NULL));
        assert_true(g_file_set_contents(path, rows[i].text, -1, NULL));
        g_autoptr(Confirmation) reply = compose(&config, &request);
        g_autofree char *header = header_of(reply);
        g_unlink(path);
        if (reply->fault == NULL || strstr(reply->fault, rows[i].fault) == NULL ||
            strstr(reply->body, "received as ticket INC0000001") == NULL ||
            strstr(reply->body, "\n\nSome files could not be added") == NULL ||
            strcmp(reply->subject, "[INC0000001] Printer on fire") != 0 ||
            strstr(header, "\r\nContent-Type: text/plain") == NULL)
            fail_msg("row %u: %s; %s", i, reply->fault, reply->body);
    }
    g_unlink(good);
    g_rmdir(folder);
}

/* If an error may pass, the confirmation waits for the next try, because the operator's text
 * exists. */
static void
a_template_that_cannot_be_read_just_now_is_waited_for(void **state)
{
    Config config = test_config();
    const ConfirmationRequest request = test_request();
    g_autoptr(GError) error = NULL;

    (void)state;
    config.template_dir = g_strnfill(5000, 'x'); /* ENAMETOOLONG */
    assert_null(confirmation_compose(&config, &request, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    g_free(config.template_dir);
}

static void
the_number_stands_alone_in_the_subject(void **state)
{
    static const struct {
        const char *template_subject, *subject;
    } rows[] = {
        {"[{ticket_number}] {subject}", "[INC0000001] Printer on fire"},
        {"[{ticket_number}]{subject}", "[INC0000001] Printer on fire"},
        {"Re:[{ticket_number}]: {subject}", "Re: [INC0000001] : Printer on fire"},
        {"{subject}[{ticket_number}]", "Printer on fire [INC0000001]"},
    };
    const Fixture *fixture = *state;
    Config config = test_config();
    g_autofree char *folder = g_build_filename(fixture->directory, "en", NULL);
    g_autofree char *path = g_build_filename(folder, "created.txt", NULL);

    config.template_dir = fixture->directory;
    assert_int_equal(g_mkdir(folder, 0700), 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ConfirmationRequest request = test_request();
        g_autofree char *text = g_strdup_printf("Subject: %s\n\nx\n", rows[i].template_subject);
        assert_true(g_file_set_contents(path, text, -1, NULL));
        g_autoptr(Confirmation) reply = compose(&config, &request);
        assert_string_equal(reply->subject, rows[i].subject);
    }
    g_unlink(path);
    g_rmdir(folder);
}

static void
files_left_out_are_named_in_the_language_of_the_reply(void **state)
{
    static char templates[] = TEMPLATES;
    static const char *const dutch[] = {"nl", NULL};
    Config config = test_config();
    ConfirmationRequest request = test_request();

    (void)state;
    config.template_dir = templates;
    request.languages = dutch;
    g_autoptr(Confirmation) without = compose(&config, &request);
    assert_null(strstr(without->body, "aan ticket INC0000001 worden"));
    request.files = "big.iso (9 GB)";
    g_autoptr(Confirmation) with = compose(&config, &request);
    assert_non_null(strstr(with->body, "aan ticket INC0000001 worden"));
    assert_non_null(strstr(with->body, "big.iso (9 GB)"));
    assert_null(strstr(strstr(with->body, "##-") + 3, "##-"));
    request.kind = CONFIRMATION_KIND_OVERSIZE;
    g_autoptr(Confirmation) alone = compose(&config, &request);
    assert_non_null(strstr(alone->body, "big.iso (9 GB)"));
}

/* Otherwise somebody could forge From and make us write to the owner of the address. */
static void
little_is_quoted_of_what_nobody_vouches_for(void **state)
{
    (void)state;
    const Config config = test_config();
    ConfirmationRequest request = test_request();
    g_autofree char *rest = g_strnfill(200, 'x');
    g_autofree char *subject = g_strconcat("Win at https://evil.example/now ", rest, NULL);
    request.original_subject = subject;
    for (guint is_untrusted = 0; is_untrusted < 2; is_untrusted++) {
        request.is_untrusted = is_untrusted == 1;
        g_autoptr(Confirmation) reply = compose(&config, &request);
        assert_int_equal(strstr(reply->subject, "https://evil.example/now") == NULL, is_untrusted);
        assert_int_equal(strstr(reply->subject, "https[:]//evil[.]example/now") != NULL,
                         is_untrusted);
        assert_int_equal(strlen(reply->subject) < 80 + 40, is_untrusted);
        assert_null(strstr(reply->body, is_untrusted ? "https://evil" : "[:]"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_every_field),
        cmocka_unit_test(lines_end_with_crlf_and_are_short),
        cmocka_unit_test(nothing_becomes_a_header_field),
        cmocka_unit_test(an_encoded_word_in_a_subject_stays_text),
        cmocka_unit_test(evil_ids_are_left_out),
        cmocka_unit_test(references_are_bounded_at_both_ends),
        cmocka_unit_test(unusable_addresses_are_refused),
        cmocka_unit_test(an_unusable_from_is_the_operators_to_mend),
        cmocka_unit_test(names_and_addresses_beyond_ascii_survive),
        cmocka_unit_test(a_dry_run_has_no_number_yet),
        fixture_test(html_goes_beside_the_text),
        fixture_test(a_broken_template_gives_way_to_the_built_in_text),
        cmocka_unit_test(a_template_that_cannot_be_read_just_now_is_waited_for),
        fixture_test(the_number_stands_alone_in_the_subject),
        cmocka_unit_test(files_left_out_are_named_in_the_language_of_the_reply),
        cmocka_unit_test(little_is_quoted_of_what_nobody_vouches_for),
    };
    g_mime_init();
    return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}

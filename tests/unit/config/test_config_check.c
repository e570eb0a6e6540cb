/* Typing mistakes in the file: each is found before the first mail, with what would be right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"

#define SERVICE "[ticket]\nservice = Office\n"
#define BASE                                                                                       \
    "[api]\nbase_url = https://api.example.org/x\ntoken_url = https://api.example.org/y\n"         \
    "client_id = me\nclient_secret_file = secret\n[journal]\npath = /var/lib/x/journal.db\n"       \
    "[mail]\nfrom = Support <support@example.org>\n" SERVICE
#define TICKET "[ticket]\nci = PRINTERS\n"

/* The mistakes of the file, with ~ between them; "" if there are no mistakes. */
static char *
mistakes_of(const char *text)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("config-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(path, &mistakes, &error);
    g_unlink(path);
    assert_true((config == NULL) == (mistakes != NULL));
    if (mistakes == NULL)
        return g_strdup("");
    g_ptr_array_add(mistakes, NULL);
    return g_strjoinv("~", (char **)mistakes->pdata);
}

static void
mistyped_lines_are_mistakes(void **state)
{
    static const struct {
        const char *lines, *mistake; /* a part of the only mistake */
    } rows[] = {
        {TICKET, NULL},
        /* Customer Connect needs a service, and no ci */
        {"[api]\ndialect = connect\n", NULL},
        {"[api]\ndialect = connect\n[route a]\nrecipient = support@example.org\n", NULL},
        {"[api]\ndialect = connect\n" TICKET "priority = urgent\n",
         "[ticket] priority: 'urgent' is not "},
        {"[api]\ndialect = servicenow\n" TICKET, "'servicenow' is not one of incident, connect"},
        /* 77 for everybody */
        {TICKET "[policy]\nallow = a.example, b.example\n",
         "[policy] allow: 'a.example, b.example' has a comma in it; put ; between values"},
        {TICKET "[policy]\nallow = @c.example\n",
         "[policy] allow: '@c.example' begins with @; a domain stands alone: c.example"},
        {TICKET "[policy]\nallow = \"c.example\"\n", "has quotes around it"},
        {TICKET "[policy]\nallow = c.example # partners\n", "has a comment behind it"},
        {TICKET "[policy]\nallow = c.example;\xc2\xa0"
                "d.example\n",
         "cannot be seen (U+00A0)"},
        {TICKET "[policy]\ndeny = a.example, b.example\n", "[policy] deny: 'a.example, b.example'"},
        {TICKET "[policy]\ndeny = *@c.example\nallow = c.example\n", NULL},
        {TICKET "[policy]\ndeny = *\n", "[policy] deny: '*' refuses everybody"},
        {TICKET "[policy]\ndeny = *@*.*\n", "refuses everybody"},
        {TICKET "[policy]\ndeny = ?*\n", "refuses everybody"},
        {TICKET "[policy]\nallow = C.example; d.example\ndeny = c.EXAMPLE\n",
         "[policy] allow: 'C.example' stands in deny, too"},
        {TICKET "[policy]\nallow = partners.txt\n", "'partners.txt' is the name of a file"},
        {TICKET "[policy]\nallow = everyone\n", "is no address and no domain"},
        {TICKET "[policy]\nallow = \xd1\x81ust.example\n", "two alphabets that look alike"},
        {TICKET "[route noc]\nrecipient = n\xd0\xbe"
                "c@example.org\n",
         "[route noc] recipient: 'n\xd0\xbe"
         "c@example.org' has letters of two alphabets"},
        {TICKET "[policy]\nallow = c.example; *@d.example; a@e.example\ndeny = .example.net\n",
         "[policy] deny: '.example.net' begins with a dot"},
        {TICKET "[policy]\nallow =\ndeny =\nauthserv_ids =\n", NULL},
        /* nothing is proven, and no command word is known */
        {TICKET "[policy]\nauthserv_ids = mx1.example.org, mx2.example.org\n",
         "[policy] authserv_ids: 'mx1.example.org, mx2.example.org' has a comma"},
        {TICKET "[policy]\nauthserv_ids = mx1.example.org mx2.example.org\n",
         "no name of a server"},
        {TICKET "[policy]\nauthserv_ids = mx.example.org; dmarc=pass\n",
         "[policy] authserv_ids: 'dmarc=pass' is no name of a server"},
        {TICKET "[policy]\nauthserv_ids = *\n", "no name of a server"},
        {TICKET "[policy]\nauthserv_ids = mx\n", NULL},
        {TICKET "[policy]\nticket_system_senders = *\n",
         "[policy] ticket_system_senders: '*' is almost everybody"},
        {TICKET "[policy]\nticket_system_senders = *.example\n", "is almost everybody"},
        {TICKET "[policy]\nrequester_from_reply_to = *@*\n",
         "[policy] requester_from_reply_to: '*@*' is almost everybody"},
        {TICKET "[policy]\nrequester_from_reply_to = noreply@*; *@forms.example\n", NULL},
        {TICKET "[policy]\nclose_words = #done\nreopen_words = #again; #Done\n",
         "[policy] reopen_words: '#Done' stands in close_words, too"},
        {TICKET "closed_states = Done; Over\nresolved_states = done\n",
         "[ticket] closed_states: 'Done' stands in resolved_states, too"},
        {TICKET "[policy]\nclose_words = #close, #sluiten\n",
         "[policy] close_words: '#close, #sluiten' has a comma"},
        {TICKET "[policy]\nreopen_words = #open, #again\n", "[policy] reopen_words: "},
        {TICKET "[policy]\nclose_words = #close; # and in Dutch\n", "has a comment behind it"},
        {TICKET "resolved_states = Resolved, Done\n", "[ticket] resolved_states: "},
        {TICKET "closed_states = Closed, Done\n", "[ticket] closed_states: "},
        {TICKET "ci_list = PRINTERS, NETWORK; PRINTERS\n", "[ticket] ci_list: "},
        {"[ticket]\nci = ROUTER, HALL 2\nci_list = ROUTER, HALL 2; PRINTERS\n", NULL},
        /* 67 for everybody */
        {TICKET "[route noc]\nrecipient = noc@example.org, hw@example.org\n",
         "[route noc] recipient: 'noc@example.org, hw@example.org' has a comma"},
        {TICKET "[route noc]\nrecipient = noc@example.org hw@example.org\n", "white space"},
        {TICKET "[route noc]\nrecipient = <noc@example.org>\n", "angle brackets"},
        {TICKET "[route noc]\nrecipient = example.org\n",
         "[route noc] recipient: 'example.org' is a domain alone; all of it is *@example.org"},
        {TICKET "[route noc]\nrecipient = noc\n", "is no address"},
        {TICKET "[route noc]\nrecipient = 'noc@example.org'\n", "has quotes around it"},
        {TICKET "[route noc]\nrecipient = noc@example.org ; hw@example.org;\n", NULL},
        {TICKET "[route noc]\nrecipient = a@b.example\n[route  noc]\nrecipient = c@b.example\n",
         "[route noc]: there are two of these"},
        {TICKET "[route ]\nrecipient = a@b.example\n", "[route ]: has no name"},
        /* replies to our own mails bounced */
        {"[route noc]\nrecipient = noc@example.org\nci = X\n",
         "[mail] from: no route takes mail to support@example.org"},
        {"[route noc]\nrecipient = noc@example.org; Support@Example.org\nci = X\n", NULL},
        {"[route noc]\nrecipient = *@example.org\nci = X\n", NULL},
        {TICKET "[route noc]\nrecipient = noc@example.org\n", NULL},
        /* 65 for everybody */
        {TICKET "[limits]\nmax_message_size = 25\n",
         "[limits] max_message_size: '25' is too little; the default is 25M, the least 64k"},
        {TICKET "[limits]\nmax_message_size = 63k\n", "is too little"},
        {TICKET "[limits]\nmax_message_size = 65535\n", "is too little"},
        {TICKET "[limits]\nmax_message_size = 64k\n", NULL},
        {TICKET "[limits]\nmax_message_size = 25MB\n", "is not a size such as"},
        {TICKET "[limits]\nmax_message_size = 25m\n", "is not a size such as"},
        {TICKET "[limits]\nattachments_per_request = 10\n", "is too little"},
        {TICKET "[limits]\nmax_text_size = 256\n", "is too little"},
        {TICKET "[limits]\nmax_header_size = 1\n", "is too little"},
        {TICKET "[limits]\nparse_memory = 256\n", "is too little"},
        {TICKET "[limits]\nmax_headers = 2\n",
         "[limits] max_headers: '2' is too little; the default is 2000, the least 100"},
        {TICKET "short_description_max = 0\n", "the least 20"},
        {TICKET "[quarantine]\nmax_size = 1\n", "the least 1M"},
        {TICKET "[quarantine]\nmax_size = 0\n", NULL},
        {TICKET "[quarantine]\nmin_free = 999999G\n", "[quarantine] min_free: the disk of "},
        {TICKET "[attachments]\ndrop_images_below = 4k\n", NULL},
        /* keys and groups that occur twice, one of them by the rules of GKeyFile */
        {TICKET "ci = NETWORK\n", "[ticket] ci: set twice, in lines 13 and 14"},
        {TICKET "[mail]\nreply = no\n", NULL},
        {TICKET "[mail]\nfrom = desk@example.org\n", "[mail] from: set twice, in lines 9 and 15"},
        /* quotes, comments, invisible characters, line ends of Windows */
        {"[ticket]\nci = \"PRINTERS\"\n", "[ticket] ci: '\"PRINTERS\"' has quotes around it"},
        {"[ticket]\nci = \xe2\x80\x9cPRINTERS\xe2\x80\x9d\n", "has quotes around it"},
        {"[ticket]\nci = PRINTERS # all of them\n", "has a comment behind it"},
        {"[ticket]\nci = PRINTERS ; all of them\n", "has a comment behind it"},
        {"[ticket]\nci = PRINTERS\xe2\x80\x8b\n", "cannot be seen (U+200B)"},
        {"[ticket]\nci = PRINTER #5\n", NULL},
        {"[ticket]\r\nci = PRINTERS\r\n", NULL},
        {TICKET "default_subject = \"none\"\n", "has quotes around it"},
        {TICKET "default_subject = Sans objet # \xc2\xa0:\n", NULL},
        {TICKET "number_pattern = Case # [0-9]+\n", NULL},
        {TICKET "number_pattern = INC[0-9]+|\n", "is also of no text at all"},
        {TICKET "number_pattern = [0-9]*\n", "is also of no text at all"},
        {TICKET "number_pattern = [A-Z0-9]+\n", "is also of words without a digit"},
        {TICKET "number_pattern = /INC[0-9]+/\n", "has slashes around it"},
        {TICKET "number_pattern = INC\\\\d{7}\n", "asks for a backslash"},
        {TICKET "number_pattern = INC\\d{7}\n", NULL},
        {TICKET "[spool]\npath = /var/tmp # fast\n", "has a comment behind it"},
        {TICKET "[reply]\non_comment = yes \n", NULL},
        {TICKET "[reply]\non_comment = Yes\n", "is not yes or no"},
        {TICKET "[reply]\non_comment = true\n", "is not yes or no"},
        {TICKET "[reply]\non_comment = yes\xc2\xa0\n", "is not yes or no"},
        {TICKET "[policy]\ncomment = \"anyone\"\n", "is not one of anyone, participants"},
        {TICKET "[lmtp]\nworkers = 8 ; one for each core\n", "is not a whole number"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(BASE, rows[i].lines, NULL);
        g_autofree char *found = mistakes_of(text);
        if (rows[i].mistake == NULL
                ? *found != '\0'
                : strstr(found, rows[i].mistake) == NULL || strchr(found, '~') != NULL)
            fail_msg("row %zu: %s: %s", i, rows[i].lines, *found != '\0' ? found : "taken");
    }
}

/* What the API requires of every new ticket. */
static void
a_service_is_missed(void **state)
{
    static const struct {
        const char *lines, *mistakes;
    } rows[] = {
        {"[ticket]\nci = X\n", "[ticket] service: missing; set it to the service of new tickets"},
        {"[route a]\nrecipient = *\nci = X\n",
         "[route a] service: missing, and [ticket] service is not set either"},
        {"[route a]\nrecipient = *\nci = X\nservice = S\n", ""},
        {"[ticket]\nci = X\nservice = S\n[route a]\nrecipient = *\n", ""},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(BASE);
        g_string_append(text, rows[i].lines);
        g_string_replace(text, SERVICE, "", 1);
        g_autofree char *found = mistakes_of(text->str);
        assert_string_equal(found, rows[i].mistakes);
    }
}

static void
the_base_is_no_request_and_no_server_of_tokens(void **state)
{
    static const char *const rows[][2] = {
        {"org/x/NewIncident\n", "ends in the name of a request; take /NewIncident out"},
        {"org/x/UpdateIncident/\n", "ends in the name of a request"},
        {"org/y\n", "is also token_url"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(BASE TICKET);
        g_string_replace(text, "org/x\n", rows[i][0], 1);
        g_autofree char *found = mistakes_of(text->str);
        assert_true(g_str_has_prefix(found, "[api] base_url: "));
        assert_non_null(strstr(found, rows[i][1]));
    }
}

static void
addresses_of_servers_have_no_query(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(BASE TICKET);
    g_string_replace(text, "org/y", "org/y?grant_type=client_credentials", 1);
    g_autofree char *found = mistakes_of(text->str);
    assert_true(g_str_has_prefix(found, "[api] token_url: "));
    assert_non_null(strstr(found, "without ? and #"));
}

static void
a_byte_order_mark_is_named(void **state)
{
    (void)state;
    g_autofree char *found = mistakes_of("\xef\xbb\xbf" BASE TICKET);
    assert_string_equal(found,
                        "the file begins with a byte order mark; save it as UTF-8 without one");
}

/* A journal, a token, a key that is a directory, and a quarantine that is a file. */
static void
files_and_directories_are_told_apart(void **state)
{
    static const char *const rows[][2] = {
        {"[journal]\npath = /var/lib/x/journal.db\n", "[journal]\npath = %s\n"},
        {"[mail]\n", "[mail]\nkey_file = %s\n"},
        {"client_id = me\n", "client_id = me\ntoken_cache = %s\n"},
        {"client_id = me\n", "client_id = me\nca_file = %s\n"},
    };
    (void)state;
    g_autofree char *directory = g_dir_make_tmp("kinds-XXXXXX", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) halves = g_strsplit(rows[i][1], "%s", 2);
        g_autofree char *line = g_strconcat(halves[0], directory, halves[1], NULL);
        g_autoptr(GString) text = g_string_new(BASE TICKET);
        assert_int_equal(g_string_replace(text, rows[i][0], line, 1), 1);
        g_autofree char *found = mistakes_of(text->str);
        if (strstr(found, " is a directory; name a file in it") == NULL)
            fail_msg("%s: %s", line, found);
    }
    g_autofree char *file = g_build_filename(directory, "file", NULL);
    assert_true(g_file_set_contents(file, "", -1, NULL));
    g_autofree char *text = g_strconcat(BASE TICKET "[quarantine]\npath = ", file, "\n", NULL);
    g_autofree char *found = mistakes_of(text);
    assert_non_null(strstr(found, " is no directory; name one"));
    g_unlink(file);
    g_rmdir(directory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistyped_lines_are_mistakes),
        cmocka_unit_test(a_service_is_missed),
        cmocka_unit_test(the_base_is_no_request_and_no_server_of_tokens),
        cmocka_unit_test(addresses_of_servers_have_no_query),
        cmocka_unit_test(a_byte_order_mark_is_named),
        cmocka_unit_test(files_and_directories_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The configuration file as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_keys.h"

#define MINIMAL                                                                                    \
    "[api]\nbase_url = https://api.example.org/incident/\ntoken_url = "                            \
    "https://api.example.org/token\n"                                                              \
    "client_id = me\nclient_secret_file = secret\n[ticket]\nci = PRINTERS\nservice = "             \
    "Office\nci_list = PRINTERS; "                                                                 \
    "NETWORK\n"                                                                                    \
    "[mail]\nfrom = Support <support@example.org>\n[journal]\npath = /var/lib/x/journal.db\n"

static Config *
load(const char *text, GPtrArray **ret_mistakes, GError **error)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("config-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    Config *config = config_load(path, ret_mistakes, error);
    g_unlink(path);
    return config;
}

static void
a_small_file_gets_sane_defaults(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(MINIMAL, NULL, &error);
    assert_null(error);
    assert_string_equal(config->base_url, "https://api.example.org/incident");
    assert_string_equal(config->token_cache, "/var/lib/x/token");
    assert_string_equal(config->quarantine_path, "/var/lib/x/quarantine");
    assert_string_equal(config->ca_path, "/etc/ssl/certs");
    assert_int_equal(config->max_message_size, 25 * 1024 * 1024);
    assert_int_equal(config->attachments_per_request, 0); /* the dialect's */
    assert_int_equal(config->deadline_s, 300);
    assert_int_equal(config->connect_timeout_ms, 10000);
    assert_true(config->is_reply_on);
    assert_null(config->clamd);
    assert_int_equal(config->scan_timeout_ms, 60000);
    assert_int_equal(config->max_parts, 1000);
    assert_false(config->keep_quoted);
    assert_int_equal(config->policy_comment, CONFIG_WHO_ANYONE);
    assert_int_equal(config->policy_close, CONFIG_WHO_VERIFIED);
    assert_int_equal(g_strv_length(config->ci_list), 2);
    assert_string_equal(config->ci_list[1], "NETWORK");
    assert_string_equal(config->close_words[0], "#close");
    assert_int_equal(config->routes->len, 0);
}

static void
routes_keep_their_order(void **state)
{
    (void)state;
    g_autoptr(Config) config =
        load(MINIMAL "[route noc]\nrecipient = NOC@*;x@example.org\nci = NETWORK\nlanguage = nl\n"
                     "[route all]\nrecipient = *\n",
             NULL, NULL);
    assert_int_equal(config->routes->len, 2);
    const ConfigRoute *noc = g_ptr_array_index(config->routes, 0);
    assert_string_equal(noc->name, "noc");
    assert_string_equal(noc->recipients[0], "noc@*");
    assert_string_equal(noc->ci, "NETWORK");
    assert_string_equal(noc->language, "nl");
    assert_null(((const ConfigRoute *)g_ptr_array_index(config->routes, 1))->ci);
}

static gboolean
has_mistake(GPtrArray *mistakes, const char *part)
{
    for (guint i = 0; i < mistakes->len; i++)
        if (strstr(g_ptr_array_index(mistakes, i), part) != NULL)
            return TRUE;
    return FALSE;
}

/* These would bounce, defer or lose every mail. */
static void
nothing_is_not_enough(void **state)
{
    static const char *const rows[] = {
        "[limits]\ndeadline = 0",   "[limits]\nmax_message_size = 0k", "[limits]\nparse_memory = 0",
        "[limits]\nparse_time = 0", "[lmtp]\nidle_timeout = 0",        "[lmtp]\nmax_recipients = 0",
        "[lmtp]\nworkers = 0",      "[lmtp]\nmessages_per_worker = 0",
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(MINIMAL, rows[i], "\n", NULL);
        g_autoptr(GPtrArray) mistakes = NULL;
        g_autoptr(Config) config = load(text, &mistakes, NULL);
        assert_null(config);
        assert_int_equal(mistakes->len, 1);
        assert_true(has_mistake(mistakes, "' is too little; ") ||
                    has_mistake(mistakes, "' is not a time such as "));
    }
    g_autoptr(Config) config = load(MINIMAL "[budget]\ntickets_per_sender = 0\n"
                                            "[attachments]\ndrop_images_below = 0\n",
                                    NULL, NULL);
    assert_non_null(config);
}

/* Every key is read, whatever its group. */
static void
every_number_of_the_table_can_be_set(void **state)
{
    (void)state;
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++) {
        if (key->type != CONFIG_TYPE_COUNT && key->type != CONFIG_TYPE_BOOLEAN)
            continue;
        gboolean is_count = key->type == CONFIG_TYPE_COUNT;
        gboolean is_on = !is_count && strcmp(key->fallback, "no") == 0;
        const char *value = is_count ? "207" : is_on ? "yes" : "no";
        g_autofree char *text =
            g_strdup_printf(MINIMAL "[%s]\n%s = %s\n", key->group, key->key, value);
        g_autoptr(Config) config = load(text, NULL, NULL);
        assert_non_null(config);
        int number = *(int *)(gpointer)((char *)config + key->offset);
        if (number != (is_count ? 207 : is_on))
            fail_msg("[%s] %s is not read", key->group, key->key);
    }
}

static void
every_mistake_is_named_in_one_run(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) error = NULL;
    assert_null(
        load("[api]\nbase_url = http://api.example.org\nbase_ulr = x\nclient_id = me\n"
             "client_secret_file = secret\ntoken_url = https://a.example/token\n"
             "[ticket]\nci = OTHER\nservice = S\nci_list = A;B\nnumber_pattern = INC(\n"
             "[mail]\nfrom = nobody\nreply = perhaps\n[limits]\ndeadline = 20m\n"
             "max_depth = 501\nmax_message_size = big\n[polcy]\n[policy]\nclose = all\n[route]\n"
             "[route noc]\nci = C\n",
             &mistakes, &error));
    assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
    static const char *const expected[] = {
        "[api] base_url: 'http://api.example.org' is not an address that begins with https://",
        "[api] base_ulr: there is no such key; did you mean base_url?",
        "[ticket] ci: 'OTHER' is not in [ticket] ci_list (A; B)",
        "[ticket] number_pattern: ",
        "[mail] from: 'nobody' is not an address",
        "[mail] reply: 'perhaps' is not yes or no",
        "[limits] deadline: at most 15m",
        "[limits] max_depth: at most 500",
        "[limits] max_message_size: 'big' is not a size",
        "[polcy]: there is no such group",
        "[policy] close: 'all' is not one of anyone, participants, verified",
        "[route]: there is no such group; a route has a name",
        "[route noc] recipient: missing",
        "[route noc] ci: 'C' is not in [ticket] ci_list",
    };
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        if (!has_mistake(mistakes, expected[i]))
            fail_msg("not named: %s", expected[i]);
    assert_int_equal(mistakes->len, G_N_ELEMENTS(expected));
}

static void
required_keys_are_missed(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) mistakes = NULL;
    assert_null(load("", &mistakes, NULL));
    static const char *const keys[] = {"[api] base_url",  "[api] token_url",
                                       "[api] client_id", "[api] client_secret_file",
                                       "[mail] from",     "[ticket] ci"};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_true(has_mistake(mistakes, keys[i]));
}

static void
files_that_cannot_be_read_say_so(void **state)
{
    (void)state;
    g_autoptr(GError) missing = NULL;
    assert_null(config_load("/nonexistent/ticketgate.conf", NULL, &missing));
    assert_true(g_error_matches(missing, CONFIG_ERROR, CONFIG_ERROR_READ));
    g_autoptr(GError) broken = NULL;
    assert_null(load("no group\n", NULL, &broken));
    assert_true(g_error_matches(broken, CONFIG_ERROR, CONFIG_ERROR_SYNTAX));
}

static void
a_pattern_keeps_its_backslashes(void **state)
{
    (void)state;
    g_autoptr(Config) config = load(MINIMAL "[reply]\nkeep_quoted = yes\n", NULL, NULL);
    assert_true(config->keep_quoted);
    g_autoptr(GString) text = g_string_new(MINIMAL);
    g_string_replace(text, "[ticket]\n", "[ticket]\nnumber_pattern = TASK\\d{7}\n", 0);
    g_autoptr(Config) other = load(text->str, NULL, NULL);
    assert_string_equal(other->number_pattern, "TASK\\d{7}");
}

/* An empty allow-list would shut everyone out, and hardly anybody means that. */
static void
those_let_in_are_some(void **state)
{
    static const struct {
        const char *entry, *content, *mistake; /* NULL: no mistake */
    } rows[] = {
        {"*@example.org", "", NULL},
        {"FILE", "# staff\n*@example.org\n", NULL},
        {"FILE", "# nobody yet\n", "its files hold no pattern"},
        {"*@example.org;FILE", "", NULL},
    };
    (void)state;
    g_autofree char *path = NULL;
    close(g_file_open_tmp("allow-XXXXXX", &path, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new(MINIMAL "[policy]\nallow = ");
        assert_true(g_file_set_contents(path, rows[i].content, -1, NULL));
        g_string_append_printf(text, "%s\n", rows[i].entry);
        g_string_replace(text, "FILE", path, 0);
        g_autoptr(Config) config = load(text->str, NULL, &error);
        if (rows[i].mistake == NULL
                ? config == NULL || strcmp(config->allow[0], "*@example.org") != 0
                : config != NULL || strstr(error->message, rows[i].mistake) == NULL)
            fail_msg("row %u: %s", i, error != NULL ? error->message : "taken");
    }
    g_unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_file_gets_sane_defaults),
        cmocka_unit_test(routes_keep_their_order),
        cmocka_unit_test(nothing_is_not_enough),
        cmocka_unit_test(every_number_of_the_table_can_be_set),
        cmocka_unit_test(every_mistake_is_named_in_one_run),
        cmocka_unit_test(required_keys_are_missed),
        cmocka_unit_test(files_that_cannot_be_read_say_so),
        cmocka_unit_test(a_pattern_keeps_its_backslashes),
        cmocka_unit_test(those_let_in_are_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

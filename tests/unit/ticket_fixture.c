/* ticket_fixture.c - see ticket_fixture.h. */
#include "tests/unit/ticket_fixture.h"

#include "gateway/policy/mail_key.h"

int
ticket_fixture_setup(void **state)
{
    TicketFixture *fixture = g_new0(TicketFixture, 1);
    api_fixture_start(&fixture->api);
    fixture->api.delivery->config->is_reply_on = FALSE;
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    fixture->reference_number = g_strdup(key->reference_number);
    api_fixture_add_token(&fixture->api);
    *state = fixture;
    return 0;
}

int
ticket_fixture_teardown(void **state)
{
    TicketFixture *fixture = *state;
    api_fixture_stop(&fixture->api);
    g_free(fixture->reference_number);
    g_free(fixture);
    return 0;
}

gboolean
ticket_fixture_deliver(const TicketFixture *fixture, const char *text, GError **error)
{
    return delivery_fixture_deliver(fixture->api.delivery, text, NULL, error);
}

guint
ticket_fixture_count(const TicketFixture *fixture, const char *start)
{
    guint count = 0;
    for (guint i = 0; i < http_server_count(fixture->api.server); i++)
        if (g_str_has_prefix(http_server_request(fixture->api.server, i), start))
            count++;
    return count;
}

void
ticket_fixture_add_list(const TicketFixture *fixture, gboolean has_ours)
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

guint
ticket_fixture_count_kept(const TicketFixture *fixture, const char *suffix)
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

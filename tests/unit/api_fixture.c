/* api_fixture.c - see api_fixture.h. */
#include "tests/unit/api_fixture.h"

#include "gateway/delivery_error.h"

void
api_fixture_start(ApiFixture *fixture)
{
    fixture->server = http_server_start();
    g_autofree char *url = http_server_url(fixture->server, "");
    fixture->delivery = delivery_fixture_new(url);
}

void
api_fixture_stop(ApiFixture *fixture)
{
    if (fixture->http != NULL)
        http_free(fixture->http);
    delivery_fixture_free(fixture->delivery);
    http_server_stop(fixture->server);
}

int
api_fixture_setup(void **state)
{
    ApiFixture *fixture = g_new0(ApiFixture, 1);
    api_fixture_start(fixture);
    *state = fixture;
    return 0;
}

int
api_fixture_setup_http(void **state)
{
    (void)api_fixture_setup(state);
    ApiFixture *fixture = *state;
    fixture->http = http_new(fixture->delivery->config, 0);
    return 0;
}

int
api_fixture_teardown(void **state)
{
    api_fixture_stop(*state);
    g_free(*state);
    return 0;
}

void
api_fixture_add_token(const ApiFixture *fixture)
{
    api_fixture_add(fixture, "{\"access_token\": \"t0ken\", \"token_type\": \"Bearer\", "
                             "\"expires_in\": \"3599\"}");
}

void
api_fixture_add(const ApiFixture *fixture, const char *json)
{
    http_server_add_json(fixture->server, "200 OK", json);
}

const char *
api_fixture_last_request(const ApiFixture *fixture)
{
    guint count = http_server_count(fixture->server);
    return count > 0 ? http_server_request(fixture->server, count - 1) : "";
}

static gboolean
is_lost(gpointer data, GError **error)
{
    (void)data;
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY, "taken over");
    return FALSE;
}

Heartbeat
api_fixture_lost_heartbeat(void)
{
    return (Heartbeat){.prove = is_lost, .keep = is_lost};
}

/* api_fixture.h - a loopback server in place of the Incident API, and a configuration for it. */
#pragma once

#include "gateway/ticket_system/http.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/http_server.h"

typedef struct {
    HttpServer *server;
    DeliveryFixture *delivery;
    Http *http; /* api_fixture_setup_http() alone; else NULL */
} ApiFixture;

/* For tests that have one inside of a fixture of their own. */
void api_fixture_start(ApiFixture *fixture);
void api_fixture_stop(ApiFixture *fixture);

/* As cmocka makes and ends it for a test. The server has no response yet. */
int api_fixture_setup(void **state);
int api_fixture_setup_http(void **state);
int api_fixture_teardown(void **state);

#define api_fixture_test(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, api_fixture_setup, api_fixture_teardown)
#define api_fixture_test_http(name)                                                                \
    cmocka_unit_test_setup_teardown(name, api_fixture_setup_http, api_fixture_teardown)

/* The next response is a token, "t0ken", for an hour; the gateway keeps it for its next requests.
 */
void api_fixture_add_token(const ApiFixture *fixture);
/* The next response is "200 OK" and `json`. */
void api_fixture_add(const ApiFixture *fixture, const char *json);

/* The request that came last, head and body; "" where none came. (transfer none) */
const char *api_fixture_last_request(const ApiFixture *fixture);

/* api_fixture.h - a loopback server in place of the Incident API, and a configuration for it. */
#pragma once

#include "gateway/heartbeat.h"
#include "gateway/ticket_system/http.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/http_server.h"

typedef struct {
    HttpServer *server;
    DeliveryFixture *delivery;
    Http *http; /* api_fixture_setup_http() only; else NULL */
} ApiFixture;

/* For tests with their own fixture that contains this one. */
void api_fixture_start(ApiFixture *fixture);
void api_fixture_stop(ApiFixture *fixture);

/* Setup and teardown for cmocka. The server has no response yet. */
int api_fixture_setup(void **state);
int api_fixture_setup_http(void **state);
int api_fixture_teardown(void **state);

#define api_fixture_test(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, api_fixture_setup, api_fixture_teardown)
#define api_fixture_test_http(name)                                                                \
    cmocka_unit_test_setup_teardown(name, api_fixture_setup_http, api_fixture_teardown)

/* Queues a response with a token, "t0ken", valid for an hour; the gateway keeps it for later
 * requests. */
void api_fixture_add_token(const ApiFixture *fixture);
/* Queues the response "200 OK" with `json`. */
void api_fixture_add(const ApiFixture *fixture, const char *json);

/* The last request, head and body; "" if there was no request. (transfer none) */
const char *api_fixture_last_request(const ApiFixture *fixture);

/* That of a mail that another host took over meanwhile: DELIVERY_ERROR_BUSY. */
Heartbeat api_fixture_lost_heartbeat(void);

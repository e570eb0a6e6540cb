/* delivery_fixture.h - a configuration in a temporary directory and messages in memory. */
#pragma once

#include "config/config.h"

typedef struct {
    char *directory;
    char *config_path;
    Config *config;
} DeliveryFixture;

/* `base_url` of the API, e.g. "http://127.0.0.1:1" where nothing listens. (transfer full) */
DeliveryFixture *delivery_fixture_new(const char *base_url);
void delivery_fixture_free(DeliveryFixture *fixture);

/* A DeliveryFixture with an API that is not there, as cmocka makes and ends it for a test. */
int delivery_fixture_setup(void **state);
int delivery_fixture_teardown(void **state);

#define delivery_fixture_test(name)                                                                \
    cmocka_unit_test_setup_teardown(name, delivery_fixture_setup, delivery_fixture_teardown)

/* Puts `to` in the place of the first `from` in the configuration file; `config` stays as it was
 * read. */
void delivery_fixture_edit(const DeliveryFixture *fixture, const char *from, const char *to);

/* A short mail of user@customer.example, with the Message-ID a@customer.example. */
#define DELIVERY_FIXTURE_MAIL                                                                      \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"

/* Delivers the mail `text` of user@customer.example in this process, by delivery_run() and with its
 * errors, to `recipient` (NULL: none is named). */
gboolean delivery_fixture_deliver(const DeliveryFixture *fixture, const char *text,
                                  const char *recipient, GError **error);

/* One more route in `config`, for the recipients of the list `recipients` ("a@b;c@d"), with the
 * configuration item NETWORK. */
void delivery_fixture_add_route(DeliveryFixture *fixture, const char *name, const char *recipients);

/* How many threads this process has. */
guint delivery_fixture_threads(void);
/* Waits, for a second at the most, until there are no more than `count`: a server's thread that is
 * about to end could hold a lock of AddressSanitizer's while the next process is forked. */
void delivery_fixture_settle(guint count);
/* Waits, for a quarter of a second at the most, until every other thread sleeps: one that works
 * could hold such a lock, too, and the child would wait for it for ever. */
void delivery_fixture_await_sleep(void);

/* A file in memory that holds `text`, at its start. The descriptor is the caller's. */
int delivery_fixture_message(const char *text);

/* Everything that `fd` holds. (transfer full) */
char *delivery_fixture_contents(int fd);

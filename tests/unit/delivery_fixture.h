/* delivery_fixture.h - a configuration in a temporary directory and messages in memory. */
#pragma once

#include "config/config.h"
#include "gateway/delivery/delivery.h"

typedef struct {
    char *directory;
    char *config_path;
    Config *config;
    char *journal; /* the path of the journal, or the url of its database (postgres_fixture.h) */
} DeliveryFixture;

/* From now on its journal cannot be opened, whichever engine has it. */
void delivery_fixture_lose_journal(const DeliveryFixture *fixture);

/* `base_url` of the API, e.g. "http://127.0.0.1:1" if nothing listens there. (transfer full) */
DeliveryFixture *delivery_fixture_new(const char *base_url);
void delivery_fixture_free(DeliveryFixture *fixture);

/* Setup and teardown for cmocka: a DeliveryFixture whose API does not exist. */
int delivery_fixture_setup(void **state);
int delivery_fixture_teardown(void **state);

#define delivery_fixture_test(name)                                                                \
    cmocka_unit_test_setup_teardown(name, delivery_fixture_setup, delivery_fixture_teardown)

/* Replaces the first `from` in the configuration file with `to`; `config` does not change. */
void delivery_fixture_edit(const DeliveryFixture *fixture, const char *from, const char *to);

/* A short mail of user@customer.example, with the Message-ID a@customer.example. */
#define DELIVERY_FIXTURE_MAIL                                                                      \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"

/* Delivers the mail `text` in this process with delivery_run(), and returns its errors. Never
 * without this: delivery_run() forks, and the fixture's server has threads. */
gboolean delivery_fixture_run(const DeliveryFixture *fixture, const char *text,
                              const Envelope *envelope, GError **error);
/* The same, from user@customer.example. `recipient` may be NULL: no recipient. */
gboolean delivery_fixture_deliver(const DeliveryFixture *fixture, const char *text,
                                  const char *recipient, GError **error);

/* Adds a route to `config` for the recipients `recipients` ("a@b;c@d"), with the configuration item
 * NETWORK. */
void delivery_fixture_add_route(DeliveryFixture *fixture, const char *name, const char *recipients);

/* The number of threads of this process. */
guint delivery_fixture_threads(void);
/* Waits at most a second until there are no more than `count` threads: a server's thread that is
 * about to end could hold a lock of AddressSanitizer while the next process is forked. */
void delivery_fixture_settle(guint count);
/* Waits at most a quarter of a second until every other thread sleeps: a running one could hold
 * such a lock, too, and the child would wait for it for ever. */
void delivery_fixture_await_sleep(void);

/* A file in memory that contains `text`, at its start. The caller closes the descriptor. */
int delivery_fixture_message(const char *text);

/* The whole content of `fd`. (transfer full) */
char *delivery_fixture_contents(int fd);

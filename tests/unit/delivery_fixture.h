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

/* A file in memory that holds `text`, at its start. The descriptor is the caller's. */
int delivery_fixture_message(const char *text);

/* Everything that `fd` holds. (transfer full) */
char *delivery_fixture_contents(int fd);

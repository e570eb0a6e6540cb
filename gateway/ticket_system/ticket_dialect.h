/* ticket_dialect.h - how a ticket system's API differs from others: its capabilities and words.
 *
 * A dialect is a folder with one TicketDialect: data, and a few functions that send nothing. What
 * is the same for all of them (HTTP, token, JSON, what a status means) is in ticket_system.c;
 * policy and delivery know operations only.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "config/config.h"
#include "gateway/ticket_system/request_body.h"

/* What changes a ticket. */
typedef enum {
    TICKET_OPERATION_CREATE,
    TICKET_OPERATION_COMMENT,
    TICKET_OPERATION_CLOSE,
    TICKET_OPERATION_REOPEN,
    TICKET_OPERATIONS, /* their number */
} TicketOperation;

/* What an operation says, as UTF-8; NULL: nothing of that. */
typedef struct {
    TicketOperation operation;
    const char *ticket_number; /* of the ticket that is changed; of a create NULL */
    const char *reference_number;
    const char *short_description;
    const char *description;
    const char *comment;
    const char *ci;
    const char *service;
} TicketFields;

/* A ticket as the API tells it. All strings may be NULL. */
typedef struct {
    char *ticket_number;
    char *reference_number;
    char *short_description;
    char *state;
    char *ci;
    char *service;
    GPtrArray *fields; /* of char *: name, value, name, value: every member, for `show`; or NULL */
} Ticket;

void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

/* What was changed in the ticket system, as it tells of itself. `id` names the change; the other
 * strings may be NULL. */
typedef struct {
    char *id;
    char *ticket_number;
    char *reference_number;
    char *state;
    char *comment;
} TicketNews;

void ticket_news_free(TicketNews *news);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketNews, ticket_news_free)

/* A request: how and where to. */
typedef struct {
    const char *method;
    const char *path; /* below [api] base_url; NULL: the ticket system cannot do it */
} TicketEndpoint;

typedef struct {
    const char *name;           /* in messages, with its article: "the incident API" */
    const char *number_pattern; /* PCRE, where [ticket] number_pattern is not set */
    const char *number_example; /* for people */
    const char *number_unknown; /* stands for a number that is not known yet */
    const char *number_signs;   /* what a number may hold beside ASCII letters and digits */

    TicketEndpoint endpoints[TICKET_OPERATIONS];
    const char *list_path; /* GET: the open tickets */
    TicketEndpoint news;   /* what changed, until it is acknowledged */
    TicketEndpoint acknowledge;

    /* The path of GET for one ticket. (transfer full) */
    char *(*ticket_path)(const char *ticket_number);
    /* Adds the members of a request. */
    void (*write)(RequestBody *body, const TicketFields *fields);
    /* Reads what is known of a ticket, from one of a list, a ticket by itself, or the response to
     * an operation. `ticket` is empty; members may be absent or of any type. */
    void (*read)(Ticket *ticket, JsonObject *object);
    /* Whether what was said to a refused request is about our configuration, and not about the
     * mail. `reason`: one line, or NULL. */
    gboolean (*is_configuration_refusal)(const char *reason);
    /* Of news, both NULL if there are none. `news` is empty; without an id it is left out. */
    void (*read_news)(TicketNews *news, JsonObject *object);
    void (*write_acknowledgement)(RequestBody *body, const TicketNews *news, gboolean is_taken);
} TicketDialect;

/* The dialect that the configuration asks for; NULL: the usual one. (transfer none) */
const TicketDialect *ticket_dialect_of(const Config *config);

gboolean ticket_dialect_can(const TicketDialect *dialect, TicketOperation operation);
gboolean ticket_dialect_has_news(const TicketDialect *dialect);

/* Whether `text` can be a ticket number: 1 to 40 ASCII letters, digits and the dialect's signs. */
gboolean ticket_dialect_is_number(const TicketDialect *dialect, const char *text);

/* config_load(), and what the configuration leaves to the ticket system: how numbers look. As
 * config_load(). (transfer full) */
Config *ticket_dialect_load_config(const char *path, GPtrArray **ret_mistakes, GError **error);

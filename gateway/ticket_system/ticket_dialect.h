/* ticket_dialect.h - the differences between APIs of ticket systems: capabilities and words.
 *
 * A dialect is a folder with one TicketDialect: data, and a few functions that send nothing. What
 * all dialects share (HTTP, token, JSON, the meaning of a status) is in ticket_system.c. Policy and
 * delivery only know operations. */
#pragma once

#include <json-glib/json-glib.h>

#include "config/config.h"
#include "gateway/ticket_system/request_body.h"

/* The operations that change a ticket. */
typedef enum {
    TICKET_OPERATION_CREATE,
    TICKET_OPERATION_COMMENT,
    TICKET_OPERATION_CLOSE,
    TICKET_OPERATION_REOPEN,
    TICKET_OPERATIONS, /* their number */
} TicketOperation;

/* The values of an operation, in UTF-8; NULL: left out. */
typedef struct {
    TicketOperation operation;
    const char *ticket_number; /* of the ticket to change; NULL for a create */
    const char *reference_number;
    const char *short_description;
    const char *description;
    const char *comment;
    const char *ci;
    const char *service;
    const char *ticket_type;
    const char *priority;
    const char *contact; /* who reports */
    const char *user;    /* who is affected */
} TicketFields;

/* A ticket as the API describes it. All strings may be NULL. */
typedef struct {
    char *ticket_number;
    char *reference_number;
    char *short_description;
    char *state;
    char *ci;
    char *service;
    char *pending_reason;       /* why it waits */
    char *required_information; /* what the desk needs to know from the person */
    char *reason_user_required; /* why it needs the person */
    char *close_code;
    char *solution;
    JsonObject *members; /* all, as the API gave them, for `show`; or NULL */
} Ticket;

void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

/* An attachment of a change. */
typedef struct {
    char *id;   /* for ticket_system_fetch_file(); NULL: it cannot be fetched */
    char *name; /* untrusted; NULL: unknown until it is fetched */
} TicketNewsFile;

/* A change that the ticket system reports. `id` identifies the change; the other strings may be
 * NULL. */
typedef struct {
    char *id;
    char *time; /* ISO 8601, in UTC, as it was given */
    char *ticket_number;
    char *reference_number;
    char *state;
    char *comment;
    GPtrArray *files; /* of TicketNewsFile; may be empty */
} TicketNews;

/* Without anything but an empty list of files. (transfer full) */
TicketNews *ticket_news_new(void);
void ticket_news_free(TicketNews *news);
/* Adds a file to `news`, unless it has one with this id. */
void ticket_news_add_file(TicketNews *news, const char *id, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketNews, ticket_news_free)

/* Method and path of a request. */
typedef struct {
    const char *method;
    const char *path; /* below [api] base_url; NULL: the ticket system cannot do it */
} TicketEndpoint;

typedef struct {
    const char *name;           /* for messages, with its article: "the incident API" */
    const char *number_pattern; /* PCRE, used if [ticket] number_pattern is not set */
    const char *number_example; /* for people */
    const char *number_unknown; /* used in place of a number that is not known yet */
    const char *short_number; /* what a number without it begins with, on a command line; or NULL */
    guint short_number_digits; /* 0s make a number without it this long */
    const char *open_states;   /* usual ones, as words for people: "new|on-hold"; NULL: unknown */

    /* Whether `text`, whose letters are upper case, has the form of a number. */
    gboolean (*is_number)(const char *text);

    guint64 attachments_per_request; /* the most encoded bytes of all attachments of a request */
    gboolean has_content_type;       /* an attachment has a content_type beside name and content */
    gboolean has_no_state_status;    /* it refuses a change of a closed ticket with 400, not 412 */
    gboolean may_hide_reference;     /* a ticket without a reference in a list may have any */

    TicketEndpoint endpoints[TICKET_OPERATIONS];
    const char *list_path; /* GET: the open tickets */
    TicketEndpoint news;   /* changes, until they are acknowledged */
    TicketEndpoint acknowledge;

    /* The path of GET for one ticket. (transfer full) */
    char *(*ticket_path)(const char *ticket_number);
    /* The path of GET for an attachment; NULL: it has no attachments. (transfer full) */
    char *(*file_path)(const char *file_id);
    /* Adds the members of a request. */
    void (*write)(RequestBody *body, const TicketFields *fields);
    /* Reads a ticket from a list, from a response with one ticket, or from the response to an
     * operation. `ticket` is empty; members of `object` may be absent or of any type. */
    void (*read)(Ticket *ticket, JsonObject *object);
    /* Whether the reason of a refusal is our configuration and not the mail. `reason`: one line, or
     * NULL. */
    gboolean (*is_configuration_refusal)(const char *reason);
    /* For news; both are NULL if the system has none. `news` is new; a change without an id is
     * skipped. */
    void (*read_news)(TicketNews *news, JsonObject *object);
    void (*write_acknowledgement)(RequestBody *body, const TicketNews *news, gboolean is_taken);
} TicketDialect;

/* The dialect for a configuration; NULL: the default dialect. (transfer none) */
const TicketDialect *ticket_dialect_of(const Config *config);

gboolean ticket_dialect_can(const TicketDialect *dialect, TicketOperation operation);
gboolean ticket_dialect_has_news(const TicketDialect *dialect);

/* The ticket number that a person means by `text`, in the form that the ticket system uses. NULL:
 * it cannot be one. (transfer full) (nullable) */
char *ticket_dialect_number(const TicketDialect *dialect, const char *text);

/* Whether `number` can be one of this ticket system: it has the form of the dialect, or [ticket]
 * number_pattern takes all of it. A journal or a signed mail may have one of another system, after
 * a change of [api] dialect. */
gboolean ticket_dialect_is_own_number(const Config *config, const char *number);

/* Like config_load(), and sets what the configuration does not say to the values of the dialect:
 * the pattern of ticket numbers, and the most encoded bytes of attachments. (transfer full) */
Config *ticket_dialect_load_config(const char *path, GPtrArray **ret_mistakes, GError **error);

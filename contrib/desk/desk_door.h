#pragma once

/*
 * Who may see the pages and use their forms: people on this machine, or with a login, whose browser
 * means this server. It knows neither libsoup nor tickets.
 */

#include "desk_answer.h"

typedef struct {
    char **hosts; /* nullable: names of this server beside localhost and all numeric addresses */
    char *
        password; /* nullable: with one, everybody has to say it; without, only loopback comes in */
} DeskDoor;

/* A request, as far as the door looks at it. */
typedef struct {
    const char *host;          /* nullable: the Host field */
    const char *origin;        /* nullable: the Origin field */
    const char *fetch_site;    /* nullable: the Sec-Fetch-Site field */
    const char *authorization; /* nullable: the Authorization field */
    gboolean is_loopback; /* the client's address is one of this machine's loopback addresses */
    gboolean is_tls;
} DeskVisitor;

/* Frees what the door owns. */
void desk_door_clear(DeskDoor *door);

/*
 * Whether a Host field (nullable) names this server. A page that changed its name's address to ours
 * (DNS rebinding) still sends its own name; a numeric address cannot be changed, and is good.
 */
gboolean desk_door_knows_host(const DeskDoor *door, const char *host);

/*
 * Whether a request to see a page comes in. Returns: (transfer full) (nullable): the refusal: 421
 * for the Host of another server, 401 for a missing or wrong password, 403 from another machine.
 */
DeskAnswer *desk_door_refuse(const DeskDoor *door, const DeskVisitor *visitor);

/*
 * The same for a form that was sent: beyond that it has to come from a page of this server, as far
 * as the browser says (Origin, RFC 6454; Sec-Fetch-Site), else 403.
 */
DeskAnswer *desk_door_refuse_form(const DeskDoor *door, const DeskVisitor *visitor);

/* Compares two secrets in a time that does not tell where they differ. */
gboolean desk_door_is_same(const char *a, const char *b);

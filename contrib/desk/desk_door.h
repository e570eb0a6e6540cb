#pragma once

/*
 * Decides who may see the pages and use their forms: people on this machine or with the password,
 * whose browser addresses this server. It does not depend on libsoup or tickets.
 */

#include "desk_answer.h"

typedef struct {
    char **hosts;   /* nullable: names of this server, in addition to localhost and all numeric
                     * addresses */
    char *password; /* nullable: if set, everybody needs it; if not, only loopback is let in */
} DeskDoor;

/* The parts of a request that the door checks. */
typedef struct {
    const char *host;          /* nullable: the Host field */
    const char *origin;        /* nullable: the Origin field */
    const char *fetch_site;    /* nullable: the Sec-Fetch-Site field */
    const char *authorization; /* nullable: the Authorization field */
    gboolean is_loopback;      /* the client has a loopback address of this machine */
    gboolean is_tls;
} DeskVisitor;

/* Frees what the door owns. */
void desk_door_clear(DeskDoor *door);

/*
 * Whether a Host field (nullable) names this server. This stops DNS rebinding: a page of an
 * attacker can point its own name to our address, but its browser still sends that name. Numeric
 * addresses cannot be changed in this way, so they are accepted.
 */
gboolean desk_door_knows_host(const DeskDoor *door, const char *host);

/*
 * Decides whether a visitor may see a page. Returns: (transfer full) (nullable): the refusal: 421
 * for the Host of another server, 401 for a missing or wrong password, 403 from another machine.
 */
DeskAnswer *desk_door_refuse(const DeskDoor *door, const DeskVisitor *visitor);

/*
 * The same for a form that was sent. In addition it must come from a page of this server, as far as
 * the browser tells (Origin, RFC 6454; Sec-Fetch-Site); else 403.
 */
DeskAnswer *desk_door_refuse_form(const DeskDoor *door, const DeskVisitor *visitor);

/* Compares two secrets; the time does not show where they differ. */
gboolean desk_door_is_same(const char *a, const char *b);

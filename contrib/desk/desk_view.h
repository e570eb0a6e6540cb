#pragma once

/*
 * The part of the tickets that a list page shows: a filter, an order and a page, as in the query of
 * its address. Knows their names and the SQL for them, but no HTML.
 */

#include "desk_store.h"

#define DESK_VIEW_PAGE_SIZE 50

typedef struct {
    const char *value; /* in the address */
    const char *text;  /* for people */
} DeskViewChoice;

/* The values of `state` and `sort`, the default first, ended by a NULL value. */
extern const DeskViewChoice desk_view_states[];
extern const DeskViewChoice desk_view_sorts[];

typedef struct {
    char *words; /* what a ticket must contain, ignoring the case of ASCII letters; "" for all */
    const DeskViewChoice *state;
    const DeskViewChoice *sort;
    gint64 page;  /* from 1 */
    gint64 pages; /* 0 before desk_view_read(), then at least 1 */
    gint64 total; /* number of tickets on all pages */
} DeskView;

/*
 * Reads q, state, sort and page from the query of an address (nullable: name -> value). Unknown
 * values are ignored. Returns: (transfer full)
 */
DeskView *desk_view_new(GHashTable *query);

/* view: (nullable) (transfer full) */
void desk_view_free(DeskView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskView, desk_view_free)

/*
 * Reads the tickets of the view's page, and sets pages and total. If the page is beyond the last,
 * reads the last one.
 *
 * Returns: (transfer full) (nullable): DeskTicket, of which only id, number, short_description,
 * ci, state, contact, updated_ms and the beginning of description are set; NULL with
 * DESK_ERROR_STORAGE.
 */
GPtrArray *desk_view_read(DeskView *view, DeskStore *store, GError **error);

/*
 * The address of another page of the same view. Returns: (transfer full): `/?q=a&page=2`, not
 * escaped for HTML.
 */
char *desk_view_address(const DeskView *view, gint64 page);

#pragma once

/*
 * The part of the tickets that a list page shows: a filter, an order and a page, as the query of
 * its address says them. This module owns their words and the SQL for them; it knows no HTML.
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
    char *words; /* what a ticket has to hold, in any case of ASCII letters; "" for all */
    const DeskViewChoice *state;
    const DeskViewChoice *sort;
    gint64 page;  /* from 1 */
    gint64 pages; /* 0 until desk_view_read(), at least 1 then */
    gint64 total; /* tickets on all pages */
} DeskView;

/*
 * Reads q, state, sort and page from the query of an address (nullable: name -> value). What it
 * does not understand counts as not said. Returns: (transfer full)
 */
DeskView *desk_view_new(GHashTable *query);

/* view: (nullable) (transfer full) */
void desk_view_free(DeskView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskView, desk_view_free)

/*
 * Reads the tickets of the view's page, sets pages and total, and takes the last page for one
 * beyond.
 *
 * Returns: (transfer full) (nullable): DeskTicket, of which only id, short_description, ci, state,
 * updated_ms and the beginning of description are set; NULL with DESK_ERROR_STORAGE.
 */
GPtrArray *desk_view_read(DeskView *view, DeskStore *store, GError **error);

/*
 * The address of another page of the same view. Returns: (transfer full): `/?q=a&page=2`, not
 * escaped for HTML.
 */
char *desk_view_address(const DeskView *view, gint64 page);

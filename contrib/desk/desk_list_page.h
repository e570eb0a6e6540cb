#pragma once

/* The page with the list of tickets: search, filter, order and pages, as plain HTML. */

#include "desk_answer.h"
#include "desk_store.h"

/* query: (nullable): name -> value, see desk_view.h. Returns: (transfer full): the page. */
DeskAnswer *desk_list_page(DeskStore *store, GHashTable *query);

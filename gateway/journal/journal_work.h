/* journal_work.h - who is at work with a journal. For the modules of this folder and their tests.
 */
#pragma once

#include "gateway/journal/store/store_tables.h"

/* Counts the claims of living processes in all tables (store_list_tables()) that have claims. */
gboolean journal_work_count(Store *store, const GPtrArray *tables, guint *ret_count,
                            GError **error);

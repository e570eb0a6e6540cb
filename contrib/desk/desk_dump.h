#pragma once

/* Writes the whole content of the desk as one JSON document, for tests and scripts. */

#include <json-glib/json-glib.h>

#include "desk_store.h"

/*
 * The document:
 *
 *     {"tickets": [{"ticket_number", "reference_number", "sys_id", "short_description",
 * "description", "ci", "service", "state", "pending_reason", "close_code", "solution", "created",
 *                   "updated", "request",
 *                   "comments": [{"action", "text", "reference_number", "time", "request"}],
 *                   "attachments": [{"name", "size", "sha256", "time", "request"}]}],
 *      "requests": {"token", "create", "update", "list", "get", "other"},
 *      "log": [{"id", "time", "operation", "method", "path", "bytes", "status", "fault"}],
 *      "faults": [{"line", "remaining"}]}
 *
 * `request` is the id of the entry in `log` that brought it in; times are ISO 8601 in UTC; sizes
 * are decoded bytes; a status of 0 means that there was no answer; `remaining` -1 means for ever.
 *
 * Returns: (transfer full) (nullable): the document, or NULL with DESK_ERROR_STORAGE.
 */
JsonNode *desk_dump_all(DeskStore *store, GError **error);

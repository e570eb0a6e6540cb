/* sqlite_schema.h - the tables, as a list of steps from one version to the next. */
#pragma once

#include <glib.h>

/* PRAGMA application_id of a journal: "tgjl". */
#define SQLITE_SCHEMA_APPLICATION_ID 0x74676a6c

/* PRAGMA user_version of a journal after all steps. */
guint sqlite_schema_version(void);

/* The SQL that leads from version `from` to `from` + 1. */
const char *sqlite_schema_step(guint from);

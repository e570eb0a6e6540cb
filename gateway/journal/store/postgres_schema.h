/* postgres_schema.h - the tables in PostgreSQL, as a list of steps from one version to the next. */
#pragma once

#include <glib.h>

typedef struct {
    guint version;          /* of the journal after this step, as in sqlite_schema.h */
    guint usable_from;      /* the oldest version of the program that can use these tables */
    const char *const *sql; /* statements, ending with NULL */
} PostgresSchemaStep;

/* The version after all steps. */
guint postgres_schema_version(void);

/* The step after `version`, 0 for the first one; NULL: there is none. */
const PostgresSchemaStep *postgres_schema_step(guint version);

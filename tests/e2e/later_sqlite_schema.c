/* later_sqlite_schema.c - the tables of a later version: those of this one, and one more step. */
#define sqlite_schema_version this_sqlite_version
#define sqlite_schema_step this_sqlite_step
#include "gateway/journal/store/sqlite_schema.c"
#undef sqlite_schema_version
#undef sqlite_schema_step

guint sqlite_schema_version(void);
const char *sqlite_schema_step(guint from);

static const char later[] = "ALTER TABLE mail ADD COLUMN later TEXT NOT NULL DEFAULT '';"
                            "CREATE TABLE later (id INTEGER PRIMARY KEY);";

guint
sqlite_schema_version(void)
{
    return this_sqlite_version() + 1;
}

const char *
sqlite_schema_step(guint from)
{
    return from == this_sqlite_version() ? later : this_sqlite_step(from);
}

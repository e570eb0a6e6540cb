/* later_postgres_schema.c - the tables of a later version: those of this one, and one more step.
 * With LATER_USABLE_FROM_LATER, this version cannot use them any longer. */
#define postgres_schema_version this_postgres_version
#define postgres_schema_step this_postgres_step
#include "gateway/journal/store/postgres_schema.c"
#undef postgres_schema_version
#undef postgres_schema_step

guint postgres_schema_version(void);
const PostgresSchemaStep *postgres_schema_step(guint version);

static const char *const later[] = {
    "ALTER TABLE mail ADD COLUMN later " TEXT " NOT NULL DEFAULT ''",
    "CREATE TABLE later (id " ID ")",
    NULL,
};

guint
postgres_schema_version(void)
{
    return this_postgres_version() + 1;
}

const PostgresSchemaStep *
postgres_schema_step(guint version)
{
    static PostgresSchemaStep step;

    if (version != this_postgres_version())
        return this_postgres_step(version);
    step = (PostgresSchemaStep){.version = version + 1, .sql = later};
#ifdef LATER_USABLE_FROM_LATER
    step.usable_from = version + 1;
#else
    step.usable_from = steps[G_N_ELEMENTS(steps) - 1].usable_from;
#endif
    return &step;
}

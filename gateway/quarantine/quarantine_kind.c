/* quarantine_kind.c - see quarantine_kind.h. */
#include "gateway/quarantine/quarantine_kind.h"

#include <string.h>

static const QuarantineKind kinds[] = {
    {"unparsed", "", FALSE},      /* a ticket has it as message.eml */
    {"oversize", "", FALSE},      /* a ticket has the rest of it */
    {"refused", "", FALSE},       /* there is no ticket */
    {"infected", "", FALSE},      /* a ticket has the files that are not infected */
    {"refused-files", "", FALSE}, /* a ticket has the rest of it */
    {"refused-text", "", FALSE},  /* a ticket says that there is such a mail */
    {QUARANTINE_PART_FLOOD, "participant", FALSE}, /* too many comments from participants */
    /* the same for unproven mail: a ticket has the rest of each, or it was returned to its sender
     */
    {QUARANTINE_UNPROVEN "-refused", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_UNPROVEN "-unparsed", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_UNPROVEN "-oversize", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_UNPROVEN "-infected", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_UNPROVEN "-refused-files", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_UNPROVEN "-refused-text", QUARANTINE_UNPROVEN, FALSE},
    {QUARANTINE_FLOOD, "flood", TRUE}, /* too many comments on one ticket */
    {QUARANTINE_IGNORED, "ignored", TRUE},
    {NULL, "", FALSE},
};

const QuarantineKind *
quarantine_kinds(void)
{
    return kinds;
}

const QuarantineKind *
quarantine_kind_of(const char *name)
{
    const char *dot = strchr(name, '.');
    const QuarantineKind *kind = kinds;

    while (kind->name != NULL && strcmp(kind->name, dot != NULL ? dot + 1 : name) != 0)
        kind++;
    return kind;
}

const QuarantineKind *
quarantine_kind_unproven(const char *name)
{
    g_autofree char *unproven = g_strconcat(QUARANTINE_UNPROVEN "-", name, NULL);
    const QuarantineKind *kind = quarantine_kind_of(unproven);
    return kind->name != NULL ? kind : quarantine_kind_of(name);
}

gboolean
quarantine_kind_is_unproven(const QuarantineKind *kind)
{
    return strcmp(kind->folder, QUARANTINE_UNPROVEN) == 0;
}

char *
quarantine_kind_directory(const QuarantineKind *kind, const char *quarantine)
{
    return g_build_filename(quarantine, kind->folder, NULL);
}

/* lmtp_capacity.c - see lmtp_capacity.h. */
#include "gateway/lmtp/lmtp_capacity.h"

#include <string.h>
#include <unistd.h>

#define WORKER_BYTES (32 << 20)

guint
lmtp_capacity_workers(guint64 memory_bytes)
{
    return (guint)CLAMP(memory_bytes / WORKER_BYTES, 1, LMTP_CAPACITY_WORKERS);
}

/* `otherwise` if the file sets no limit ("max"), or does not exist. */
static guint64
read_limit(const char *folder, const char *name, guint64 otherwise)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    guint64 limit = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL) ||
        !g_ascii_string_to_unsigned(g_strchomp(text), 10, 1, G_MAXUINT64, &limit, NULL))
        return otherwise;
    return MIN(limit, otherwise);
}

/* The path of our group below the root: "0::/system.slice/...". (transfer full) (nullable) */
static char *
read_group(const char *membership)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(membership, &text, NULL, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix(lines[i], "0::/"))
            return g_strdup(lines[i] + strlen("0::"));
    return NULL;
}

guint64
lmtp_capacity_memory(const char *membership, const char *root)
{
    guint64 memory = (guint64)MAX(1, sysconf(_SC_PHYS_PAGES)) * (guint64)sysconf(_SC_PAGESIZE);
    g_autofree char *group = read_group(membership);

    while (group != NULL && *group != '\0') {
        g_autofree char *folder = g_build_filename(root, group, NULL);
        memory = read_limit(folder, "memory.max", memory);
        memory = read_limit(folder, "memory.high", memory);
        *strrchr(group, '/') = '\0';
    }
    return memory;
}

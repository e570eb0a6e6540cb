/* config_limits.c - see config_limits.h. Asks the disk how large it is, and nothing else. */
#include "config/config_limits.h"

#include <string.h>
#include <sys/statvfs.h>

static const struct {
    const char *group, *key;
    guint64 least;
} least_values[] = {
    {"limits", "max_message_size", 64 << 10},
    {"limits", "attachments_per_request", 64 << 10},
    {"limits", "max_text_size", 64 << 10},
    {"limits", "max_header_size", 64 << 10},
    {"limits", "parse_memory", 64 << 20}, /* the libraries need about 40 M */
    {"limits", "max_headers", 100},       /* some mails have 60 before their From */
    {"limits", "max_parts", 10},
    {"limits", "max_depth", 5},
    {"limits", "max_attachments", 10},
    {"limits", "max_name_length", 20},
    {"limits", "max_recipients", 10},
    {"limits", "max_references", 10},
    {"ticket", "short_description_max", 20},
    {"lmtp", "max_recipients", 1},
    {"lmtp", "workers", 1},
    {"lmtp", "messages_per_worker", 1},
    {"quarantine", "max_size", 1 << 20},
};

guint64
config_limits_least(const ConfigKey *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(least_values); i++)
        if (strcmp(least_values[i].group, key->group) == 0 &&
            strcmp(least_values[i].key, key->key) == 0)
            return least_values[i].least;
    return 0;
}

/* The beginning of a sentence; "" if the default depends on another key. */
static char *
default_text(const ConfigKey *key)
{
    return key->fallback != NULL ? g_strdup_printf("the default is %s, ", key->fallback)
                                 : g_strdup("");
}

/* A size as people write it. */
static char *
size_text(guint64 bytes)
{
    return bytes % (1 << 20) == 0 ? g_strdup_printf("%" G_GUINT64_FORMAT "M", bytes >> 20)
                                  : g_strdup_printf("%" G_GUINT64_FORMAT "k", bytes >> 10);
}

char *
config_limits_fault(const ConfigKey *key, gpointer target)
{
    guint64 least = config_limits_least(key);
    if (key->type == CONFIG_TYPE_COUNT) {
        if (G_STRUCT_MEMBER(guint, target, key->offset) >= least)
            return NULL;
        g_autofree char *usual = default_text(key);
        return g_strdup_printf("is too little; %sthe least %" G_GUINT64_FORMAT, usual, least);
    }
    if (key->type != CONFIG_TYPE_SIZE)
        return NULL;
    guint64 value = G_STRUCT_MEMBER(guint64, target, key->offset);
    gboolean is_unbounded = value == 0 && strcmp(key->group, "quarantine") == 0;
    if (value >= least || is_unbounded)
        return NULL;
    g_autofree char *text = size_text(least);
    g_autofree char *usual = default_text(key);
    return g_strdup_printf("is too little; %sthe least %s; without k, M or G a size is in bytes",
                           usual, text);
}

/* The disk of a directory that may not exist yet. */
static gboolean
disk_of(const char *path, struct statvfs *disk)
{
    g_autofree char *place = g_strdup(path);
    while (statvfs(place, disk) != 0) {
        char *parent = g_path_get_dirname(place);
        gboolean is_top = strcmp(parent, place) == 0;
        g_free(place);
        place = parent;
        if (is_top)
            return FALSE;
    }
    return TRUE;
}

void
config_limits_check_disk(const Config *config, GPtrArray *mistakes)
{
    struct statvfs disk;
    if (config->quarantine_path == NULL || config->quarantine_min_free == 0 ||
        !disk_of(config->quarantine_path, &disk))
        return;
    guint64 size = (guint64)disk.f_blocks * disk.f_frsize;
    if (size > 0 && config->quarantine_min_free >= size)
        g_ptr_array_add(
            mistakes, g_strdup_printf("[quarantine] min_free: the disk of %s has %" G_GUINT64_FORMAT
                                      "M in all, so that nothing could ever be kept; the default "
                                      "is 100M",
                                      config->quarantine_path, size >> 20));
}

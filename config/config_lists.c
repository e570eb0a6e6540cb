/* config_lists.c - see config_lists.h. */
#include "config/config_lists.h"

#include <sys/stat.h>

#include "config/config_address.h"
#include "config/config_patterns.h"
#include "config/config_sense.h"
#include "config/config_text.h"

static const struct {
    const char *where;
    gsize offset;
} lists[] = {
    {"[policy] allow", G_STRUCT_OFFSET(Config, allow)},
    {"[policy] deny", G_STRUCT_OFFSET(Config, deny)},
    {"[policy] requester_from_reply_to", G_STRUCT_OFFSET(Config, requester_from_reply_to)},
    {"[policy] ticket_system_senders", G_STRUCT_OFFSET(Config, ticket_system_senders)},
};
#define N_LISTS G_N_ELEMENTS(lists)

/* What a file is recognised by. All zero: the file is missing. */
typedef struct {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
} FileStamp;

struct ConfigLists {
    char **entries[N_LISTS]; /* as in the configuration file, with the paths */
    GArray *stamps;          /* of FileStamp: the files, in the order of the entries */
    char *mistake;           /* NULL: the lists are those of the files */
};

static char ***
list_of(Config *config, guint i)
{
    return (char ***)(void *)((char *)config + lists[i].offset);
}

void
config_lists_free(ConfigLists *self)
{
    if (self == NULL)
        return;
    for (guint i = 0; i < N_LISTS; i++)
        g_strfreev(self->entries[i]);
    g_array_unref(self->stamps);
    g_free(self->mistake);
    g_free(self);
}

static GArray *
take_stamps(const ConfigLists *self)
{
    GArray *stamps = g_array_new(FALSE, FALSE, sizeof(FileStamp));

    for (guint i = 0; i < N_LISTS; i++)
        for (char **entry = self->entries[i]; entry != NULL && *entry != NULL; entry++) {
            FileStamp stamp = {0};
            struct stat info;
            if (**entry != '/')
                continue;
            if (stat(*entry, &info) == 0)
                stamp =
                    (FileStamp){info.st_dev, info.st_ino, info.st_size, info.st_mtim, info.st_ctim};
            g_array_append_val(stamps, stamp);
        }
    return stamps;
}

static gboolean
is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static gboolean
are_same(const GArray *a, const GArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        const FileStamp *x = &g_array_index(a, FileStamp, i);
        const FileStamp *y = &g_array_index(b, FileStamp, i);
        if (x->device != y->device || x->inode != y->inode || x->size != y->size ||
            !is_same_time(x->modified, y->modified) || !is_same_time(x->changed, y->changed))
            return FALSE;
    }
    return TRUE;
}

static void
check_senders(char *const *patterns, const char *key, GPtrArray *mistakes)
{
    for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++) {
        if (*patterns[i] == '/') /* a file that cannot be read: already reported */
            continue;
        g_autofree char *fault = config_text_invisible(patterns[i]);
        if (fault == NULL)
            fault = config_address_sender_fault(patterns[i]);
        if (fault != NULL)
            g_ptr_array_add(mistakes, g_strdup_printf("%s: '%s' %s", key, patterns[i], fault));
    }
}

static void
expand(Config *config, GPtrArray *mistakes)
{
    gboolean has_allow = config->allow != NULL && config->allow[0] != NULL;

    for (guint i = 0; i < N_LISTS; i++)
        config_patterns_expand(list_of(config, i), lists[i].where, mistakes);
    if (has_allow && config->allow[0] == NULL)
        g_ptr_array_add(
            mistakes, g_strdup("[policy] allow: its files hold no pattern, so nobody would be let "
                               "in; take the key out to let everyone in"));
    for (guint i = 0; i < N_LISTS; i++)
        check_senders(*list_of(config, i), lists[i].where, mistakes);
}

void
config_lists_read(Config *config, GPtrArray *mistakes)
{
    ConfigLists *self = g_new0(ConfigLists, 1);

    for (guint i = 0; i < N_LISTS; i++)
        self->entries[i] = g_strdupv(*list_of(config, i));
    self->stamps = take_stamps(self); /* before reading: a change during that is found later */
    config_lists_free(config->lists);
    config->lists = self;
    expand(config, mistakes);
}

/* Reads all lists. With a mistake, `config` keeps those that it has. */
static void
read_again(Config *config)
{
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    char **before[N_LISTS];

    for (guint i = 0; i < N_LISTS; i++) {
        before[i] = *list_of(config, i);
        *list_of(config, i) = g_strdupv(config->lists->entries[i]);
    }
    expand(config, mistakes);
    config_sense_check_senders(config, mistakes);
    for (guint i = 0; i < N_LISTS; i++) {
        char ***list = list_of(config, i);
        g_strfreev(mistakes->len > 0 ? *list : before[i]);
        if (mistakes->len > 0)
            *list = before[i];
    }
    if (mistakes->len > 0)
        config->lists->mistake = g_strdup(g_ptr_array_index(mistakes, 0));
}

ConfigListsState
config_lists_renew(Config *config, char **ret_mistake)
{
    ConfigLists *self = config->lists;

    if (self == NULL)
        return CONFIG_LISTS_SAME;
    g_autofree char *mistake = g_strdup(self->mistake);
    GArray *stamps = take_stamps(self);
    gboolean is_changed = !are_same(stamps, self->stamps);
    g_array_unref(self->stamps);
    self->stamps = stamps;
    if (is_changed) {
        g_clear_pointer(&self->mistake, g_free);
        read_again(config);
    }
    if (self->mistake == NULL)
        return mistake != NULL ? CONFIG_LISTS_MENDED : CONFIG_LISTS_SAME;
    *ret_mistake = g_strdup(self->mistake);
    return g_strcmp0(mistake, self->mistake) == 0 ? CONFIG_LISTS_WAITING : CONFIG_LISTS_BROKEN;
}

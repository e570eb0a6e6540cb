/* config_modes.c - see config_modes.h. Looks at names and modes, never into a file. */
#include "config/config_modes.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* In every distribution, user ids below this belong to programs. */
#define FIRST_PERSON 1000

gboolean
config_modes_is_own(const struct stat *status)
{
    return status->st_uid == 0 || status->st_uid == geteuid();
}

static char *
user_name(uid_t uid)
{
    const struct passwd *entry = getpwuid(uid);

    return entry != NULL ? g_strdup(entry->pw_name) : g_strdup_printf("#%u", (guint)uid);
}

static gboolean
is_person(uid_t uid)
{
    return uid == 0 || uid >= FIRST_PERSON;
}

char *
config_modes_advice(const struct stat *status)
{
    g_autofree char *owner = user_name(status->st_uid);
    g_autofree char *self = user_name(geteuid());

    if (status->st_uid == geteuid())
        return g_strdup("look at its modes, and at those of the folders above it");
    if (!is_person(status->st_uid))
        return g_strdup_printf("it belongs to user %s; run this as %s (sudo -u %s ticketgate ...)",
                               owner, owner, owner);
    if (geteuid() != 0 && is_person(geteuid()))
        return g_strdup_printf("it belongs to user %s; run this as the user that deliveries run "
                               "as (sudo -u ticketgate ticketgate ...)",
                               owner);
    return g_strdup_printf("it belongs to user %s; as root, run chown %s on it", owner, self);
}

/* `forbidden` are the mode bits that must not be set. */
static void
check_path(const char *where, const char *path, mode_t forbidden, GPtrArray *mistakes)
{
    struct stat status;
    if (path == NULL || stat(path, &status) != 0)
        return;
    if (!config_modes_is_own(&status)) {
        g_autofree char *advice = config_modes_advice(&status);
        g_ptr_array_add(mistakes, g_strdup_printf("%s: %s: %s", where, path, advice));
    } else if ((status.st_mode & forbidden) != 0) {
        g_ptr_array_add(mistakes,
                        g_strdup_printf("%s: others can write %s; run chmod %s on it", where, path,
                                        (forbidden & S_IWGRP) != 0 ? "go-w" : "o-w"));
    }
}

void
config_modes_check_file(const char *where, const char *path, GPtrArray *mistakes)
{
    check_path(where, path, S_IWGRP | S_IWOTH, mistakes);
}

static void
check_parent(const char *where, const char *path, GPtrArray *mistakes)
{
    if (path == NULL)
        return;
    g_autofree char *parent = g_path_get_dirname(path);
    check_path(where, parent, S_IWOTH, mistakes);
}

/* A file where a directory is named, or the other way round. */
static void
check_kind(const char *where, const char *path, gboolean is_directory, GPtrArray *mistakes)
{
    struct stat status;
    if (path == NULL || stat(path, &status) != 0 || S_ISDIR(status.st_mode) == (is_directory != 0))
        return;
    g_ptr_array_add(mistakes,
                    is_directory
                        ? g_strdup_printf("%s: %s is no directory; name one", where, path)
                        : g_strdup_printf("%s: %s is a directory; name a file in it", where, path));
}

void
config_modes_check(const Config *config, GPtrArray *mistakes)
{
    check_kind("[journal] path", config->journal_path, FALSE, mistakes);
    check_kind("[api] token_cache", config->token_cache, FALSE, mistakes);
    check_kind("[api] ca_file", config->ca_file, FALSE, mistakes);
    check_kind("[mail] key_file", config->key_file, FALSE, mistakes);
    check_kind("[scan] clamd", config->clamd, FALSE, mistakes);
    check_kind("[quarantine] path", config->quarantine_path, TRUE, mistakes);
    check_kind("[mail] templates", config->template_dir, TRUE, mistakes);
    check_path("configuration", config->path, S_IWGRP | S_IWOTH, mistakes);
    check_parent("[journal] path", config->journal_path, mistakes);
    check_parent("[api] token_cache", config->token_cache, mistakes);
    check_parent("[oauth] token_cache", config->oauth_token_cache, mistakes);
    check_parent("[oauth] refresh_token_file", config->oauth_refresh_token_file, mistakes);
    check_path("[quarantine] path", config->quarantine_path, S_IWOTH, mistakes);
    check_path("[mail] templates", config->template_dir, S_IWOTH, mistakes);
    check_path("[api] ca_path", config->ca_path, S_IWOTH, mistakes);
    check_path("[api] ca_file", config->ca_file, S_IWGRP | S_IWOTH, mistakes);
}

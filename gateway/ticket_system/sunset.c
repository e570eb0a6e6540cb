/* sunset.c - see sunset.h. The time of the last line is that of an empty file. */
#include "gateway/ticket_system/sunset.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/log.h"

#define DAY_S (24 * 60 * 60)

static gboolean
is_noted_today(const char *path)
{
    struct stat status;
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    return stat(path, &status) == 0 && status.st_mtime <= now_s && now_s - status.st_mtime < DAY_S;
}

gboolean
sunset_note(const Config *config, const char *value)
{
    g_autofree char *path =
        config->token_cache != NULL ? g_strconcat(config->token_cache, ".sunset", NULL) : NULL;
    if (path != NULL && is_noted_today(path))
        return FALSE;
    log_warning("api", "the provider will switch this API off: %s answers Sunset: %s",
                config->base_url, value);
    int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (fd < 0)
        return TRUE;
    (void)futimens(fd, NULL);
    close(fd);
    return TRUE;
}

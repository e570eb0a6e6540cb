/* metrics_file.c - see metrics_file.h. */
#include "gateway/status/metrics_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/status/metrics_text.h"

/* FALSE with errno. Not synced: after a power cut the next one is written within a minute. */
static gboolean
write_new(const char *temporary, const char *text)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    gboolean is_written =
        fd >= 0 && descriptor_write_all(fd, text, strlen(text)) && fchmod(fd, 0644) == 0;
    int why = errno;

    if (fd >= 0 && close(fd) != 0 && is_written)
        return FALSE;
    errno = why;
    return is_written;
}

gboolean
metrics_file_write(const Config *config, GError **error)
{
    const char *path = config->metrics_textfile;
    if (path == NULL || *path == '\0')
        return TRUE;
    g_autoptr(StatusReport) report = status_report_new(config, error);
    if (report == NULL)
        return FALSE;
    g_autofree char *text = metrics_text_new(report);
    /* The collector reads names that end in ".prom" only. */
    g_autofree char *temporary = g_strdup_printf("%s.%d", path, (int)getpid());
    if (write_new(temporary, text) && rename(temporary, path) == 0)
        return TRUE;
    int why = errno;
    (void)g_unlink(temporary);
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                "[metrics] textfile: cannot write %s: %s", path, g_strerror(why));
    return FALSE;
}

/* config_secret.c - the client secret: from a file that others cannot read, wiped after use. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_modes.h"

#define CONFIG_SECRET_MAX_BYTES 4096

/* A bare name is a credential of systemd(1), where the service has some. */
static char *
config_secret_path(const Config *config, gboolean *ret_is_credential)
{
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    *ret_is_credential = !g_path_is_absolute(config->client_secret_file) && directory != NULL;
    if (g_path_is_absolute(config->client_secret_file))
        return g_strdup(config->client_secret_file);
    if (directory != NULL)
        return g_build_filename(directory, config->client_secret_file, NULL);
    g_autofree char *beside = g_path_get_dirname(config->path);
    return g_build_filename(beside, config->client_secret_file, NULL);
}

static gboolean
config_secret_check_mode(int fd, const char *path, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ,
                    "[api] client_secret_file: %s is not a file", path);
        return FALSE;
    }
    if (!config_modes_is_own(&info)) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE,
                    "[api] client_secret_file: %s belongs to user %u; run chown on it", path,
                    (guint)info.st_uid);
        return FALSE;
    }
    if ((info.st_mode & 077) != 0) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE,
                    "[api] client_secret_file: others can read %s; run chmod 600 on it", path);
        return FALSE;
    }
    return TRUE;
}

char *
config_read_secret(const Config *config, GError **error)
{
    gboolean is_credential;
    g_autofree char *path = config_secret_path(config, &is_credential);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ,
                    "[api] client_secret_file: cannot open %s: %s", path, g_strerror(errno));
        return NULL;
    }
    char buffer[CONFIG_SECRET_MAX_BYTES + 1] = {0};
    ssize_t count = -1;
    if (is_credential || config_secret_check_mode(fd, path, error)) {
        count = read(fd, buffer, CONFIG_SECRET_MAX_BYTES);
        if (count < 0)
            g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ,
                        "[api] client_secret_file: cannot read %s: %s", path, g_strerror(errno));
    }
    close(fd);
    if (count < 0)
        return NULL;
    buffer[strcspn(buffer, "\r\n")] = '\0';
    char *secret = *buffer != '\0' ? g_strdup(buffer) : NULL;
    explicit_bzero(buffer, sizeof buffer);
    if (secret == NULL)
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE,
                    "[api] client_secret_file: %s is empty", path);
    return secret;
}

void
config_secret_free(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* config_secret.c - reads secrets from files that others cannot read. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_modes.h"
#include "config/config_text.h"

#define CONFIG_SECRET_MAX_BYTES 16384 /* a refresh token may have several thousand */

/* A bare name is a credential of systemd(1), if the service has credentials. */
static char *
secret_path(const Config *config, const char *file, gboolean *ret_is_credential)
{
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    *ret_is_credential = !g_path_is_absolute(file) && directory != NULL;
    if (g_path_is_absolute(file))
        return g_strdup(file);
    if (directory != NULL)
        return g_build_filename(directory, file, NULL);
    g_autofree char *beside = g_path_get_dirname(config->path);
    return g_build_filename(beside, file, NULL);
}

static gboolean
check_mode(int fd, const char *key, const char *path, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ, "%s: %s is not a file", key, path);
        return FALSE;
    }
    if (!config_modes_is_own(&info)) {
        g_autofree char *advice = config_modes_advice(&info);
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE, "%s: %s: %s", key, path, advice);
        return FALSE;
    }
    if ((info.st_mode & 077) != 0) {
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE,
                    "%s: others can read %s; run chmod 600 on it", key, path);
        return FALSE;
    }
    return TRUE;
}

/* What an editor or a web form left around a secret and would make it wrong; NULL: nothing. */
static const char *
find_fault(const char *line)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    static const char no_break_space[] = "\xc2\xa0";
    gsize length = strlen(line);
    if (g_str_has_prefix(line, byte_order_mark))
        return "begins with a byte order mark; save it as UTF-8 without one";
    if (length == 0)
        return "is empty";
    if (g_ascii_isspace(*line) || g_ascii_isspace(line[length - 1]) ||
        g_str_has_prefix(line, no_break_space) || g_str_has_suffix(line, no_break_space))
        return "has white space before or behind the secret; take it out";
    if (config_text_quotes(line) != NULL)
        return "has quotes around the secret; take them out";
    for (gsize i = 0; i < length; i++)
        if (g_ascii_iscntrl(line[i]))
            return "holds control characters; write the secret anew";
    return NULL;
}

char *
config_secret_read(const Config *config, const char *key, const char *file, GError **error)
{
    gboolean is_credential;
    g_autofree char *path = secret_path(config, file, &is_credential);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int open_errno = errno;
        struct stat info;
        g_autofree char *advice =
            open_errno == EACCES && stat(path, &info) == 0 ? config_modes_advice(&info) : NULL;
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ, "%s: cannot open %s: %s%s%s", key, path,
                    g_strerror(open_errno), advice != NULL ? "; " : "",
                    advice != NULL ? advice : "");
        return NULL;
    }
    char buffer[CONFIG_SECRET_MAX_BYTES + 1] = {0};
    ssize_t count = -1;
    if (is_credential || check_mode(fd, key, path, error)) {
        count = read(fd, buffer, CONFIG_SECRET_MAX_BYTES);
        if (count < 0)
            g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ, "%s: cannot read %s: %s", key, path,
                        g_strerror(errno));
    }
    close(fd);
    if (count < 0)
        return NULL;
    buffer[strcspn(buffer, "\r\n")] = '\0';
    const char *fault = find_fault(buffer);
    char *secret = fault == NULL ? g_strdup(buffer) : NULL;
    explicit_bzero(buffer, sizeof buffer);
    if (secret == NULL)
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE, "%s: %s %s", key, path, fault);
    return secret;
}

char *
config_read_secret(const Config *config, GError **error)
{
    return config_secret_read(config, "[api] client_secret_file", config->client_secret_file,
                              error);
}

void
config_secret_free(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

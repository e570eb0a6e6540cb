/* signing_keys.c - see signing_keys.h. Reads the file; does not know what is signed. */
#include "config/signing_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES 4096
#define KEY_DIGITS (2 * SIGNING_KEY_BYTES)

void
signing_keys_free(SigningKeys *keys)
{
    if (keys == NULL)
        return;
    explicit_bzero(keys, sizeof *keys);
    g_free(keys);
}

static gboolean
set_mistake(GError **error, const char *path, const char *what)
{
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE, "[mail] key_file: %s %s", path, what);
    return FALSE;
}

/* Reads one line of the file. FALSE: it is neither a key nor a comment, or one key too many. */
static gboolean
take_line(SigningKeys *keys, const char *line, gsize length)
{
    if (length == 0 || line[0] == '#')
        return TRUE;
    if (length != KEY_DIGITS || keys->n_keys == SIGNING_KEYS_MAX)
        return FALSE;
    guint8 *key = keys->keys[keys->n_keys];
    for (gsize i = 0; i < SIGNING_KEY_BYTES; i++) {
        int high = g_ascii_xdigit_value(line[2 * i]);
        int low = g_ascii_xdigit_value(line[2 * i + 1]);
        if (high < 0 || low < 0)
            return FALSE;
        key[i] = (guint8)(high << 4 | low);
    }
    keys->n_keys++;
    return TRUE;
}

SigningKeys *
signing_keys_parse(const char *text, const char *path, GError **error)
{
    g_autoptr(SigningKeys) keys = g_new0(SigningKeys, 1);
    while (*text != '\0') {
        gsize length = strcspn(text, "\r\n");
        if (!take_line(keys, text, length)) {
            set_mistake(error, path,
                        "must hold one or two lines of 64 hexadecimal digits, as `ticketgate init` "
                        "makes them");
            return NULL;
        }
        text += length;
        text += strspn(text, "\r\n");
    }
    if (keys->n_keys == 0) {
        set_mistake(error, path, "holds no key; `ticketgate init --rotate` makes one");
        return NULL;
    }
    return g_steal_pointer(&keys);
}

static gboolean
check_mode(int fd, const char *path, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        return set_mistake(error, path, "is not a file");
    if ((info.st_mode & 077) != 0)
        return set_mistake(error, path, "can be read by others; run chmod 600 on it");
    if (info.st_size > MAX_FILE_BYTES)
        return set_mistake(error, path, "is larger than a file of keys can be");
    return TRUE;
}

SigningKeys *
signing_keys_read(const Config *config, GError **error)
{
    const char *path = config->key_file;
    char buffer[MAX_FILE_BYTES + 1] = {0};
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;

    if (path == NULL || (fd < 0 && errno == ENOENT))
        return NULL;
    ssize_t count = -1;
    gboolean is_usable = fd >= 0 && check_mode(fd, path, error);
    if (is_usable)
        count = read(fd, buffer, MAX_FILE_BYTES);
    if (count < 0 && (fd < 0 || is_usable))
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ, "[mail] key_file: cannot read %s: %s",
                    path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    SigningKeys *keys = count >= 0 ? signing_keys_parse(buffer, path, error) : NULL;
    explicit_bzero(buffer, sizeof buffer);
    return keys;
}

char *
signing_keys_new_line(void)
{
    guint8 key[SIGNING_KEY_BYTES];
    if (getrandom(key, sizeof key, 0) != (ssize_t)sizeof key)
        return NULL;
    char *line = g_malloc(KEY_DIGITS + 1);
    for (gsize i = 0; i < sizeof key; i++)
        g_snprintf(line + 2 * i, 3, "%02x", key[i]);
    explicit_bzero(key, sizeof key);
    return line;
}

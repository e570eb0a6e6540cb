/* config_patterns.c - see config_patterns.h. Reads lines; does not know what a pattern means. */
#include "config/config_patterns.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config_modes.h"

/* The file's text, or NULL with errno set (EFBIG: too large). */
static char *
slurp(int fd)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return NULL;
    if (!S_ISREG(info.st_mode) || info.st_size > CONFIG_PATTERNS_MAX_BYTES) {
        errno = S_ISREG(info.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    g_autofree char *text = g_malloc((gsize)info.st_size + 1);
    gsize length = 0;
    while (length < (gsize)info.st_size) {
        ssize_t count = read(fd, text + length, (gsize)info.st_size - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return NULL;
        if (count == 0)
            break;
        length += (gsize)count;
    }
    text[length] = '\0';
    if (!g_utf8_validate_len(text, length, NULL)) {
        errno = EILSEQ;
        return NULL;
    }
    return g_steal_pointer(&text);
}

static char *
read_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return NULL;
    char *text = slurp(fd);
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return text;
}

/* What is wrong with a line that contains a carriage return or is a path. */
static const char *
line_fault(const char *line)
{
    return strchr(line, '\r') != NULL
               ? "has line ends of old Macs, so that it would be one line; save it with those of "
                 "Unix"
               : "names a further file; name that in the configuration";
}

static gboolean
add_file(GStrvBuilder *builder, const char *path, const char *where, GPtrArray *mistakes)
{
    g_autofree char *text = read_file(path);
    if (text == NULL) {
        g_ptr_array_add(mistakes,
                        g_strdup_printf("%s: cannot read %s: %s", where, path,
                                        errno == EILSEQ ? "not UTF-8" : g_strerror(errno)));
        return FALSE;
    }
    config_modes_check_file(where, path, mistakes);
    for (char *line = text; *line != '\0';) {
        gsize length = strcspn(line, "\n");
        char *next = line[length] != '\0' ? line + length + 1 : line + length;
        line[length] = '\0';
        g_strstrip(line);
        if (strchr(line, '\r') != NULL || *line == '/') {
            g_ptr_array_add(mistakes, g_strdup_printf("%s: %s %s", where, path, line_fault(line)));
            return FALSE;
        }
        if (*line != '\0' && *line != '#')
            g_strv_builder_add(builder, line);
        line = next;
    }
    return TRUE;
}

void
config_patterns_expand(char ***patterns, const char *where, GPtrArray *mistakes)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; *patterns != NULL && (*patterns)[i] != NULL; i++) {
        const char *entry = (*patterns)[i];
        if (*entry != '/')
            g_strv_builder_add(builder, entry);
        else if (!add_file(builder, entry, where, mistakes))
            return;
    }
    if (*patterns == NULL)
        return;
    g_strfreev(*patterns);
    *patterns = g_strv_builder_end(builder);
}

/* fuzz.c - see fuzz.h. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/text/text_clean.h"

#define MAX_FILES 4

int
fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    static struct {
        const char *name;
        int fd;
    } files[MAX_FILES];
    size_t i = 0;

    while (files[i].name != NULL && strcmp(files[i].name, name) != 0) {
        i++;
        g_assert(i < MAX_FILES);
    }
    if (files[i].name == NULL) {
        files[i].name = name;
        files[i].fd = memfd_create(name, MFD_CLOEXEC);
        g_assert(files[i].fd >= 0 && fchmod(files[i].fd, 0600) == 0);
    }
    g_assert(ftruncate(files[i].fd, 0) == 0);
    g_assert(pwrite(files[i].fd, data, size, 0) == (gssize)size);
    g_assert(lseek(files[i].fd, 0, SEEK_SET) == 0);
    return files[i].fd;
}

char *
fuzz_text(const uint8_t *data, size_t size)
{
    g_autofree char *octets = g_strndup((const char *)data, size);

    return text_clean(octets, strlen(octets));
}

void
fuzz_check_text(const char *text)
{
    if (text == NULL)
        return;
    g_assert(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert(c == '\n' || c == '\t' || !g_unichar_iscntrl(c));
    }
}

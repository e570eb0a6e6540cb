/* descriptor_io.c - see descriptor_io.h. */
#include "gateway/descriptor_io.h"

#include <errno.h>
#include <unistd.h>

gboolean
descriptor_write_all(int fd, const void *octets, gsize length)
{
    const char *next = octets;

    while (length > 0) {
        gssize count = write(fd, next, length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            errno = EIO;
        if (count <= 0)
            return FALSE;
        next += count;
        length -= (gsize)count;
    }
    return TRUE;
}

gssize
descriptor_read_at(int fd, void *buffer, gsize size, guint64 offset)
{
    char *next = buffer;
    gsize filled = 0;

    while (filled < size) {
        gssize count = pread(fd, next + filled, size - filled, (off_t)(offset + filled));

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        filled += (gsize)count;
    }
    return (gssize)filled;
}

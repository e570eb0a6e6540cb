/* descriptor_io.h - read(2) and write(2) that continue after signals and short counts. */
#pragma once

#include <glib.h>

/* Writes `length` octets at the current position of `fd`. FALSE with errno (EIO if the system wrote
 * nothing and gave no reason); part of the octets may then be written. */
gboolean descriptor_write_all(int fd, const void *octets, gsize length);

/* Reads `size` octets at `offset` of a file, or fewer if the file ends. Does not change the
 * position of `fd`. Returns the number of octets read, 0 at the end, -1 with errno. */
gssize descriptor_read_at(int fd, void *buffer, gsize size, guint64 offset);

/* descriptor_io.h - read(2) and write(2) that signals and short counts do not disturb. */
#pragma once

#include <glib.h>

/* Writes all of `octets`, `length` of them, at the place where `fd` stands. FALSE with errno, EIO
 * where the system took none and gave no reason; part of them may be written then. */
gboolean descriptor_write_all(int fd, const void *octets, gsize length);

/* Reads at `offset` (octets) of a file until `size` octets are there or the file ends; where `fd`
 * stands does not change. Returns how many were read, 0 at the end, -1 with errno. */
gssize descriptor_read_at(int fd, void *buffer, gsize size, guint64 offset);

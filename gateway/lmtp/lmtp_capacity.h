/* lmtp_capacity.h - how many workers the resident gateway starts if [lmtp] workers is not set. */
#pragma once

#include <glib.h>

/* As many sessions as Postfix opens to one destination (default_destination_concurrency_limit). */
#define LMTP_CAPACITY_WORKERS 20

/* LMTP_CAPACITY_WORKERS, or one for each 32 MiB of `memory_bytes` if that is fewer; at least 1. A
 * worker that waits for the API takes about 3 MiB. The rest is for mail that is being parsed, and
 * for the mail server. */
guint lmtp_capacity_workers(guint64 memory_bytes);

/* The memory that this process may use, in bytes: that of the machine, or the smallest limit of its
 * control group and of those above it (memory.max and memory.high, cgroup v2). `membership` is the
 * file that names the group (/proc/self/cgroup), `root` the folder of all groups (/sys/fs/cgroup).
 * What cannot be read sets no limit. */
guint64 lmtp_capacity_memory(const char *membership, const char *root);

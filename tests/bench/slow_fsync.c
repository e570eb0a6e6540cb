/* slow_fsync.c - makes fsync(2) and fdatasync(2) take 5 ms longer, as on a disk without a cache.
 * The benchmark of commits preloads it, because fast disks hide the waiting. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DELAY_NS 5000000

static void
wait_for_disk(void)
{
    struct timespec delay = {.tv_nsec = DELAY_NS};

    (void)nanosleep(&delay, NULL);
}

int
fsync(int fd)
{
    wait_for_disk();
    return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
    wait_for_disk();
    return (int)syscall(SYS_fdatasync, fd);
}

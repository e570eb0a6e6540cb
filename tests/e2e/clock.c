/* clock.c - preloaded: shifts the time of day of a program by CLOCK_SHIFT_S seconds. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long
shift_s(void)
{
    const char *text = getenv("CLOCK_SHIFT_S");
    return text != NULL ? strtol(text, NULL, 10) : 0;
}

typedef int (*GetTime)(clockid_t id, struct timespec *now);

int
clock_gettime(clockid_t id, struct timespec *now)
{
    GetTime next = (GetTime)dlsym(RTLD_NEXT, "clock_gettime");
    int result = next(id, now);
    if (result == 0 && id == CLOCK_REALTIME)
        now->tv_sec += shift_s();
    return result;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec time = {0};
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0)
        return -1;
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t
time(time_t *ret_now)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (ret_now != NULL)
        *ret_now = now.tv_sec;
    return now.tv_sec;
}

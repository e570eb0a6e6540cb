/* measure.c - runs a command and prints what it cost, for the benchmarks.
 *
 *     measure FILE COMMAND...            once, with FILE as standard input
 *     measure -p N FOLDER COMMAND...     once for each file of FOLDER, N at a time
 *
 * Prints one line: wall time in microseconds, processor time of the command and its children in
 * microseconds, peak memory of the largest of these processes in KiB, number of runs with another
 * exit status than 0. It is small and starts commands with posix_spawn(3), so that its own size and
 * fork do not count.
 */
#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
start(const char *input, char **command)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int code = posix_spawnp(&pid, command[0], &actions, NULL, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        fprintf(stderr, "measure: cannot run %s: %s\n", command[0], strerror(code));
        exit(2);
    }
}

/* Waits for one process; returns 1 if it failed. */
static int
finish(void)
{
    int status = 0;

    if (wait(&status) < 0) {
        perror("measure: wait");
        exit(2);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

static int
run_folder(int at_once, const char *folder, char **command)
{
    DIR *directory = opendir(folder);
    struct dirent *entry = NULL;
    int running = 0;
    int failures = 0;
    char path[4096];

    if (directory == NULL) {
        perror(folder);
        exit(2);
    }
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (running == at_once) {
            failures += finish();
            running--;
        }
        start(path, command);
        running++;
    }
    for (; running > 0; running--)
        failures += finish();
    (void)closedir(directory);
    return failures;
}

int
main(int argc, char **argv)
{
    int is_folder = argc > 4 && strcmp(argv[1], "-p") == 0;
    long long begin = now_us();
    int failures = 0;
    struct rusage usage;

    if (argc < 3) {
        fputs("usage: measure FILE COMMAND... | measure -p N FOLDER COMMAND...\n", stderr);
        return 2;
    }
    if (is_folder) {
        failures = run_folder(atoi(argv[2]), argv[3], argv + 4);
    } else {
        start(argv[1], argv + 2);
        failures = finish();
    }
    long long wall = now_us() - begin;
    (void)getrusage(RUSAGE_CHILDREN, &usage);
    long long cpu = (long long)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                    usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    printf("%lld %lld %ld %d\n", wall, cpu, usage.ru_maxrss, failures);
    return 0;
}

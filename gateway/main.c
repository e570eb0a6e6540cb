/* main.c - loads the program, or reports that it cannot be loaded.
 *
 * If a library is missing, the dynamic loader ends a program with status 127, and mail servers then
 * bounce the mail. So this program only needs the C library. It loads the program itself
 * (program.h) with all its libraries; if that fails, the mail waits. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "gateway/program.h"

#define PROGRAM_FILE "/ticketgate.so"

/* In the folder of this program after a build, or at its installed path. A full path, because with
 * DT_RUNPATH the loader would also search all its folders for the C library. */
static void *
load_program(void)
{
    char path[PATH_MAX + sizeof PROGRAM_FILE];
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
    char *slash = length > 0 ? memrchr(path, '/', (size_t)length) : NULL;

    if (slash != NULL) {
        memcpy(slash, PROGRAM_FILE, sizeof PROGRAM_FILE);
        if (access(path, F_OK) == 0)
            return dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    }
    return dlopen(PROGRAM_FOLDER PROGRAM_FILE, RTLD_NOW | RTLD_GLOBAL);
}

int
main(int argc, char **argv)
{
    ProgramRun *run = NULL;
    void *program = load_program();

    if (program != NULL)
        *(void **)&run = dlsym(program, PROGRAM_RUN);
    if (run != NULL)
        return run(argc, argv);
    const char *why = dlerror();
    if (why == NULL)
        why = "the program's library cannot be loaded";
    openlog("ticketgate", LOG_PID, LOG_MAIL);
    syslog(LOG_ERR, "cannot start: %s", why);
    fprintf(stderr, "4.3.5 The ticket gateway cannot start; the message waits\n");
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "ticketgate: %s\n", why);
    return EX_TEMPFAIL;
}

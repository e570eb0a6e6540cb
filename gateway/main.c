/* main.c - loads the program, or says that it cannot be.
 *
 * A program with a missing library is ended by the dynamic loader with status 127, for which mail
 * servers send the mail back. So what they start needs the C library alone; the program proper
 * (program.h) is loaded here, with all its libraries, and where that fails the mail waits.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "gateway/program.h"

#define PROGRAM_FILE "ticketgate.so" /* where DT_RUNPATH says */

int
main(int argc, char **argv)
{
    ProgramRun *run = NULL;
    void *program = dlopen(PROGRAM_FILE, RTLD_NOW | RTLD_GLOBAL);

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

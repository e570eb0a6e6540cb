/* program.h - the program proper: chooses the sub-command.
 *
 * It is a library of its own, ticketgate.so, that main.c loads: where one of the many libraries
 * that it needs is missing, main.c can still say so, and the mail waits.
 */
#pragma once

/* What ticketgate.so has to offer, and its type. */
#define PROGRAM_RUN "program_run"
typedef int ProgramRun(int argc, char **argv);

/* As main(). Returns the exit status. */
__attribute__((visibility("default"))) ProgramRun program_run;

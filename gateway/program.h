/* program.h - the program itself: chooses the sub-command.
 *
 * It is a separate library, ticketgate.so, loaded by main.c. If one of the libraries that it needs
 * is missing, main.c can still report that, and the mail waits. */
#pragma once

/* The function that ticketgate.so exports, and its type. */
#define PROGRAM_RUN "program_run"
typedef int ProgramRun(int argc, char **argv);

/* As main(). Returns the exit status. */
__attribute__((visibility("default"))) ProgramRun program_run;

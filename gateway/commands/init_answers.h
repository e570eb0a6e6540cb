/* init_answers.h - gets the values that `ticketgate init` needs to write a configuration.
 *
 * Each answer comes from an option, or is asked for at the terminal. */
#pragma once

#include <glib.h>

typedef struct {
    char *addresses; /* support addresses, the first is From of confirmations; white space, ',' or
                      * ';' between them */
    char *dialect;   /* [api] dialect; never asked for; NULL: the default */
    char *base_url;  /* [api] base_url */
    char *token_url; /* [api] token_url */
    char *client_id; /* [api] client_id */
    char *ci_list; /* [ticket] ci_list, ';' between them; the first one is [ticket] ci; NULL: none,
                    * which only Customer Connect allows */
    char *service; /* [ticket] service */
    char *secret;  /* never an option: others would see it */
    char *secret_file; /* an existing file with the secret, or NULL */
} InitAnswers;

/* Wipes the secret. */
void init_answers_clear(InitAnswers *answers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InitAnswers, init_answers_clear)

/* The number of options that fill an InitAnswers. */
#define INIT_ANSWERS_OPTIONS 8

/* Writes these options to `options`. */
void init_answers_options(InitAnswers *answers, GOptionEntry options[INIT_ANSWERS_OPTIONS]);

/* Whether an option gave any of them. */
gboolean init_answers_has_any(InitAnswers *answers);

/* Asks for missing answers if standard input is a terminal; the secret is not shown. Otherwise
 * reads one line from it, the secret, unless there is a file with it; all other answers must be
 * given by options. FALSE: an answer is missing, as printed to standard error. */
gboolean init_answers_complete(InitAnswers *answers);

/* The single addresses, in lower case. (transfer full) (element-type char *) */
char **init_answers_addresses(const InitAnswers *answers);

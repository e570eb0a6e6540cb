/* init_answers.h - what `ticketgate init` has to know before it can write a configuration.
 *
 * Each answer comes from an option, else it is asked for at the terminal.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *addresses;   /* of support, the first one answers; white space, ',' or ';' between them */
    char *base_url;    /* [api] base_url */
    char *token_url;   /* [api] token_url */
    char *client_id;   /* [api] client_id */
    char *ci_list;     /* [ticket] ci_list, ';' between them; the first one is [ticket] ci */
    char *service;     /* [ticket] service */
    char *secret;      /* never an option: others would see it */
    char *secret_file; /* an existing file that holds it, or NULL */
} InitAnswers;

/* Wipes the secret. */
void init_answers_clear(InitAnswers *answers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InitAnswers, init_answers_clear)

/* Adds the options that fill `answers`. */
void init_answers_add_options(InitAnswers *answers, GOptionContext *context);

/* Whether an option gave any of them. */
gboolean init_answers_has_any(InitAnswers *answers);

/* Asks for what is missing, where standard input is a terminal. Elsewhere one line is read from it,
 * the secret, unless a file holds that, and everything else has to be there. At the terminal the
 * secret is not shown. FALSE, said on standard error: an answer is missing. */
gboolean init_answers_complete(InitAnswers *answers);

/* The addresses, each by itself, lower case. (transfer full) (element-type char *) */
char **init_answers_addresses(const InitAnswers *answers);

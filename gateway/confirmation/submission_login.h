/* submission_login.h - who we are for the mail server that takes our mails: nobody, a user with a
 * password, or a user with an access token of OAuth 2.0. */
#pragma once

#include "config/config.h"

typedef struct {
    const char *user; /* of the configuration; NULL: no login */
    char *password;   /* or NULL */
    char *token;      /* or NULL */
} SubmissionLogin;

/* Overwrites the secrets, then frees them. */
void submission_login_clear(SubmissionLogin *login);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubmissionLogin, submission_login_clear)

/* Reads the password, or gets a token: from the cache, or from the server of [oauth] until
 * `deadline_us` (g_get_monotonic_time(); 0: as long as it takes). `is_refused`: the token of the
 * cache is of no use, get another. Where the configuration names no user that costs nothing.
 * Whatever is wrong waits for the operator or the provider: DELIVERY_ERROR_TEMPORARY. `login` is
 * then as before, and has to be empty. */
gboolean submission_login_get(const Config *config, gint64 deadline_us, gboolean is_refused,
                              SubmissionLogin *login, GError **error);

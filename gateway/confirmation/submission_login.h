/* submission_login.h - how we log in to the mail server that takes our mails: not at all, with a
 * password, or with an access token of OAuth 2.0. */
#pragma once

#include "config/config.h"
#include "gateway/heartbeat.h"

typedef struct {
    const char *user; /* from the configuration; NULL: no login */
    char *password;   /* or NULL */
    char *token;      /* or NULL */
} SubmissionLogin;

/* Overwrites the secrets, then frees them. */
void submission_login_clear(SubmissionLogin *login);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubmissionLogin, submission_login_clear)

/* How long we may wait for a login. */
typedef struct {
    gint64 deadline_us;         /* g_get_monotonic_time(); 0: no limit */
    gboolean is_refused;        /* the cached token was refused, get another one */
    const Heartbeat *heartbeat; /* asked while we wait; NULL: none */
} SubmissionLoginWait;

/* Reads the password, or gets a token from the cache or from the server of [oauth]. If the
 * configuration names no user, it does nothing. DELIVERY_ERROR_TEMPORARY for every fault, since
 * mail waits until the operator or the provider mends it, or DELIVERY_ERROR_BUSY of the heartbeat;
 * `login`, which must be empty, is then unchanged. */
gboolean submission_login_get(const Config *config, const SubmissionLoginWait *wait,
                              SubmissionLogin *login, GError **error);

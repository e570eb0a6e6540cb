/* submission_login.c - see submission_login.h. Does not depend on SMTP. */
#include "gateway/confirmation/submission_login.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/token.h"

void
submission_login_clear(SubmissionLogin *login)
{
    config_secret_free(login->password);
    http_secret_free(login->token);
    *login = (SubmissionLogin){0};
}

static char *
get_token(const Config *config, const SubmissionLoginWait *wait, GError **error)
{
    g_autoptr(Http) http = http_new(config, wait->deadline_us);
    http_set_heartbeat(http, wait->heartbeat);
    g_autoptr(Token) token = token_new_for_mailbox(config, http);
    const char *value = token_get(token, error);

    if (value != NULL && wait->is_refused)
        value = token_renew(token, error);
    return g_strdup(value);
}

gboolean
submission_login_get(const Config *config, const SubmissionLoginWait *wait, SubmissionLogin *login,
                     GError **error)
{
    g_autoptr(GError) why = NULL;

    if (config->submission_user == NULL)
        return TRUE;
    if (config->submission_password_file != NULL)
        login->password = config_secret_read(config, "[mail] submission_password_file",
                                             config->submission_password_file, &why);
    else if (config->oauth_token_url != NULL)
        login->token = get_token(config, wait, &why);
    if (login->password == NULL && login->token == NULL) {
        gboolean is_lost = g_error_matches(why, DELIVERY_ERROR, DELIVERY_ERROR_BUSY);
        g_set_error(error, DELIVERY_ERROR, is_lost ? DELIVERY_ERROR_BUSY : DELIVERY_ERROR_TEMPORARY,
                    "no login for the mail server: %s",
                    why != NULL ? why->message : "there is no password and no [oauth]");
        return FALSE;
    }
    login->user = config->submission_user;
    return TRUE;
}

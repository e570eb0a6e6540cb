/* config_submission.c - see config_submission.h. */
#include "config/config_submission.h"

#include <string.h>

#include "config/config_value.h"

static void
add(GPtrArray *mistakes, const char *line)
{
    g_ptr_array_add(mistakes, g_strdup(line));
}

/* Whether what is sent to the server can be read on a network. */
static gboolean
is_readable_by_others(const char *submission)
{
    g_autoptr(GUri) uri = g_uri_parse(submission, G_URI_FLAGS_NONE, NULL);

    return uri != NULL && strcmp(g_uri_get_scheme(uri), "smtp") == 0 &&
           !config_value_is_loopback(g_uri_get_host(uri));
}

static void
check_login(const Config *config, GPtrArray *mistakes)
{
    if (config->submission_user == NULL) {
        if (config->submission_password_file != NULL)
            add(mistakes, "[mail] submission_user: missing; set it to the name that the password "
                          "of submission_password_file belongs to");
        return;
    }
    if (config->submission_password_file == NULL && config->oauth_token_url == NULL)
        add(mistakes, "[mail] submission_password_file: missing; name the file that holds the "
                      "password of submission_user, or fill in [oauth]");
    if (config->submission != NULL && is_readable_by_others(config->submission))
        add(mistakes, "[mail] submission: with submission_user, smtp:// would send the password "
                      "for everybody to read; use smtp+starttls:// or smtps://");
}

static void
check_oauth(const Config *config, GPtrArray *mistakes)
{
    gboolean has_any = config->oauth_client_id != NULL ||
                       config->oauth_client_secret_file != NULL || config->oauth_scope != NULL ||
                       config->oauth_refresh_token_file != NULL ||
                       config->oauth_token_cache != NULL;

    if (config->oauth_token_url == NULL) {
        if (has_any)
            add(mistakes, "[oauth] token_url: missing; set it to the address where the mailbox's "
                          "provider gives tokens");
        return;
    }
    if (config->oauth_client_id == NULL)
        add(mistakes, "[oauth] client_id: missing; set it to the identifier that the provider gave "
                      "at the registration");
    if (config->oauth_client_secret_file == NULL && config->oauth_refresh_token_file == NULL)
        add(mistakes, "[oauth] client_secret_file: missing; name the file that holds the client "
                      "secret, or a refresh_token_file");
}

void
config_submission_check(const Config *config, GPtrArray *mistakes)
{
    const char *sender = config->envelope_sender;

    if (sender != NULL && (!config_value_is_mailbox(sender) || strchr(sender, '<') != NULL))
        add(mistakes, "[mail] envelope_sender: not an address such as support@example.org; leave "
                      "it out for the empty sender");
    check_login(config, mistakes);
    check_oauth(config, mistakes);
}

/* key_check.c - see key_check.h. Makes the prints; journal_keys.c compares and records them. */
#include "gateway/delivery/key_check.h"

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_keys.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/log.h"

/* What the keys hash; references are other texts. */
#define PRINT_TEXT "ticketgate: keys of all hosts"
#define PRINT_DIGITS 32

typedef struct {
    char *texts[JOURNAL_KEYS_MAX];
} Prints;

static void
prints_clear(Prints *prints)
{
    for (guint i = 0; i < JOURNAL_KEYS_MAX; i++)
        g_free(prints->texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Prints, prints_clear)

static JournalKeys
make_prints(Prints *prints, const SigningKeys *keys)
{
    JournalKeys result = {0};

    G_STATIC_ASSERT(SIGNING_KEYS_MAX == JOURNAL_KEYS_MAX);
    for (guint i = 0; keys != NULL && i < keys->n_keys; i++) {
        prints->texts[i] =
            g_compute_hmac_for_data(G_CHECKSUM_SHA256, keys->keys[i], SIGNING_KEY_BYTES,
                                    (const guchar *)PRINT_TEXT, strlen(PRINT_TEXT));
        prints->texts[i][PRINT_DIGITS] = '\0';
        result.prints[i] = prints->texts[i];
    }
    return result;
}

static gboolean
set_differ(const Config *config, JournalKeysState state, const SigningKeys *keys, GError **error)
{
    const char *file = config->key_file != NULL ? config->key_file : "[mail] key_file";
    const char *what = "are not those of the other hosts that use this journal";

    if (keys == NULL)
        what = "are missing, and other hosts that use this journal have keys";
    else if (state == JOURNAL_KEYS_OLDER)
        what = "are from before the last rotation on another host";
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                "the keys in %s %s; run `ticketgate init --export FILE` there and `ticketgate init "
                "--import FILE` here; mail waits until then",
                file, what);
    return FALSE;
}

gboolean
key_check_run(const Config *config, Journal *journal, const SigningKeys *keys, GError **error)
{
    g_auto(Prints) prints = {0};
    JournalKeysState state;

    if (!journal_is_shared(journal))
        return TRUE;
    const JournalKeys ours = make_prints(&prints, keys);
    if (!journal_keys_compare(journal, &ours, &state, error))
        return FALSE;
    gboolean is_new = state == JOURNAL_KEYS_FIRST || state == JOURNAL_KEYS_NEWER;
    if (is_new && !journal_keys_record(journal, &ours, FALSE, &state, error))
        return FALSE;
    if (is_new && state == JOURNAL_KEYS_SAME)
        log_info("config", "the keys in %s are now those of all hosts that use this journal",
                 config->key_file);
    return state == JOURNAL_KEYS_SAME || set_differ(config, state, keys, error);
}

gboolean
key_check_see(const Config *config, Journal *journal, GError **error)
{
    g_auto(Prints) prints = {0};
    g_autoptr(GError) problem = NULL;
    JournalKeysState state;

    if (!journal_is_shared(journal))
        return TRUE;
    g_autoptr(SigningKeys) keys = signing_keys_read(config, &problem);
    if (problem != NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, problem->message);
        return FALSE;
    }
    const JournalKeys ours = make_prints(&prints, keys);
    return journal_keys_compare(journal, &ours, &state, error) &&
           ((state != JOURNAL_KEYS_OLDER && state != JOURNAL_KEYS_OTHER) ||
            set_differ(config, state, keys, error));
}

gboolean
key_check_announce(Journal *journal, const SigningKeys *keys, GError **error)
{
    g_auto(Prints) prints = {0};
    JournalKeysState state;
    const JournalKeys ours = make_prints(&prints, keys);

    return journal_keys_record(journal, &ours, TRUE, &state, error);
}

/* init.c - `ticketgate init`: makes what is needed before the first mail.
 *
 * Has the order of the steps; init_answers.c asks, init_files.c writes, init_keys.c has the keys
 * for signed references. Nothing is overwritten. */
#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_keys.h"
#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/commands/init_answers.h"
#include "gateway/commands/init_files.h"
#include "gateway/commands/init_keys.h"
#include "gateway/own_address.h"
#include "gateway/ticket_system/ticket_dialect.h"

#define INIT_USER "ticketgate"
/* Postfix also counts the envelope. */
#define INIT_ENVELOPE_BYTES (1024 * 1024)

typedef struct {
    char *user;
    char *export_to;
    char *import_from;
    gboolean is_rotation;
} Choices;

static void
choices_clear(Choices *options)
{
    g_free(options->user);
    g_free(options->export_to);
    g_free(options->import_from);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Choices, choices_clear)

static gboolean
fail(const char *what, const char *path)
{
    fprintf(stderr, "ticketgate init: cannot %s %s: %s\n", what, path, g_strerror(errno));
    return FALSE;
}

/* Prints the lines for Postfix. */
static void
print_postfix(const Config *config, char **addresses, const char *user)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    gboolean is_usual = strcmp(config->path, config_default_path()) == 0;
    char delimiter = config_delimiter(config);

    printf("\nFor Postfix, as root:\n\n"
           "  postconf -M 'ticketgate/unix=ticketgate unix - n n - 10 pipe flags=RX user=%s "
           "null_sender= argv=%s deliver%s%s --queue-id=${queue_id} --sender=${sender} "
           "--recipient=${recipient}'\n"
           "  postconf -e 'ticketgate_destination_recipient_limit = 1'\n",
           user, program != NULL ? program : "/usr/bin/ticketgate",
           is_usual ? "" : " --config=", is_usual ? "" : config->path);
    if (delimiter != '\0')
        printf("  postconf -e 'recipient_delimiter = %c'\n", delimiter);
    printf("  postconf -e 'transport_maps = texthash:/etc/postfix/transport'\n"
           "  postconf -e 'local_recipient_maps = proxy:unix:passwd.byname $alias_maps "
           "$transport_maps'\n"
           "  postconf -e 'message_size_limit = %" G_GUINT64_FORMAT "'\n"
           "  cat >> /etc/postfix/transport <<END\n",
           config->max_message_size + INIT_ENVELOPE_BYTES);
    for (char **address = addresses; *address != NULL; address++)
        printf("%s ticketgate:\n", *address);
    printf("END\n  postfix reload\n\n"
           "Postfix has to take mail for the domain: mydestination or relay_domains.\n");
    printf("Where a server before this one checks SPF, DKIM or DMARC and takes forged\n"
           "Authentication-Results out, name it in [policy] authserv_ids.\n\n");
}

/* The user that runs deliveries: root makes files for it; any other user is this user. FALSE if the
 * user does not exist. */
static gboolean
find_owner(const char *name, InitOwner *ret_owner, const char **ret_name)
{
    gboolean is_root = geteuid() == 0;
    const struct passwd *entry =
        is_root || name != NULL ? getpwnam(name != NULL ? name : INIT_USER) : getpwuid(geteuid());

    *ret_name = entry != NULL ? entry->pw_name : "?";
    if (entry != NULL && (is_root || entry->pw_uid == geteuid())) {
        *ret_owner = (InitOwner){entry->pw_uid, entry->pw_gid, is_root && entry->pw_uid != 0};
        return TRUE;
    }
    if (is_root && name == NULL) { /* the default before an account of this name existed */
        *ret_owner = (InitOwner){0, 0, FALSE};
        *ret_name = "root";
        return TRUE;
    }
    fprintf(stderr, "ticketgate init: %s%s; run this as root, or as that user\n",
            entry == NULL ? "there is no user " : "cannot make files for ",
            name != NULL ? name : "of this number");
    return FALSE;
}

/* From here on as the user of deliveries: then missing permissions show. */
static gboolean
become_user(const InitOwner *owner, const char *name)
{
    if (!owner->is_other ||
        (initgroups(name, owner->gid) == 0 && setgid(owner->gid) == 0 && setuid(owner->uid) == 0))
        return TRUE;
    return fail("become the user", name);
}

static int
check_result(const char *path)
{
    g_autofree char *option = g_strconcat("--config=", path, NULL);
    char check_name[] = "check-config", ping_name[] = "ping";
    char *check[] = {check_name, option, NULL}, *ping[] = {ping_name, option, NULL};

    fflush(stdout);
    int status = command_check_config(2, check);
    return status == 0 ? command_ping(2, ping) : status;
}

/* Makes configuration, secret and the usual directory of the journal, from options and answers. */
static gboolean
set_up(const char *path, InitAnswers *answers, const InitOwner *owner)
{
    if (!init_answers_complete(answers) || !init_write_configuration(path, answers, owner))
        return FALSE;
    printf("config     made   %s, and the client secret beside it\n", path);
    return !owner->is_other || init_directory(config_keys_find("journal", "path")->fallback, owner);
}

static Config *
load(const char *path)
{
    g_autoptr(GError) problem = NULL;
    Config *config = ticket_dialect_load_config(path, NULL, &problem);

    if (config == NULL)
        fprintf(stderr, "ticketgate init: %s\n", problem->message);
    return config;
}

static int
run_init(const char *path, const Choices *options, InitAnswers *answers)
{
    gboolean is_new = !g_file_test(path, G_FILE_TEST_EXISTS) &&
                      (init_answers_has_any(answers) || isatty(STDIN_FILENO));
    InitOwner owner;
    const char *name = NULL;

    if (!find_owner(options->user, &owner, &name))
        return 1;
    if (is_new && !set_up(path, answers, &owner))
        return 1;
    if (!become_user(&owner, name))
        return 1;
    owner.is_other = FALSE;
    g_autoptr(Config) config = load(path);
    if (config == NULL || !init_directory(config->journal_path, &owner) ||
        !init_keys_make(config, &owner, options->is_rotation))
        return 1;
    if (options->is_rotation)
        return 0;
    g_auto(GStrv) addresses = is_new ? init_answers_addresses(answers) : g_new0(char *, 2);
    if (!is_new)
        addresses[0] = own_address_of(config);
    print_postfix(config, addresses, name);
    if (is_new)
        return check_result(path);
    printf("Then: ticketgate check-config and ticketgate ping, as user %s.\n", name);
    return 0;
}

/* The keys as the user of deliveries reads them: root may read what that user cannot, and
 * everything of that user would look as if it belonged to somebody else. */
static SigningKeys *
load_keys(const char *path, const InitOwner *owner)
{
    g_autoptr(Config) config = NULL;
    SigningKeys *keys = NULL;

    if (owner->is_other && (setegid(owner->gid) != 0 || seteuid(owner->uid) != 0)) {
        fail("become the user of", path);
        return NULL;
    }
    config = load(path);
    if (config != NULL)
        keys = init_keys_load(config);
    if (owner->is_other && (seteuid(0) != 0 || setegid(0) != 0)) {
        fail("become root again after", path);
        g_clear_pointer(&keys, signing_keys_free);
    }
    return keys;
}

/* Writes as the user who runs this, who may write where others may not. */
static int
run_export(const char *path, const Choices *options)
{
    InitOwner owner;
    const char *name = NULL;

    if (!find_owner(options->user, &owner, &name))
        return 1;
    g_autoptr(SigningKeys) keys = load_keys(path, &owner);
    return keys != NULL && init_keys_export(keys, options->export_to) ? 0 : 1;
}

static int
run_import(const char *path, const Choices *options)
{
    g_autoptr(SigningKeys) keys = init_keys_read(options->import_from);
    InitOwner owner;
    const char *name = NULL;

    if (keys == NULL || !find_owner(options->user, &owner, &name) || !become_user(&owner, name))
        return 1;
    owner.is_other = FALSE;
    g_autoptr(Config) config = load(path);
    return config != NULL && init_keys_import(config, &owner, keys) ? 0 : 1;
}

int
command_init(int argc, char **argv)
{
    g_auto(InitAnswers) answers = {0};
    g_auto(Choices) choices = {0};
    GOptionEntry options[4 + INIT_ANSWERS_OPTIONS + 1] = {
        {"rotate", 0, 0, G_OPTION_ARG_NONE, &choices.is_rotation,
         "Put a new key before the one that signs now", NULL},
        {"export", 0, 0, G_OPTION_ARG_FILENAME, &choices.export_to,
         "Write the keys to a new private file, for another host; -: to standard output", "FILE"},
        {"import", 0, 0, G_OPTION_ARG_FILENAME, &choices.import_from,
         "Use the keys of another host; -: from standard input", "FILE"},
        {"user", 0, 0, G_OPTION_ARG_STRING, &choices.user,
         "User that runs deliveries (default: ticketgate), if root runs this", "NAME"},
    };
    const CommandUsage usage = {
        .summary =
            "Makes what is needed before the first mail, if it is missing: the configuration and "
            "the\n"
            "client secret, the directory of the journal, and the key for signed references. Asks "
            "for\n"
            "values that no option gives, prints the lines for Postfix, and tests everything.\n"
            "Run it as root, or as the user that runs ticketgate for the mail server.",
        .options = options,
        .examples = "  sudo ticketgate init\n"
                    "  sudo -u ticketgate ticketgate init --rotate\n"
                    "  sudo ticketgate init --export - | ssh root@mx2 ticketgate init --import -\n",
    };
    g_auto(CommandLine) line = {0};
    int status;
    init_answers_options(&answers, options + 4);
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    if ((choices.export_to != NULL) + (choices.import_from != NULL) + choices.is_rotation > 1) {
        fprintf(stderr, "ticketgate init: give one of --rotate, --export and --import\n");
        return 1;
    }
    if (choices.export_to != NULL)
        return run_export(line.config_path, &choices);
    if (choices.import_from != NULL)
        return run_import(line.config_path, &choices);
    return run_init(line.config_path, &choices, &answers);
}

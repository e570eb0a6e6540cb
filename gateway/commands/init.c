/* init.c - `ticketgate init`: what has to be there before the first mail, made once.
 *
 * Makes the journal's directory and the key file where they are missing, and never overwrites. To
 * be run as the user that the MTA runs ticketgate as. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/commands/command.h"
#include "gateway/descriptor_io.h"

static gboolean
init_fail(const char *what, const char *path)
{
    fprintf(stderr, "ticketgate init: cannot %s %s: %s\n", what, path, g_strerror(errno));
    return FALSE;
}

/* Makes the directory of `path`, for its owner alone, where it is missing. */
static gboolean
init_directory(const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path);
    if (g_file_test(directory, G_FILE_TEST_IS_DIR)) {
        printf("directory  there  %s\n", directory);
        return TRUE;
    }
    if (g_mkdir_with_parents(directory, 0700) < 0)
        return init_fail("make the directory", directory);
    printf("directory  made   %s\n", directory);
    return TRUE;
}

/* A file beside `path` that rename() or link() can give its name. Synced: a key that a power cut
 * takes away would leave the references that it signed without a proof. */
static gboolean
init_write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return init_fail("make", path);
    gboolean is_written = descriptor_write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    if (!is_written) {
        init_fail("write", path);
        unlink(path);
    }
    return is_written;
}

#define INIT_HEAD                                                                                  \
    "# Keys of ticketgate's references; the first signs, both verify. Made by `ticketgate "        \
    "init`.\n"

/* The text of a file with a new key, and behind it the first of `old` (NULL: none). Wiped by the
 * caller. */
static char *
init_key_text(const SigningKeys *old)
{
    char *line = signing_keys_new_line();
    if (line == NULL)
        return NULL;
    GString *text = g_string_sized_new(512);
    g_string_append_printf(text, INIT_HEAD "%s\n", line);
    for (gsize i = 0; old != NULL && i < SIGNING_KEY_BYTES; i++)
        g_string_append_printf(text, "%02x", old->keys[0][i]);
    if (old != NULL)
        g_string_append_c(text, '\n');
    explicit_bzero(line, strlen(line));
    g_free(line);
    return g_string_free(text, FALSE);
}

/* Writes beside the file and then gives it its name: nobody ever sees half of it. */
static gboolean
init_put_key(const char *path, const SigningKeys *old)
{
    g_autofree char *temporary = g_strdup_printf("%s.new-%d", path, (int)getpid());
    char *text = init_key_text(old);
    if (text == NULL)
        return init_fail("get random numbers for", path);
    gboolean is_put = init_write_file(temporary, text);
    explicit_bzero(text, strlen(text));
    g_free(text);
    if (!is_put)
        return FALSE;
    /* link() fails where the name is taken, so that two runs make one key. */
    is_put = old != NULL ? rename(temporary, path) == 0 : link(temporary, path) == 0;
    if (!is_put && (old != NULL || errno != EEXIST))
        init_fail("make", path);
    else
        is_put = TRUE;
    unlink(temporary);
    return is_put;
}

static gboolean
init_key(const Config *config, gboolean is_rotation)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) old = signing_keys_read(config, &problem);
    if (problem != NULL) {
        fprintf(stderr, "ticketgate init: %s\n", problem->message);
        return FALSE;
    }
    if (old != NULL && !is_rotation) {
        printf("key file   there  %s\n", config->key_file);
        return TRUE;
    }
    g_autofree char *journal = g_path_get_dirname(config->journal_path);
    g_autofree char *directory = g_path_get_dirname(config->key_file);
    if (strcmp(journal, directory) != 0 && !init_directory(config->key_file))
        return FALSE;
    if (!init_put_key(config->key_file, old))
        return FALSE;
    printf("key file   %s   %s\n", old != NULL ? "new " : "made", config->key_file);
    if (old != NULL)
        printf("           The key before it is still accepted; the one before that no more.\n");
    return TRUE;
}

static void
init_print_next(const Config *config)
{
    char delimiter = config_delimiter(config);
    printf("\nNext:\n"
           "  1. ticketgate check-config and ticketgate ping, as this user.\n");
    if (delimiter != '\0')
        printf("  2. The mail server has to take mail with sub-addresses: in Postfix's main.cf,\n"
               "       recipient_delimiter = %c\n"
               "     Where it cannot, set [mail] recipient_delimiter = none.\n",
               delimiter);
    printf("  %d. Where a server before this one checks SPF, DKIM or DMARC and takes forged\n"
           "     Authentication-Results out, name it in [policy] authserv_ids.\n",
           delimiter != '\0' ? 3 : 2);
}

static int
init_run(const char *path, gboolean is_rotation)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Config) config = config_load(path, NULL, &problem);
    if (config == NULL) {
        fprintf(stderr, "ticketgate init: %s\n", problem->message);
        return 1;
    }
    if (!init_directory(config->journal_path) || !init_key(config, is_rotation))
        return 1;
    init_print_next(config);
    return 0;
}

int
command_init(int argc, char **argv)
{
    g_autofree char *path = NULL;
    gboolean is_rotation = FALSE;
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &path, "Configuration file", "FILE"},
        {"rotate", 0, 0, G_OPTION_ARG_NONE, &is_rotation,
         "Put a new key before the one that signs now", NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "Makes the journal's directory and the key that references are signed with, where "
                 "they are missing.\nRun it as the user that the mail server runs ticketgate as.");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) problem = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &problem) || argc > 1) {
        fprintf(stderr, "ticketgate init: %s\n",
                problem != NULL ? problem->message : "takes options only");
        return 1;
    }
    return init_run(path != NULL ? path : config_default_path(), is_rotation);
}

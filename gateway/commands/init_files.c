/* init_files.c - see init_files.h. */
#include "gateway/commands/init_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "gateway/descriptor_io.h"
#include "gateway/ticket_system/ticket_dialect.h"

#define SECRET_NAME "client-secret"

static gboolean
fail(const char *what, const char *path)
{
    fprintf(stderr, "ticketgate init: cannot %s %s: %s\n", what, path, g_strerror(errno));
    return FALSE;
}

/* A file beside `path`, to be renamed or linked. Synced: if a key were lost in a power cut, the
 * references that it signed could not be verified. */
gboolean
init_write_file(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail("make", path);
    gboolean is_written =
        descriptor_write_all(fd, text, strlen(text)) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    if (!is_written) {
        fail("write", path);
        unlink(path);
    }
    return is_written;
}

gboolean
init_directory(const char *path, const InitOwner *owner)
{
    g_autofree char *directory = g_path_get_dirname(path);
    if (g_file_test(directory, G_FILE_TEST_IS_DIR)) {
        printf("directory  there  %s\n", directory);
        return TRUE;
    }
    if (g_mkdir_with_parents(directory, 0700) < 0 ||
        (owner->is_other && chown(directory, owner->uid, owner->gid) < 0))
        return fail("make the directory", directory);
    printf("directory  made   %s\n", directory);
    return TRUE;
}

/* (transfer full) */
static char *
configuration_text(const InitAnswers *answers, const char *secret_path)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_auto(GStrv) addresses = init_answers_addresses(answers);
    g_auto(GStrv) items = g_strsplit(answers->ci_list != NULL ? answers->ci_list : "", ";", -1);
    g_autofree char *from =
        g_strdup_printf("Support <%s>", addresses[0] != NULL ? addresses[0] : "");
    g_autofree char *list = NULL;

    for (char **item = items; *item != NULL; item++)
        g_strstrip(*item);
    list = g_strjoinv("; ", items);
    if (answers->dialect != NULL)
        g_key_file_set_string(file, "api", "dialect", answers->dialect);
    g_key_file_set_string(file, "api", "base_url", answers->base_url);
    g_key_file_set_string(file, "api", "token_url", answers->token_url);
    g_key_file_set_string(file, "api", "client_id", answers->client_id);
    g_key_file_set_string(file, "api", "client_secret_file", secret_path);
    if (answers->ci_list != NULL) {
        g_key_file_set_string(file, "ticket", "ci", items[0] != NULL ? items[0] : "");
        g_key_file_set_string(file, "ticket", "ci_list", list);
    }
    g_key_file_set_string(file, "ticket", "service", answers->service);
    g_key_file_set_string(file, "mail", "from", from);
    g_autofree char *data = g_key_file_to_data(file, NULL, NULL);
    return g_strconcat("# Made by `ticketgate init`; ticketgate.conf(5) explains every key.\n\n",
                       data, NULL);
}

/* Reads the file as the user that runs deliveries; it must have no mistakes for this user. */
static gboolean
is_without_mistakes(const char *path, const InitOwner *owner)
{
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) problem = NULL;
    if (owner->is_other && seteuid(owner->uid) < 0)
        return fail("become the user for", path);
    g_autoptr(Config) config = ticket_dialect_load_config(path, &mistakes, &problem);
    if (owner->is_other && seteuid(0) < 0)
        return fail("become root again for", path);
    for (guint i = 0; config == NULL && mistakes != NULL && i < mistakes->len; i++)
        fprintf(stderr, "ticketgate init: %s\n", (const char *)g_ptr_array_index(mistakes, i));
    if (config == NULL && (mistakes == NULL || mistakes->len == 0))
        fprintf(stderr, "ticketgate init: %s\n", problem->message);
    return config != NULL;
}

/* link() fails if the name is taken. */
static gboolean
give_name(const char *temporary, const char *path)
{
    gboolean is_named = link(temporary, path) == 0 || fail("make", path);
    unlink(temporary);
    return is_named;
}

static gboolean
write_secret(const char *path, const InitAnswers *answers, const InitOwner *owner)
{
    g_autofree char *temporary = g_strdup_printf("%s.new-%d", path, (int)getpid());
    char *text = g_strconcat(answers->secret, "\n", NULL);
    gboolean is_done = init_write_file(temporary, text, 0600);
    explicit_bzero(text, strlen(text));
    g_free(text);
    if (is_done && owner->is_other && chown(temporary, owner->uid, owner->gid) < 0)
        is_done = fail("give the user", temporary);
    if (!is_done) {
        unlink(temporary);
        return FALSE;
    }
    return give_name(temporary, path);
}

gboolean
init_write_configuration(const char *path, const InitAnswers *answers, const InitOwner *owner)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *secret_path = answers->secret_file != NULL
                                       ? g_canonicalize_filename(answers->secret_file, NULL)
                                       : g_build_filename(directory, SECRET_NAME, NULL);
    g_autofree char *temporary = g_strdup_printf("%s.new-%d", path, (int)getpid());
    g_autofree char *text = configuration_text(answers, secret_path);

    if (g_mkdir_with_parents(directory, 0755) < 0)
        return fail("make the directory", directory);
    if (!init_write_file(temporary, text, 0644))
        return FALSE;
    if (!is_without_mistakes(temporary, owner) ||
        (answers->secret != NULL && !write_secret(secret_path, answers, owner))) {
        unlink(temporary);
        return FALSE;
    }
    return give_name(temporary, path);
}

/* init_keys.c - see init_keys.h. signing_keys.c reads the form that is written here. */
#include "gateway/commands/init_keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery/key_check.h"
#include "gateway/descriptor_io.h"
#include "gateway/journal/journal_lease.h"

#define HEAD                                                                                       \
    "# Keys of ticketgate's references; the first signs, both verify. Made by `ticketgate "        \
    "init`.\n"
#define MAX_INPUT_BYTES 4096

static gboolean
fail(const char *what, const char *path)
{
    fprintf(stderr, "ticketgate init: cannot %s %s: %s\n", what, path, g_strerror(errno));
    return FALSE;
}

static gboolean
fail_with(const GError *problem)
{
    fprintf(stderr, "ticketgate init: %s\n", problem->message);
    return FALSE;
}

static void
wipe(char *text)
{
    explicit_bzero(text, strlen(text));
    g_free(text);
}

static void
append_key(GString *text, const guint8 *key)
{
    for (gsize i = 0; i < SIGNING_KEY_BYTES; i++)
        g_string_append_printf(text, "%02x", key[i]);
    g_string_append_c(text, '\n');
}

/* The text of a file with `first` (a line; NULL: none), followed by at most `n` keys of `keys`. The
 * caller wipes it. */
static char *
text_of(const char *first, const SigningKeys *keys, guint n)
{
    GString *text = g_string_sized_new(512);

    g_string_append(text, HEAD);
    if (first != NULL)
        g_string_append_printf(text, "%s\n", first);
    for (guint i = 0; keys != NULL && i < MIN(n, keys->n_keys); i++)
        append_key(text, keys->keys[i]);
    return g_string_free(text, FALSE);
}

/* Writes to another name and then renames: nobody ever sees half a file. */
static gboolean
put_file(const char *path, char *text, gboolean is_replacing)
{
    g_autofree char *temporary = g_strdup_printf("%s.new-%d", path, (int)getpid());
    gboolean is_put = init_write_file(temporary, text, 0600);

    wipe(text);
    if (!is_put)
        return FALSE;
    /* link() fails if the name is taken, so two simultaneous runs make one key. */
    is_put = is_replacing ? rename(temporary, path) == 0 : link(temporary, path) == 0;
    if (!is_put && (is_replacing || errno != EEXIST))
        fail("make", path);
    else
        is_put = TRUE;
    unlink(temporary);
    return is_put;
}

static gboolean
make_directory(const Config *config, const InitOwner *owner)
{
    g_autofree char *journal = g_path_get_dirname(config->journal_path);
    g_autofree char *directory = g_path_get_dirname(config->key_file);

    return strcmp(journal, directory) == 0 || init_directory(config->key_file, owner);
}

/* The journal, if a rotation has to be told to other hosts by it. FALSE: it cannot be opened, and
 * nothing was changed yet. */
static gboolean
open_shared(const Config *config, Journal **ret_journal)
{
    g_autoptr(GError) problem = NULL;

    *ret_journal = NULL;
    if (config->journal_url == NULL)
        return TRUE;
    *ret_journal = journal_open_configured(config, &problem);
    return *ret_journal != NULL || fail_with(problem);
}

static gboolean
announce(const Config *config, Journal *journal)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) keys = signing_keys_read(config, &problem);

    if (problem != NULL || !key_check_announce(journal, keys, &problem))
        return fail_with(problem);
    printf("           Mail on other hosts waits until they have it: `ticketgate init --export "
           "FILE`\n           here, `ticketgate init --import FILE` there.\n");
    return TRUE;
}

static gboolean
make(const Config *config, const SigningKeys *old)
{
    char *line = signing_keys_new_line();

    if (line == NULL)
        return fail("get random numbers for", config->key_file);
    char *text = text_of(line, old, 1);
    wipe(line);
    if (!put_file(config->key_file, text, old != NULL))
        return FALSE;
    printf("key file   %s   %s\n", old != NULL ? "new " : "made", config->key_file);
    if (old != NULL)
        printf("           The key before it is still accepted; the one before that no more.\n");
    return TRUE;
}

gboolean
init_keys_make(const Config *config, const InitOwner *owner, gboolean is_rotation)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) old = signing_keys_read(config, &problem);
    g_autoptr(Journal) journal = NULL;

    if (problem != NULL)
        return fail_with(problem);
    if (old != NULL && !is_rotation) {
        printf("key file   there  %s\n", config->key_file);
        return TRUE;
    }
    if (old != NULL && !open_shared(config, &journal))
        return FALSE;
    return make_directory(config, owner) && make(config, old) &&
           (journal == NULL || announce(config, journal));
}

SigningKeys *
init_keys_load(const Config *config)
{
    g_autoptr(GError) problem = NULL;
    SigningKeys *keys = signing_keys_read(config, &problem);

    if (problem != NULL)
        (void)fail_with(problem);
    else if (keys == NULL)
        fprintf(stderr, "ticketgate init: there is no %s; `ticketgate init` makes it\n",
                config->key_file);
    return keys;
}

gboolean
init_keys_export(const SigningKeys *keys, const char *path)
{
    gboolean is_piped = strcmp(path, "-") == 0;
    if (is_piped && isatty(STDOUT_FILENO)) {
        fprintf(stderr, "ticketgate init: keys are not shown on a terminal; name a file, or send "
                        "them through a pipe\n");
        return FALSE;
    }
    char *text = text_of(NULL, keys, SIGNING_KEYS_MAX);
    gboolean is_written = is_piped ? descriptor_write_all(STDOUT_FILENO, text, strlen(text)) ||
                                         fail("write to", "standard output")
                                   : init_write_file(path, text, 0600);
    wipe(text);
    if (is_written && !is_piped)
        printf("keys       written to %s\n"
               "           Whoever has them can sign references: take the file to the other hosts "
               "on a\n           safe way, and delete it.\n",
               path);
    return is_written;
}

SigningKeys *
init_keys_read(const char *path)
{
    char buffer[MAX_INPUT_BYTES + 1] = {0};
    g_autoptr(GError) problem = NULL;
    SigningKeys *keys = NULL;

    if (strcmp(path, "-") != 0) {
        keys = signing_keys_read(&(Config){.key_file = (char *)(guintptr)path}, &problem);
        if (keys == NULL && problem == NULL)
            g_set_error(&problem, CONFIG_ERROR, CONFIG_ERROR_READ, "there is no %s", path);
    } else {
        gsize length = fread(buffer, 1, MAX_INPUT_BYTES, stdin);
        buffer[length] = '\0';
        if (length == 0)
            g_set_error_literal(&problem, CONFIG_ERROR, CONFIG_ERROR_READ,
                                "standard input is empty; look at what `ticketgate init --export "
                                "-` said on the other host");
        else
            keys = signing_keys_parse(buffer, "standard input", &problem);
        explicit_bzero(buffer, sizeof buffer);
    }
    if (keys == NULL)
        (void)fail_with(problem);
    return keys;
}

static gboolean
has_key(const SigningKeys *keys, const guint8 *key)
{
    for (guint i = 0; i < keys->n_keys; i++)
        if (memcmp(keys->keys[i], key, SIGNING_KEY_BYTES) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_equal(const SigningKeys *one, const SigningKeys *other)
{
    return one->n_keys == other->n_keys &&
           memcmp(one->keys, other->keys, one->n_keys * sizeof one->keys[0]) == 0;
}

gboolean
init_keys_import(const Config *config, const InitOwner *owner, const SigningKeys *keys)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) old = signing_keys_read(config, &problem);

    if (problem != NULL)
        return fail_with(problem);
    if (old != NULL && is_equal(old, keys)) {
        printf("key file   there  %s, with the same keys\n", config->key_file);
        journal_note_shared(config);
        return TRUE;
    }
    if (old != NULL && !has_key(keys, old->keys[0])) {
        fprintf(stderr,
                "ticketgate init: the key that signs in %s is not among these keys, and its "
                "references would no longer be accepted; to give them up, move the file away "
                "first\n",
                config->key_file);
        return FALSE;
    }
    if (!init_directory(config->journal_path, owner) || !make_directory(config, owner) ||
        !put_file(config->key_file, text_of(NULL, keys, SIGNING_KEYS_MAX), old != NULL))
        return FALSE;
    journal_note_shared(config); /* the hosts with these keys have a journal already */
    printf("key file   %s   %s\n", old != NULL ? "new " : "made", config->key_file);
    return TRUE;
}

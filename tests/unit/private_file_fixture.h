/* private_file_fixture.h - a file that nobody else may read, in its own directory. Include before
 * cmocka.h. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config/config.h"

typedef struct {
    char *directory;
    char *path; /* of the file; not made yet */
    Config config;
} PrivateFile;

/* The test sets which key of the configuration names the file. */
static inline PrivateFile *
private_file_new(void)
{
    PrivateFile *file = g_new0(PrivateFile, 1);
    file->directory = g_dir_make_tmp("private-XXXXXX", NULL);
    file->path = g_build_filename(file->directory, "secret", NULL);
    file->config.path = file->path;
    return file;
}

static inline int
private_file_teardown(void **state)
{
    PrivateFile *file = *state;
    g_unlink(file->path);
    g_rmdir(file->directory);
    g_free(file->path);
    g_free(file->directory);
    g_free(file);
    return 0;
}

static inline void
private_file_write(const PrivateFile *file, const char *text, mode_t mode)
{
    assert_true(g_file_set_contents(file->path, text, -1, NULL));
    assert_int_equal(g_chmod(file->path, mode), 0);
}

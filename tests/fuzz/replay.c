/* replay.c - calls a fuzz target with every file of the given folders, whole and cut at many
 * places; TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

#define MAX_CUTS 400

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static void
add_folder(GPtrArray *paths, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) entries = g_dir_open(folder, 0, &error);
    const char *name = NULL;

    if (entries == NULL) {
        printf("Bail out! %s\n", error->message);
        exit(1);
    }
    while ((name = g_dir_read_name(entries)) != NULL)
        g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
}

/* The whole file and its beginnings: all of a short file, every few octets of a longer one. */
static void
try_input(const char *content, gsize length)
{
    gsize step = length / MAX_CUTS + 1;

    for (gsize cut = 0; cut < length; cut += step) {
        /* A copy of exactly this length, so that AddressSanitizer notices reads beyond it. */
        g_autofree char *beginning = g_malloc(MAX(cut, 1));
        memcpy(beginning, content, cut);
        (void)LLVMFuzzerTestOneInput((const uint8_t *)beginning, cut);
    }
    (void)LLVMFuzzerTestOneInput((const uint8_t *)content, length);
}

int
main(int argc, char **argv)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    int copy = dup(STDOUT_FILENO);
    FILE *tap = copy >= 0 ? fdopen(copy, "w") : NULL;

    if (tap == NULL)
        return 1;
    /* libytnef writes to standard output. */
    if (freopen("/dev/null", "w", stdout) == NULL) {
        fclose(tap);
        return 1;
    }
    for (int i = 1; i < argc; i++)
        add_folder(paths, argv[i]);
    g_ptr_array_sort(paths, compare_names);
    fprintf(tap, "1..%u\n", paths->len);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autofree char *name = g_path_get_basename(path);
        g_autoptr(GError) error = NULL;
        char *content = NULL;
        gsize length = 0;

        /* Printed before the call, so that after a crash the last line of the log names the seed.
         */
        fprintf(tap, "# %s\n", path);
        fflush(tap);
        if (!g_file_get_contents(path, &content, &length, &error)) {
            fprintf(tap, "not ok %u - %s: %s\n", i + 1, name, error->message);
            continue;
        }
        try_input(content, length);
        fprintf(tap, "ok %u - %s\n", i + 1, name);
        g_free(content);
    }
    return fclose(tap) == 0 && paths->len > 0 ? 0 : 1;
}

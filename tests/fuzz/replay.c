/* replay.c - calls a fuzz target with every file of the folders given; TAP. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

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

int
main(int argc, char **argv)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);

    for (int i = 1; i < argc; i++)
        add_folder(paths, argv[i]);
    g_ptr_array_sort(paths, compare_names);
    printf("1..%u\n", paths->len);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autofree char *name = g_path_get_basename(path);
        g_autoptr(GError) error = NULL;
        char *content = NULL;
        gsize length = 0;

        /* Before the call: where it crashes, the log's last line names the seed. */
        printf("# %s\n", path);
        fflush(stdout);
        if (!g_file_get_contents(path, &content, &length, &error)) {
            printf("not ok %u - %s: %s\n", i + 1, name, error->message);
            continue;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)content, length);
        printf("ok %u - %s\n", i + 1, name);
        g_free(content);
    }
    return paths->len > 0 ? 0 : 1;
}

/* fuzz_config.c - a configuration file: mistakes are reported, and none crashes. */
#include "config/config.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = fuzz_file("configuration", data, size);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(path, &mistakes, &error);

    g_assert((config != NULL) == (error == NULL));
    g_assert(config == NULL || config->mail_from != NULL);
    return 0;
}

/* Limits with which no mail could be delivered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/config_limits.h"

static void
what_is_too_little_is_named_with_the_least(void **state)
{
    static const struct {
        const char *group, *key;
        guint64 value;
        const char *fault; /* part of it; NULL: none */
    } rows[] = {
        {"limits", "max_headers", 99, "the default is 2000, the least 100"},
        {"limits", "max_headers", 100, NULL},
        {"limits", "max_recipients", 0, "the least 10"},
        {"limits", "max_references", 0, "the least 10"},
        {"limits", "max_parts", 1, "the least 10"},
        {"limits", "max_text_size", 1000, "the least 64k"},
        {"limits", "parse_memory", 1 << 20, "the least 64M"},
        {"ticket", "short_description_max", 19, "the least 20"},
        {"lmtp", "workers", 0, "the least 1"},
        {"quarantine", "max_size", 1, "the least 1M"},
        {"quarantine", "max_size", 0, NULL},
        {"attachments", "drop_images_below", 0, NULL},
        {"budget", "tickets_per_sender", 0, NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Config config = {0};
        const ConfigKey *key = config_keys_find(rows[i].group, rows[i].key);
        if (key->type == CONFIG_TYPE_SIZE)
            G_STRUCT_MEMBER(guint64, &config, key->offset) = rows[i].value;
        else
            G_STRUCT_MEMBER(guint, &config, key->offset) = (guint)rows[i].value;
        g_autofree char *fault = config_limits_fault(key, &config);
        if (rows[i].fault == NULL ? fault != NULL
                                  : fault == NULL || strstr(fault, rows[i].fault) == NULL)
            fail_msg("row %zu: %s", i, fault != NULL ? fault : "taken");
    }
}

static void
more_than_the_disk_cannot_stay_free(void **state)
{
    static char path[] = "/nonexistent/quarantine";
    const guint64 sizes[] = {0, 1 << 20, G_MAXINT64};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const Config config = {.quarantine_path = path, .quarantine_min_free = sizes[i]};
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        config_limits_check_disk(&config, mistakes);
        assert_int_equal(mistakes->len, i == 2);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_too_little_is_named_with_the_least),
        cmocka_unit_test(more_than_the_disk_cannot_stay_free),
    };
    return cmocka_run_group_tests_name("config_limits", tests, NULL, NULL);
}

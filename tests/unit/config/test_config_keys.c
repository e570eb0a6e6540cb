/* The table of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/config_value.h"

static void
every_fallback_is_a_value_of_its_type(void **state)
{
    (void)state;
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++) {
        if (key->fallback == NULL)
            continue;
        g_autoptr(Config) config = g_new0(Config, 1);
        config->routes = g_ptr_array_new();
        if (!config_value_store(key, key->fallback, config))
            fail_msg("[%s] %s: %s", key->group, key->key, key->fallback);
        assert_false(key->is_required);
    }
}

static void
no_key_stands_twice(void **state)
{
    (void)state;
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        assert_ptr_equal(config_keys_find(key->group, key->key), key);
}

static void
near_names_are_suggested(void **state)
{
    (void)state;
    assert_string_equal(config_keys_suggest("api", "base_ulr"), "base_url");
    assert_string_equal(config_keys_suggest("route noc", "recipients"), "recipient");
    assert_null(config_keys_suggest("api", "completely_different"));
    assert_null(config_keys_find("api", "base_ulr"));
    assert_non_null(config_keys_find("route noc", "ci"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fallback_is_a_value_of_its_type),
        cmocka_unit_test(no_key_stands_twice),
        cmocka_unit_test(near_names_are_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The syntax of Authentication-Results: separators, comments, and fields that break off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/authentication_field.h"

static gint
compare_names(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* "server; method=result name=value ...; ...", with the names in alphabetical order. */
static char *
described(const char *text)
{
    g_autoptr(AuthenticationField) field = authentication_field_read(text);
    if (field == NULL)
        return g_strdup("nobody");
    GString *words = g_string_new(field->server);
    for (guint i = 0; i < field->results->len; i++) {
        const AuthenticationResult *result = g_ptr_array_index(field->results, i);
        g_string_append_printf(words, "; %s=%s", result->method, result->result);
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        GHashTableIter iter;
        gpointer name;
        g_hash_table_iter_init(&iter, result->properties);
        while (g_hash_table_iter_next(&iter, &name, NULL))
            g_ptr_array_add(names, name);
        g_ptr_array_sort(names, compare_names);
        for (guint j = 0; j < names->len; j++)
            g_string_append_printf(
                words, " %s=%s", (const char *)g_ptr_array_index(names, j),
                (const char *)g_hash_table_lookup(result->properties, g_ptr_array_index(names, j)));
    }
    return g_string_free(words, FALSE);
}

static const struct {
    const char *text, *words;
} rows[] = {
    {"mx.example; dmarc=pass header.from=a.example",
     "mx.example; dmarc=pass header.from=a.example"},
    {"MX.example;DMARC=Pass HEADER.From=A.example", "MX.example; dmarc=pass header.from=A.example"},
    {" mx.example\t1 ;\r\n dkim=pass header.d=a.example header.s=s;spf=none",
     "mx.example; dkim=pass header.d=a.example header.s=s; spf=none"},
    {"mx.example; none", "mx.example"},
    {"mx.example", "mx.example"},
    {"mx.example;", "mx.example"},
    /* white space and comments, wherever the grammar allows them */
    {"(a)mx.example(b) 1 (c) ; (d) dmarc (e) / 1 = (f) pass (g) header (h) . from (i) = a.example "
     "(j)",
     "mx.example; dmarc=pass header.from=a.example"},
    {"mx.example; dmarc/1=pass header.from=a.example",
     "mx.example; dmarc=pass header.from=a.example"},
    {"mx.example; spf=pass reason=\"so; it (is\" smtp.mailfrom=\"a b\"@x.example",
     "mx.example; spf=pass reason=so; it (is smtp.mailfrom=a b@x.example"},
    {"mx.example; dmarc=pass (p=none; dkim=pass) action=none header.from=a.example;compauth=pass "
     "reason=100",
     "mx.example; dmarc=pass action=none header.from=a.example; compauth=pass reason=100"},
    /* the whole first value is the name of the server */
    {"\"mx.example\"; spf=none", "mx.example; spf=none"},
    {"\"m\\x.example\" 1; spf=none", "mx.example; spf=none"},
    {"\"mx.example evil\"; spf=none", "mx.example evil; spf=none"},
    {"\"mx.example;\"; spf=none", "mx.example;; spf=none"},
    {"(mx.example) evil.example; spf=none", "evil.example; spf=none"},
    {"mx.exam(x)ple; spf=none", "nobody"},
    {"mx.example evil.example; spf=none", "nobody"},
    {"evil.example mx.example; spf=none", "nobody"},
    {"mx.example 2; spf=none", "nobody"},
    {"mx.example 11; spf=none", "nobody"},
    {"spf=pass smtp.mailfrom=x.example", "nobody"},
    {"; spf=none", "nobody"},
    {"(mx.example; spf=none", "nobody"},
    {"\"mx.example; spf=none", "nobody"},
    {"", "nobody"},
    /* each resinfo has one result, and begins with its method */
    {"mx.example; spf=fail dmarc=pass header.from=a.example",
     "mx.example; spf=fail dmarc=pass header.from=a.example"},
    {"mx.example; dmarc=pass; spf=none header.from=a.example",
     "mx.example; dmarc=pass; spf=none header.from=a.example"},
    {"mx.example; x dmarc=pass", "mx.example; dmarc=pass"},
    {"mx.example; \"dmarc\"=pass; spf=none", "mx.example; spf=none"},
    {"mx.example; dmarc; =pass; spf=none", "mx.example; spf=none"},
    {"mx.example; dmarc=; spf=none", "mx.example; spf=none"},
    {"mx.example; dmarc=pass ) header.from=a.example; spf=none", "mx.example; spf=none"},
    /* if two values contradict each other, neither counts */
    {"mx.example; dmarc=pass header.from=a.example header.from=b.example",
     "mx.example; dmarc=pass header.from="},
    {"mx.example; dmarc=pass header.from=a.example header.from=a.example",
     "mx.example; dmarc=pass header.from=a.example"},
    /* a local part never becomes a domain */
    {"mx.example; spf=pass smtp.mailfrom=\"bank.example\"(x)@evil.example; dkim=none",
     "mx.example; dkim=none"},
    /* after the point where a field breaks off, nothing counts */
    {"mx.example; spf=none; dmarc=pass (header.from=a.example; dkim=pass", "mx.example; spf=none"},
    {"mx.example; spf=none; dmarc=pass reason=\"x; dkim=pass", "mx.example; spf=none"},
};

static void
fields_are_read_by_their_grammar(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words = described(rows[i].text);
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("row %u: %s", i, words);
    }
}

static void
a_field_cut_anywhere_is_read_to_its_end(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        for (gsize length = 0; length < strlen(rows[i].text); length++) {
            g_autofree char *cut = g_strndup(rows[i].text, length);
            g_autofree char *words = described(cut);
            assert_non_null(words);
        }
}

static void
a_property_is_a_domain_or_none(void **state)
{
    (void)state;
    static const struct {
        const char *property, *domain;
    } properties[] = {
        {"header.from=a.example", "a.example"},
        {"header.from=u@a.example", "a.example"},
        {"header.from=\"u@b\"@a.example", "a.example"},
        {"header.from=@a.example", "a.example"},
        {"header.from=", NULL},
        {"header.from=a header.from=b", NULL},
        {"header.fromm=a.example", NULL},
        {"header.from=u@", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(properties); i++) {
        g_autofree char *text =
            g_strdup_printf("mx.example; dmarc=pass %s", properties[i].property);
        g_autoptr(AuthenticationField) field = authentication_field_read(text);
        const char *domain =
            authentication_result_domain(g_ptr_array_index(field->results, 0), "header.from");
        if (g_strcmp0(domain, properties[i].domain) != 0)
            fail_msg("%s: %s", text, domain);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read_by_their_grammar),
        cmocka_unit_test(a_field_cut_anywhere_is_read_to_its_end),
        cmocka_unit_test(a_property_is_a_domain_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

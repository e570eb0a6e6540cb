/* libcurl's functions under our names, although the program is not linked with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/curl_library.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/http_server.h"

static size_t
keep_response(char *octets, size_t size, size_t count, void *data)
{
    g_string_append_len(data, octets, (gssize)(size * count));
    return size * count;
}

static size_t
give_body(char *buffer, size_t size, size_t count, void *data)
{
    const char **text = data;
    size_t length = MIN(strlen(*text), size * count);
    memcpy(buffer, *text, length);
    *text += length;
    return length;
}

static gboolean
is_loaded(const char *name)
{
    void *library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    if (library != NULL)
        dlclose(library);
    return library != NULL;
}

/* The first test, because libcurl stays loaded afterwards. */
static void
what_frees_nothing_loads_nothing(void **state)
{
    (void)state;
    curl_library_free_handle(NULL);
    curl_library_free_list(NULL);
    curl_library_await();
    assert_false(is_loaded("libcurl.so.4"));
}

/* libcurl brings it along, so it is not loaded for nothing. */
static void
what_is_shared_is_a_part_of_it(void **state)
{
    int status = 0;
    (void)state;
    assert_false(is_loaded("libssl.so.3"));
    pid_t pid = fork();
    if (pid == 0) {
        (void)curl_library_problem();
        _exit(is_loaded("libssl.so.3") ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    curl_library_share();
    assert_true(is_loaded("libssl.so.3"));
    assert_false(is_loaded("libcurl.so.4"));
}

/* The third test: a process must not end while its thread is still loading. */
static void
it_is_waited_for(void **state)
{
    (void)state;
    curl_library_load_beside();
    curl_library_await();
    assert_true(is_loaded("libcurl.so.4"));
    assert_int_equal(delivery_fixture_threads(), 1);
}

/* One option of each type: a long, a size, a string, a pointer, a function. */
static void
options_of_every_type_arrive(void **state)
{
    (void)state;
    HttpServer *server = http_server_start();
    g_autofree char *url = http_server_url(server, "/x");
    g_autoptr(GString) response = g_string_new(NULL);
    const char *body = "hello";
    long status = 0;
    http_server_add_json(server, "201 Created", "{}");
    curl_library_load_beside();
    curl_library_load_beside(); /* it is not loaded again */
    CURL *handle = curl_library_new_handle();
    assert_non_null(handle);
    curl_library_await();
    curl_library_await();
    struct curl_slist *fields = curl_library_append(NULL, "X-Test: 17");
    assert_int_equal(curl_library_set_option(handle, CURLOPT_URL, url), CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_HTTPHEADER, fields), CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_POST, 1L), CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)5),
                     CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_READFUNCTION, give_body), CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_READDATA, &body), CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_WRITEFUNCTION, keep_response),
                     CURLE_OK);
    assert_int_equal(curl_library_set_option(handle, CURLOPT_WRITEDATA, response), CURLE_OK);
    assert_int_equal(curl_library_perform(handle), CURLE_OK);
    assert_int_equal(curl_library_get_info(handle, CURLINFO_RESPONSE_CODE, &status), CURLE_OK);
    assert_int_equal(status, 201);
    assert_string_equal(response->str, "{}");
    const char *request = http_server_request(server, 0);
    assert_non_null(strstr(request, "X-Test: 17"));
    assert_non_null(strstr(request, "Content-Length: 5"));
    assert_true(g_str_has_suffix(request, "hello"));
    curl_library_reset_handle(handle);
    curl_library_free_list(fields);
    curl_library_free_handle(handle);
    http_server_stop(server);
}

static void
nothing_is_wrong_with_it_here(void **state)
{
    (void)state;
    assert_null(curl_library_problem());
}

static void
the_rest_is_handed_over(void **state)
{
    (void)state;
    assert_int_equal(curl_library_read_date("Thu, 01 Jan 1970 00:01:40 GMT"), 100);
    assert_non_null(strstr(curl_library_error_text(CURLE_COULDNT_CONNECT), "connect"));
    curl_library_free_handle(NULL);
    curl_library_free_list(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_frees_nothing_loads_nothing),
        cmocka_unit_test(what_is_shared_is_a_part_of_it),
        cmocka_unit_test(it_is_waited_for),
        cmocka_unit_test(options_of_every_type_arrive),
        cmocka_unit_test(nothing_is_wrong_with_it_here),
        cmocka_unit_test(the_rest_is_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

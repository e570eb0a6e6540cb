/* A file of the desk in a mail of ours: what its header may say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/confirmation/confirmation_file.h"
#include "parsers/gmime_autoptr.h"

/* The part as it is sent. (transfer full) */
static char *
write_part(const char *name, const char *type, GBytes *content)
{
    ConfirmationFile file = {
        .name = (char *)(guintptr)name, .content_type = (char *)(guintptr)type, .content = content};
    g_autoptr(GMimeObject) part = confirmation_file_make_part(&file);
    return g_mime_object_to_string(part, NULL);
}

static void
a_part_has_the_type_that_the_desk_gave_only_if_it_is_one(void **state)
{
    static const struct {
        const char *given, *sent;
    } rows[] = {
        {"application/pdf", "application/pdf"},
        {"image/svg+xml", "image/svg+xml"},
        {"text/html", "text/html"},
        {NULL, "application/octet-stream"},
        {"", "application/octet-stream"},
        {"pdf", "application/octet-stream"},
        {"/pdf", "application/octet-stream"},
        {"application/", "application/octet-stream"},
        {"application/pdf/x", "application/octet-stream"},
        {"application/pdf\r\nBcc: x@y.example", "application/octet-stream"},
        {"application/pdf name=x", "application/octet-stream"},
        {"multipart/mixed", "application/octet-stream"},
        {"message/rfc822", "application/octet-stream"},
    };
    g_autoptr(GBytes) content = g_bytes_new_static("hi", 2);
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *wanted = g_strdup_printf("Content-Type: %s; name=a.bin\n", rows[i].sent);
        g_autofree char *part = write_part("a.bin", rows[i].given, content);
        if (strstr(part, wanted) == NULL || strstr(part, "Bcc") != NULL)
            fail_msg("%s", part);
        assert_non_null(strstr(part, "Content-Disposition: attachment; filename=a.bin\n"));
        assert_non_null(strstr(part, "\n\naGk="));
    }
}

static void
a_name_adds_no_field_and_other_letters_survive(void **state)
{
    g_autoptr(GBytes) content = g_bytes_new_static("", 0);
    (void)state;
    g_autofree char *part = write_part("a\r\nBcc: x@y.example\r\n\r\n\".txt", NULL, content);
    assert_null(strstr(part, "\nBcc"));
    g_autofree char *other = write_part("r\xc3\xa9sum\xc3\xa9 \xe2\x82\xac.pdf", NULL, content);
    if (strstr(other, "filename*=UTF-8''r%C3%A9sum%C3%A9%20%E2%82%AC.pdf") == NULL)
        fail_msg("%s", other);
}

static void
text_keeps_its_line_ends(void **state)
{
    g_autoptr(GBytes) content = g_bytes_new_static("a\nb\r\nc\n", 8);
    (void)state;
    g_autofree char *part = write_part("a.txt", "text/plain", content);
    g_autofree char *encoded = g_base64_encode((const guchar *)"a\nb\r\nc\n", 8);
    if (strstr(part, encoded) == NULL)
        fail_msg("%s", part);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_has_the_type_that_the_desk_gave_only_if_it_is_one),
        cmocka_unit_test(a_name_adds_no_field_and_other_letters_survive),
        cmocka_unit_test(text_keeps_its_line_ends),
    };
    g_mime_init();
    return cmocka_run_group_tests_name("confirmation_file", tests, NULL, NULL);
}

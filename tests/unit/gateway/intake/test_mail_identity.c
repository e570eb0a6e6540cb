/* How a mail without a Message-ID is identified. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

#include "gateway/intake/mail_identity.h"

static void
content_id_is_the_sha256_of_the_whole_file(void **state)
{
    (void)state;
    int fd = memfd_create("mail", MFD_CLOEXEC);
    g_autofree char *content = g_strnfill(200 * 1000, 'x');
    assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
    g_autofree char *expected = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
    g_autofree char *id = mail_identity_content_id(fd);
    assert_string_equal(id, expected);
    close(fd);
    assert_null(mail_identity_content_id(fd));
}

static void
an_identity_is_empty_once_it_is_cleared(void **state)
{
    MailIdentity identity = {
        .message_id = g_strdup("a"), .content_id = g_strdup("b"), .digest = g_strdup("c")};
    (void)state;
    mail_identity_clear(&identity);
    assert_null(identity.message_id);
    assert_null(identity.content_id);
    assert_null(identity.digest);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_id_is_the_sha256_of_the_whole_file),
        cmocka_unit_test(an_identity_is_empty_once_it_is_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

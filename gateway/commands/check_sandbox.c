/* check_sandbox.c - see check_sandbox.h. A library of this release may need something that the
 * sandbox forbids; only a test can show that. */
#include "gateway/commands/check_sandbox.h"

#include <string.h>
#include <unistd.h>

#include "gateway/descriptor_io.h"
#include "gateway/sandbox/parse_child.h"
#include "gateway/spool.h"
#include "parsers/body/smime.h"

#define SECRET_WORD "sealed"

/* Without a signature: CMS allows that, and signatures are not checked. */
static const char mail[] =
    "From: check@mail.example\r\nSubject: check\r\nMIME-Version: 1.0\r\n"
    "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "MEkGCSqGSIb3DQEHAqA8MDoCAQExADAxBgkqhkiG9w0BBwGgJAQiQ29udGVudC1UeXBlOiB0ZXh0L3Bs\r\n"
    "YWluDQoNCnNlYWxlZDEA\r\n";

static ParseResult *
read_mail(const Config *config, GError **error)
{
    const ParseOptions options = {.ticket_pattern = config->number_pattern};
    const ParseChildLimits limits = {.wall_time_ms = 30000,
                                     .cpu_time_s = 10,
                                     .memory_bytes = config->parse_memory,
                                     .output_bytes = 1024 * 1024,
                                     .directory = config->spool_path};
    int fd = spool_open_file(config->spool_path, error);
    ParseResult *result = NULL;

    if (fd < 0)
        return NULL;
    if (descriptor_write_all(fd, mail, strlen(mail)))
        result = parse_child_run(fd, &options, &limits, error);
    else
        g_set_error_literal(error, CONFIG_ERROR, CONFIG_ERROR_READ, "cannot write a mail there");
    (void)close(fd);
    return result;
}

CheckSandbox
check_sandbox(const Config *config, char **ret_problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ParseResult) result = read_mail(config, &error);

    *ret_problem = NULL;
    if (result == NULL || result->letter == NULL) {
        *ret_problem = g_strdup(result != NULL ? result->failure : error->message);
        return CHECK_SANDBOX_BAD;
    }
    return !smime_is_supported() || (result->letter->text != NULL &&
                                     strstr(result->letter->text, SECRET_WORD) != NULL)
               ? CHECK_SANDBOX_GOOD
               : CHECK_SANDBOX_UNSIGNED;
}

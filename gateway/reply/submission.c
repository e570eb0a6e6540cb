/* submission.c - SMTP by libcurl. Knows no template, no journal and no configuration but the host.
 */
#include "gateway/reply/submission.h"

#include "gateway/delivery_error.h"
#include "gateway/reply/reply_clean.h"

#include <curl/curl.h>
#include <string.h>

#define DEFAULT_LIMIT_MS 60000 /* without a deadline */
#define CONNECT_LIMIT_MS 10000
#define QUIT_LIMIT_S 2L

/* What the callbacks of one transfer share. */
typedef struct {
    const char *data;
    gsize length;
    gsize offset;
    gboolean is_past_mail_from; /* the command that was last sent is RCPT or a later one */
} Upload;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_slist_free_all)

static gsize
read_upload(char *buffer, gsize size, gsize count, void *data)
{
    Upload *upload = data;
    gsize part = MIN(size * count, upload->length - upload->offset);

    memcpy(buffer, upload->data + upload->offset, part);
    upload->offset += part;
    return part;
}

/* libcurl tells the code of the last answer but not of which command: a 550 to RCPT is about this
 * recipient, a 550 to MAIL or EHLO is about us. And it waits two minutes for the answer to QUIT,
 * whatever CURLOPT_TIMEOUT_MS says. */
static int
watch_commands(CURL *curl, curl_infotype type, char *data, gsize size, void *context)
{
    Upload *upload = context;

    if (type != CURLINFO_HEADER_OUT || size < 5)
        return 0;
    if (g_ascii_strncasecmp(data, "RCPT ", 5) == 0)
        upload->is_past_mail_from = TRUE;
    else if (g_ascii_strncasecmp(data, "QUIT\r", 5) == 0)
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, QUIT_LIMIT_S);
    return 0;
}

static gsize
ignore_answer(char *data, gsize size, gsize count, void *context)
{
    (void)data;
    (void)context;
    return size * count;
}

static long
limit_ms(gint64 deadline_us)
{
    if (deadline_us == 0)
        return DEFAULT_LIMIT_MS;
    return (long)CLAMP((deadline_us - g_get_monotonic_time()) / 1000, 0, G_MAXINT);
}

static void
set_options(CURL *curl, const char *url, long left_ms, Upload *upload)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nor the one of the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L); /* so that QUIT goes out by this handle */
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, left_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, MIN(left_ms, CONNECT_LIMIT_MS));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<>");
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)upload->length);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
    curl_easy_setopt(curl, CURLOPT_READDATA, upload);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_answer);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* else DEBUGFUNCTION is not called */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch_commands);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, upload);
}

static gboolean
set_failure(CURL *curl, CURLcode code, const Upload *upload, GError **error)
{
    long answer = 0;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    gboolean is_for_good = upload->is_past_mail_from && answer >= 500 && answer <= 599;
    if (answer >= 400)
        g_set_error(error, DELIVERY_ERROR,
                    is_for_good ? DELIVERY_ERROR_MESSAGE : DELIVERY_ERROR_TEMPORARY,
                    "the reply was refused by the mail server with code %ld", answer);
    else
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "the reply was not handed over: %s", curl_easy_strerror(code));
    return FALSE;
}

gboolean
submission_send(const Config *config, const char *recipient, GBytes *message, gint64 deadline_us,
                GError **error)
{
    long left_ms = limit_ms(deadline_us);
    Upload upload = {0};

    if (!reply_clean_is_address(recipient)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE,
                            "the recipient of a reply is no usable address");
        return FALSE;
    }
    g_autoptr(CURL) curl = left_ms > 0 && config->submission != NULL ? curl_easy_init() : NULL;
    g_autofree char *bracketed = g_strdup_printf("<%s>", recipient);
    g_autoptr(CurlList) recipients = curl_slist_append(NULL, bracketed);
    if (curl == NULL || recipients == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "the reply was not handed over: no time, memory or mail server");
        return FALSE;
    }
    upload.data = g_bytes_get_data(message, &upload.length);
    set_options(curl, config->submission, left_ms, &upload);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    CURLcode code = curl_easy_perform(curl);
    return code == CURLE_OK || set_failure(curl, code, &upload, error);
}

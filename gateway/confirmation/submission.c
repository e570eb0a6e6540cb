/* submission.c - SMTP with libcurl. Depends on no template and no journal, and of the configuration
 * only on the server and the login.
 *
 * Each mail has its own connection: on a new connection libcurl never sends a mail twice. So if we
 * do not learn whether the server accepted a mail, only the outbox tries it again.
 */
#include "gateway/confirmation/submission.h"

#include "gateway/confirmation/confirmation_clean.h"
#include "gateway/confirmation/submission_login.h"
#include "gateway/curl_library.h"
#include "gateway/delivery_error.h"
#include "gateway/own_address.h"

#include <string.h>

#define DEFAULT_LIMIT_MS 60000 /* if no deadline is set */
#define CONNECT_LIMIT_MS 10000
#define QUIT_LIMIT_S 2L
#define STARTTLS_SCHEME "smtp+starttls://"
#define SUBMISSION_PORT ":587" /* the port if smtp+starttls names none (RFC 6409, section 3.1) */

/* The data that the callbacks of one transfer share. */
typedef struct {
    const SubmissionLogin *login;
    const char *data;
    gsize length;
    gsize offset;
    gboolean is_logged_in;
    gboolean is_login_refused;
    gboolean is_past_mail_from; /* the last command was RCPT or a later one */
    char enhanced_status[16];   /* of the last refusal (RFC 3463), or "" */
    char error_text[CURL_ERROR_SIZE];
    HeartbeatWatch watch;
} Upload;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_library_free_handle)
typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_library_free_list)

/* Whether we are logged in, if the configuration wants that. If the server offers no login that we
 * can use, libcurl continues without one. */
static gboolean
is_known(const Upload *upload)
{
    return upload->login->user == NULL || upload->is_logged_in;
}

static gsize
read_upload(char *buffer, gsize size, gsize count, void *data)
{
    Upload *upload = data;
    gsize left = upload->length - upload->offset;

    if (!is_known(upload))
        return CURL_READFUNC_ABORT;
    gssize allowed = heartbeat_watch_allow(&upload->watch, size * count, left);
    if (allowed < 0)
        return CURL_READFUNC_ABORT;
    gsize part = MIN((gsize)allowed, left);
    memcpy(buffer, upload->data + upload->offset, part);
    upload->offset += part;
    return part;
}

/* Keeps the status of "550 5.1.1 text", and nothing else that the server says. */
static void
read_answer(Upload *upload, const char *line, gsize size)
{
    gsize length = 0;

    if (size >= 3 && strncmp(line, "235", 3) == 0)
        upload->is_logged_in = TRUE;
    if (size == 0 || (line[0] != '4' && line[0] != '5'))
        return;
    upload->enhanced_status[0] = '\0';
    while (4 + length < size && length + 1 < sizeof upload->enhanced_status &&
           (g_ascii_isdigit(line[4 + length]) || line[4 + length] == '.'))
        length++;
    if (length < 5 || line[5] != '.')
        return;
    memcpy(upload->enhanced_status, line + 4, length);
    upload->enhanced_status[length] = '\0';
}

/* Watches the commands, for two reasons. libcurl gives the code of the last response, but not its
 * command: a 550 to RCPT is about this recipient, a 550 to MAIL or EHLO is about us. And libcurl
 * waits two minutes for the response to QUIT, whatever CURLOPT_TIMEOUT_MS says. */
static int
watch_commands(CURL *curl, curl_infotype type, char *data, gsize size, void *context)
{
    Upload *upload = context;

    if (type == CURLINFO_HEADER_IN)
        read_answer(upload, data, size);
    if (type != CURLINFO_HEADER_OUT || size < 5)
        return 0;
    if (g_ascii_strncasecmp(data, "RCPT ", 5) == 0)
        upload->is_past_mail_from = TRUE;
    else if (g_ascii_strncasecmp(data, "QUIT\r", 5) == 0)
        curl_library_set_option(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, QUIT_LIMIT_S);
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

/* Each of these three functions returns 0, or error bits if curl refuses an option. */
static int
set_server(CURL *curl, const Config *config, long left_ms)
{
    gboolean is_starttls = g_str_has_prefix(config->submission, STARTTLS_SCHEME);
    const char *host = config->submission + (is_starttls ? strlen(STARTTLS_SCHEME) : 0);
    const char *bracket = strrchr(host, ']');
    gboolean has_port = strchr(bracket != NULL ? bracket : host, ':') != NULL;
    g_autofree char *url =
        is_starttls ? g_strconcat("smtp://", host, has_port ? NULL : SUBMISSION_PORT, NULL)
                    : g_strdup(host);
    int bad = 0;

    bad |= (int)curl_library_set_option(curl, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
    bad |= (int)curl_library_set_option(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
    bad |= (int)curl_library_set_option(curl, CURLOPT_PROTOCOLS,
                                        (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
    /* The certificate is always checked, whatever [api] insecure says. The bundle of all CAs costs
     * much time, so it is not loaded, as in http.c. */
    bad |= (int)curl_library_set_option(curl, CURLOPT_USE_SSL,
                                        (long)(is_starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    bad |= (int)curl_library_set_option(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= (int)curl_library_set_option(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= (int)curl_library_set_option(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= (int)curl_library_set_option(curl, CURLOPT_CAPATH, config->ca_path);
    bad |= (int)curl_library_set_option(curl, CURLOPT_CAINFO, config->ca_file);
    bad |= (int)curl_library_set_option(curl, CURLOPT_PROXY,
                                        ""); /* no proxy from the environment either */
    bad |= (int)curl_library_set_option(curl, CURLOPT_NOSIGNAL, 1L);
    /* closes the connection with QUIT when the transfer ends */
    bad |= (int)curl_library_set_option(curl, CURLOPT_FORBID_REUSE, 1L);
    bad |= (int)curl_library_set_option(curl, CURLOPT_TIMEOUT_MS, left_ms);
    bad |= (int)curl_library_set_option(curl, CURLOPT_CONNECTTIMEOUT_MS,
                                        MIN(left_ms, CONNECT_LIMIT_MS));
    return bad;
}

/* Without an initial response, because a token can be longer than the line of an AUTH command (RFC
 * 4954, section 4). Only with mechanisms that send the secret as it is, once, so that one refusal
 * is one refused login. */
static int
set_login(CURL *curl, const SubmissionLogin *login)
{
    int bad = 0;

    if (login->user == NULL)
        return 0;
    bad |= (int)curl_library_set_option(curl, CURLOPT_USERNAME, login->user);
    if (login->token != NULL) {
        bad |= (int)curl_library_set_option(curl, CURLOPT_XOAUTH2_BEARER, login->token);
        bad |= (int)curl_library_set_option(curl, CURLOPT_LOGIN_OPTIONS,
                                            "AUTH=XOAUTH2;AUTH=OAUTHBEARER");
    } else {
        bad |= (int)curl_library_set_option(curl, CURLOPT_PASSWORD, login->password);
        bad |= (int)curl_library_set_option(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    }
    return bad;
}

static int
set_callbacks(CURL *curl, Upload *upload)
{
    int bad = 0;

    bad |= (int)curl_library_set_option(curl, CURLOPT_ERRORBUFFER, upload->error_text);
    bad |= (int)curl_library_set_option(curl, CURLOPT_READFUNCTION, read_upload);
    bad |= (int)curl_library_set_option(curl, CURLOPT_READDATA, upload);
    bad |= (int)curl_library_set_option(curl, CURLOPT_WRITEFUNCTION, ignore_answer);
    /* Without it DEBUGFUNCTION is not called. */
    bad |= (int)curl_library_set_option(curl, CURLOPT_VERBOSE, 1L);
    bad |= (int)curl_library_set_option(curl, CURLOPT_DEBUGFUNCTION, watch_commands);
    bad |= (int)curl_library_set_option(curl, CURLOPT_DEBUGDATA, upload);
    return bad;
}

/* Whether the server refuses our account, not the recipient. A provider where we log in says so
 * with a security status (RFC 3463, section 3.8): the account may not send, or not in this way. */
static gboolean
is_about_account(const Upload *upload)
{
    return upload->login->user != NULL && g_str_has_prefix(upload->enhanced_status, "5.7.");
}

/* Whether the server and libcurl found no login that both know; libcurl reports that in several
 * ways. */
static gboolean
is_without_login(const Upload *upload, CURLcode code, long answer)
{
    return !is_known(upload) &&
           (code == CURLE_OK || code == CURLE_LOGIN_DENIED || code == CURLE_ABORTED_BY_CALLBACK ||
            upload->is_past_mail_from || answer == 530);
}

static gboolean
is_for_good(const Upload *upload, long answer)
{
    return upload->is_past_mail_from && answer >= 500 && answer <= 599 && is_known(upload) &&
           !is_about_account(upload);
}

static void
set_refusal(const Upload *upload, const char *server, long answer, GError **error)
{
    int code = DELIVERY_ERROR_TEMPORARY;

    if (is_for_good(upload, answer))
        code = DELIVERY_ERROR_MESSAGE;
    g_set_error(error, DELIVERY_ERROR, code,
                "the reply was refused by the mail server %s with code %ld%s%s", server, answer,
                *upload->enhanced_status != '\0' ? " " : "", upload->enhanced_status);
}

static gboolean
set_failure(CURL *curl, CURLcode code, Upload *upload, const char *server, GError **error)
{
    const char *text =
        *upload->error_text != '\0' ? upload->error_text : curl_library_error_text(code);
    const char *space = *upload->enhanced_status != '\0' ? " " : "";
    long answer = 0;

    curl_library_get_info(curl, CURLINFO_RESPONSE_CODE, &answer);
    gboolean is_denied = code == CURLE_LOGIN_DENIED && answer >= 300;
    upload->is_login_refused = is_denied && (answer < 400 || answer >= 500);
    if (upload->watch.problem != NULL)
        g_propagate_error(error, g_error_copy(upload->watch.problem));
    else if (is_denied)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "the mail server %s refuses the login of %s with code %ld%s%s; check [mail] "
                    "submission_user and its %s",
                    server, upload->login->user, answer, space, upload->enhanced_status,
                    upload->login->token != NULL ? "rights in [oauth]" : "password");
    else if (is_without_login(upload, code, answer))
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "the mail server %s offers no login by %s; check port and scheme of [mail] "
                    "submission",
                    server, upload->login->token != NULL ? "OAuth 2.0" : "password");
    else if (answer >= 400)
        set_refusal(upload, server, answer, error);
    else
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "the reply was not handed over to %s: %s", server, text);
    return FALSE;
}

/* Nobody may answer an automatic reply, not even a mail server (RFC 3834, 3.3). News are nobody's
 * reply: if such a mail comes back, somebody has to hear of it. (transfer full) */
static char *
envelope_sender(const Config *config, const Upload *upload)
{
    static const char field[] = "\nAuto-Submitted: auto-generated\r\n";
    g_autofree char *own = NULL;
    const char *sender = config->envelope_sender;

    if (sender == NULL && upload->data != NULL) {
        const char *blank = memmem(upload->data, upload->length, "\r\n\r\n", 4);
        gsize length = blank != NULL ? (gsize)(blank + 2 - upload->data) : 0;
        if (memmem(upload->data, length, field, strlen(field)) != NULL)
            sender = own = own_address_of(config);
    }
    return g_strdup_printf("<%s>", sender != NULL ? sender : "");
}

/* With `recipient` NULL it sends no mail: it connects, logs in and quits. */
static CURLcode
transfer(CURL *curl, const Config *config, const char *recipient, Upload *upload, long left_ms)
{
    g_autofree char *sender = envelope_sender(config, upload);
    g_autofree char *bracketed = recipient != NULL ? g_strdup_printf("<%s>", recipient) : NULL;
    g_autoptr(CurlList) recipients =
        bracketed != NULL ? curl_library_append(NULL, bracketed) : NULL;
    int bad = set_callbacks(curl, upload);

    if (bracketed != NULL && recipients == NULL)
        return CURLE_OUT_OF_MEMORY;
    bad |= set_server(curl, config, left_ms);
    bad |= set_login(curl, upload->login);
    bad |= heartbeat_watch_begin(&upload->watch, curl);
    if (recipient == NULL) {
        bad |= (int)curl_library_set_option(curl, CURLOPT_NOBODY, 1L);
        bad |= (int)curl_library_set_option(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    } else {
        bad |= (int)curl_library_set_option(curl, CURLOPT_MAIL_FROM, sender);
        bad |= (int)curl_library_set_option(curl, CURLOPT_MAIL_RCPT, recipients);
        bad |= (int)curl_library_set_option(curl, CURLOPT_UPLOAD, 1L);
        bad |= (int)curl_library_set_option(curl, CURLOPT_INFILESIZE_LARGE,
                                            (curl_off_t)upload->length);
    }
    return bad == 0 ? curl_library_perform(curl) : CURLE_UNSUPPORTED_PROTOCOL;
}

static gboolean
try_once(const Config *config, const SubmissionMail *mail, Upload *upload, gint64 deadline_us,
         GError **error)
{
    long left_ms = limit_ms(deadline_us);
    g_autoptr(CURL) curl =
        left_ms > 0 && config->submission != NULL ? curl_library_new_handle() : NULL;

    if (curl == NULL) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "the reply was not handed over: no time, memory or mail server");
        return FALSE;
    }
    if (!heartbeat_prove(mail->heartbeat, error))
        return FALSE;
    upload->watch.heartbeat = mail->heartbeat;
    CURLcode code = transfer(curl, config, mail->recipient, upload, left_ms);
    gboolean is_sent = (code == CURLE_OK && is_known(upload)) ||
                       set_failure(curl, code, upload, config->submission, error);
    heartbeat_watch_clear(&upload->watch);
    return is_sent;
}

/* The server may refuse a token that was withdrawn early: gets another one, once. No command of a
 * mail has been sent at that point. */
static gboolean
hand_over(const Config *config, const SubmissionMail *mail, gint64 deadline_us, GError **error)
{
    SubmissionLoginWait wait = {.deadline_us = deadline_us, .heartbeat = mail->heartbeat};

    for (;;) {
        g_auto(SubmissionLogin) login = {0};
        g_autoptr(GError) why = NULL;
        Upload upload = {.login = &login};

        if (mail->message != NULL)
            upload.data = g_bytes_get_data(mail->message, &upload.length);
        if (!submission_login_get(config, &wait, &login, error))
            return FALSE;
        if (try_once(config, mail, &upload, deadline_us, &why))
            return TRUE;
        if (wait.is_refused || !upload.is_login_refused || login.token == NULL) {
            g_propagate_error(error, g_steal_pointer(&why));
            return FALSE;
        }
        wait.is_refused = TRUE;
    }
}

gboolean
submission_send(const Config *config, const SubmissionMail *mail, gint64 deadline_us,
                GError **error)
{
    if (!confirmation_clean_is_address(mail->recipient)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE,
                            "the recipient of a reply is no usable address");
        return FALSE;
    }
    return hand_over(config, mail, deadline_us, error);
}

gboolean
submission_check(const Config *config, gint64 deadline_us, GError **error)
{
    return hand_over(config, &(SubmissionMail){0}, deadline_us, error);
}

/* http.c - see http.h. Uses libcurl.
 *
 * Handles the connection, its limits and TLS. Does not fetch tokens (it is given one), read JSON,
 * or interpret a status. Keeps one handle, so the requests of a process share a connection. Ignores
 * the proxy variables of the environment. */
#include "gateway/ticket_system/http.h"

#include "build-config.h"
#include "gateway/curl_library.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/ticket_system/retry_after.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define BIG_BODY_BYTES (256 * 1024)
#define BIG_BUFFER_BYTES (512L * 1024)
/* A server closes an idle connection after a while, and a request that is sent at that moment is in
 * doubt. So a connection is not kept for long. */
#define IDLE_CONNECTION_MAX_S 30L
#define FIELD_MAX_BYTES 100
/* While the network is cut, the kernel keeps what it was given and sends it later. With a heartbeat
 * it must not do so after another host may have taken over. */
#define UNSENT_MAX_MS 30000

struct Http {
    const Config *config;
    gint64 deadline_us;
    const Heartbeat *heartbeat; /* NULL: none */
    CURL *handle;
};

/* State shared by the callbacks of one request. */
typedef struct {
    const HttpRequest *request;
    HttpResponse *response;
    gboolean is_body_begun;
    guint64 body_read; /* octets of the body that libcurl has */
    int read_errno;    /* 0, or why the body could not be read */
    HeartbeatWatch watch;
    char error_text[CURL_ERROR_SIZE];
} Exchange;

void
http_secret_free(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

void
http_response_free(HttpResponse *response)
{
    if (response == NULL)
        return;
    explicit_bzero(response->body->str, response->body->allocated_len);
    g_string_free(response->body, TRUE);
    g_free(response->problem);
    g_free(response->location);
    g_free(response->sunset);
    g_free(response);
}

Http *
http_new(const Config *config, gint64 deadline_us)
{
    Http *http = g_new0(Http, 1);

    http->config = config;
    http->deadline_us = deadline_us;
    if (config->is_insecure)
        log_warning("api",
                    "[api] insecure = yes: the API's certificate is not verified; whoever stands "
                    "between can read the client secret, the token and the mail");
    return http;
}

void
http_free(Http *http)
{
    if (http == NULL)
        return;
    if (http->handle != NULL)
        curl_library_free_handle(http->handle);
    g_free(http);
}

gint64
http_deadline_us(const Http *http)
{
    return http->deadline_us;
}

void
http_set_deadline(Http *http, gint64 deadline_us)
{
    http->deadline_us = deadline_us;
}

void
http_set_heartbeat(Http *http, const Heartbeat *heartbeat)
{
    http->heartbeat = heartbeat;
}

const Heartbeat *
http_heartbeat(const Http *http)
{
    return http->heartbeat;
}

static size_t
read_body(char *buffer, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    RequestBody *body = exchange->request->body;
    gssize allowed = heartbeat_watch_allow(&exchange->watch, size * count,
                                           request_body_length(body) - exchange->body_read);
    gssize length = allowed > 0 ? request_body_read(body, buffer, (gsize)allowed) : 0;

    exchange->is_body_begun = TRUE;
    if (length < 0)
        exchange->read_errno = errno;
    if (length < 0 || allowed < 0)
        return CURL_READFUNC_ABORT;
    exchange->body_read += (guint64)length;
    return (size_t)length;
}

/* curl repeats a request by itself if a kept connection turns out to be closed. If a body was
 * already begun, the work could be done twice, so the body must not be rewound ... */
static int
seek_body(void *data, curl_off_t offset, int origin)
{
    const Exchange *exchange = data;

    return offset == 0 && origin == SEEK_SET && !exchange->is_body_begun ? CURL_SEEKFUNC_OK
                                                                         : CURL_SEEKFUNC_FAIL;
}

/* ... and no second connection may be opened. */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    const Exchange *exchange = data;

    (void)purpose;
    if (exchange->is_body_begun)
        return CURL_SOCKET_BAD;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0 && exchange->watch.heartbeat != NULL)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){UNSENT_MAX_MS}, sizeof(int));
    return fd;
}

static size_t
write_response(char *octets, size_t size, size_t count, void *data)
{
    const Exchange *exchange = data;
    GString *body = exchange->response->body;
    gsize length = size * count;

    if (length > exchange->request->max_response_bytes - body->len) {
        exchange->response->is_too_large = TRUE;
        return 0;
    }
    g_string_append_len(body, octets, (gssize)length);
    return length;
}

/* The value of the field if `line` is one with this name, in any case. (transfer full) (nullable)
 */
static char *
field_value(const char *line, const char *name)
{
    gsize length = strlen(name);
    if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    char *value = g_strstrip(g_strndup(line + length + 1, FIELD_MAX_BYTES));
    for (char *p = value; *p != '\0'; p++)
        if (!g_ascii_isprint(*p))
            *p = '?';
    return value;
}

static void
read_field(Exchange *exchange, const char *line)
{
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    ApiQuota *quota = &exchange->response->quota;
    g_autofree char *wait = field_value(line, "retry-after");
    g_autofree char *reset = field_value(line, "quota-reset-utc");
    g_autofree char *limit = field_value(line, "quota-limit");
    g_autofree char *used = field_value(line, "quota-used");
    char *sunset = field_value(line, "sunset");
    if (wait != NULL)
        exchange->response->retry_after_s = retry_after_parse(wait, now_s);
    if (reset != NULL)
        quota->reset_s = retry_after_reset_parse(reset, now_s);
    if (limit != NULL)
        quota->limit = api_quota_read_count(limit);
    if (used != NULL)
        quota->used = api_quota_read_count(used);
    if (sunset != NULL) {
        g_free(exchange->response->sunset);
        exchange->response->sunset = sunset;
    }
}

static size_t
read_header(char *octets, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    g_autofree char *line = g_strndup(octets, size * count);

    /* A status line: fields of an interim response (1xx) before it do not count. */
    if (g_ascii_strncasecmp(line, "http/", 5) == 0) {
        exchange->response->retry_after_s = -1;
        exchange->response->quota = API_QUOTA_UNKNOWN;
    } else if (strchr("rRqQsS", *line) != NULL) {
        read_field(exchange, line);
    }
    return size * count;
}

/* Each of these three returns 0, or the bits of the options that curl refused. */
static int
set_limits(const Http *http, CURL *handle)
{
    const Config *config = http->config;
    long stall_s = MAX(1L, (long)((config->stall_timeout_ms + 999) / 1000));
    int bad = 0;

    bad |= (int)curl_library_set_option(handle, CURLOPT_NOSIGNAL, 1L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    bad |= (int)curl_library_set_option(handle, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_PROXY, config->proxy ? config->proxy : "");
    bad |= (int)curl_library_set_option(handle, CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_MAX_S);
    bad |= (int)curl_library_set_option(handle, CURLOPT_CONNECTTIMEOUT_MS,
                                        (long)MAX(1U, config->connect_timeout_ms));
    bad |= (int)curl_library_set_option(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_LOW_SPEED_TIME, stall_s);
    if (http->deadline_us != 0) {
        gint64 left_ms = (http->deadline_us - g_get_monotonic_time()) / 1000;

        bad |= (int)curl_library_set_option(handle, CURLOPT_TIMEOUT_MS, (long)MAX(1, left_ms));
    }
    return bad;
}

/* OpenSSL needs 35 ms to read the bundle of all CAs, and almost nothing for the hashed directory.
 * So curl's default bundle is switched off. */
static int
set_tls(const Config *config, CURL *handle, gboolean is_verified)
{
    int bad = 0;

    bad |= (int)curl_library_set_option(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= (int)curl_library_set_option(handle, CURLOPT_SSL_VERIFYPEER, is_verified ? 1L : 0L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_SSL_VERIFYHOST, is_verified ? 2L : 0L);
    bad |= (int)curl_library_set_option(handle, CURLOPT_CAPATH, config->ca_path);
    bad |= (int)curl_library_set_option(handle, CURLOPT_CAINFO, config->ca_file);
    bad |= (int)curl_library_set_option(handle, CURLOPT_PROXY_CAPATH, config->ca_path);
    bad |= (int)curl_library_set_option(handle, CURLOPT_PROXY_CAINFO, config->ca_file);
    return bad;
}

static int
set_body(const HttpRequest *request, CURL *handle, Exchange *exchange)
{
    int bad = 0;

    if (request->form != NULL) {
        bad |= (int)curl_library_set_option(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                                            (curl_off_t)strlen(request->form));
        bad |= (int)curl_library_set_option(handle, CURLOPT_POSTFIELDS, request->form);
    } else if (request->body != NULL) {
        guint64 length = request_body_length(request->body);

        request_body_rewind(request->body);
        bad |= (int)curl_library_set_option(handle, CURLOPT_POST, 1L);
        bad |=
            (int)curl_library_set_option(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        bad |= (int)curl_library_set_option(handle, CURLOPT_READFUNCTION, read_body);
        bad |= (int)curl_library_set_option(handle, CURLOPT_READDATA, exchange);
        bad |= (int)curl_library_set_option(handle, CURLOPT_SEEKFUNCTION, seek_body);
        bad |= (int)curl_library_set_option(handle, CURLOPT_SEEKDATA, exchange);
        if (length >= BIG_BODY_BYTES)
            bad |=
                (int)curl_library_set_option(handle, CURLOPT_UPLOAD_BUFFERSIZE, BIG_BUFFER_BYTES);
    }
    bad |= (int)curl_library_set_option(handle, CURLOPT_CUSTOMREQUEST, request->method);
    return bad;
}

static int
set_callbacks(const HttpRequest *request, CURL *handle, Exchange *exchange)
{
    int bad = 0;

    bad |= (int)curl_library_set_option(handle, CURLOPT_URL, request->url);
    bad |=
        (int)curl_library_set_option(handle, CURLOPT_USERAGENT, "ticketgate/" TICKETGATE_VERSION);
    bad |= (int)curl_library_set_option(handle, CURLOPT_ERRORBUFFER, exchange->error_text);
    bad |= (int)curl_library_set_option(handle, CURLOPT_WRITEFUNCTION, write_response);
    bad |= (int)curl_library_set_option(handle, CURLOPT_WRITEDATA, exchange);
    bad |= (int)curl_library_set_option(handle, CURLOPT_HEADERFUNCTION, read_header);
    bad |= (int)curl_library_set_option(handle, CURLOPT_HEADERDATA, exchange);
    bad |= (int)curl_library_set_option(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= (int)curl_library_set_option(handle, CURLOPT_OPENSOCKETDATA, exchange);
    return bad;
}

static struct curl_slist *
make_headers(const HttpRequest *request)
{
    /* Without an empty "Expect:", curl waits a second for a 100 that many servers never send. */
    struct curl_slist *headers = curl_library_append(NULL, "Expect:");

    headers = curl_library_append(headers, "Accept: application/json");
    if (request->body != NULL)
        headers = curl_library_append(headers, "Content-Type: application/json");
    if (request->bearer != NULL) {
        char *line = g_strconcat("Authorization: Bearer ", request->bearer, NULL);

        headers = curl_library_append(headers, line);
        http_secret_free(line);
    }
    return headers;
}

static void
free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *line = headers; line != NULL; line = line->next)
        explicit_bzero(line->data, strlen(line->data));
    curl_library_free_list(headers);
}

static const char *
failure_text(const Exchange *exchange, CURLcode code)
{
    return exchange->error_text[0] ? exchange->error_text : curl_library_error_text(code);
}

/* No status was received: the code tells whether the server may have done the work; the text says
 * why. */
static void
set_error(const Http *http, CURLcode code, const Exchange *exchange, GError **error)
{
    const char *text = failure_text(exchange, code);
    long sent = 0, os_errno = 0;
    DeliveryError class = DELIVERY_ERROR_API_DOUBT;

    if (exchange->watch.problem != NULL) {
        g_propagate_error(error, g_error_copy(exchange->watch.problem));
        return;
    }
    (void)curl_library_get_info(http->handle, CURLINFO_REQUEST_SIZE, &sent);
    if (exchange->read_errno != 0) {
        /* Fewer octets were sent than announced: no server accepts such a request as complete. */
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "cannot read the attachments' file: %s", g_strerror(exchange->read_errno));
        return;
    }
    if (sent == 0)
        class = DELIVERY_ERROR_API_DOWN;
    if (code == CURLE_OUT_OF_MEMORY && sent == 0)
        class = DELIVERY_ERROR_TEMPORARY;
    if (sent == 0 && (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
                      code == CURLE_SSL_CACERT_BADFILE || code == CURLE_COULDNT_RESOLVE_PROXY))
        class = DELIVERY_ERROR_CONFIGURATION;
    if (code == CURLE_COULDNT_CONNECT) /* its text does not say why */
        (void)curl_library_get_info(http->handle, CURLINFO_OS_ERRNO, &os_errno);
    g_set_error(error, DELIVERY_ERROR, class, "%s: %s%s%s",
                sent == 0 ? "no connection to the API" : "no response from the API", text,
                os_errno != 0 ? ": " : "", os_errno != 0 ? g_strerror((int)os_errno) : "");
}

/* Why the response has no end. (transfer full) */
static char *
response_problem(const Exchange *exchange, CURLcode code)
{
    if (exchange->response->is_too_large)
        return g_strdup_printf("it has more than %" G_GSIZE_FORMAT " bytes",
                               exchange->request->max_response_bytes);
    return g_strdup(exchange->watch.problem != NULL ? exchange->watch.problem->message
                                                    : failure_text(exchange, code));
}

static gboolean
fill_response(const Http *http, CURLcode code, const Exchange *exchange)
{
    HttpResponse *response = exchange->response;
    curl_off_t length = -1;
    char *location = NULL;

    (void)curl_library_get_info(http->handle, CURLINFO_RESPONSE_CODE, &response->status);
    (void)curl_library_get_info(http->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    (void)curl_library_get_info(http->handle, CURLINFO_REDIRECT_URL, &location);
    response->location = g_strdup(location);
    response->is_complete = code == CURLE_OK;
    response->problem = response->is_complete ? NULL : response_problem(exchange, code);
    response->is_empty = response->is_complete && (length == 0 || response->status == 204);
    return response->status >= 200;
}

static HttpResponse *
perform(Http *http, Exchange *exchange, GError **error)
{
    g_autoptr(HttpResponse) response = g_new0(HttpResponse, 1);
    CURLcode code = CURLE_OK;

    response->body = g_string_new(NULL);
    response->retry_after_s = -1;
    response->quota = API_QUOTA_UNKNOWN;
    exchange->response = response;
    code = curl_library_perform(http->handle);
    if (!fill_response(http, code, exchange)) {
        set_error(http, code, exchange, error);
        return NULL;
    }
    if (response->status == 429 && response->retry_after_s < 0)
        response->retry_after_s = response->quota.reset_s;
    return g_steal_pointer(&response);
}

HttpResponse *
http_send(Http *http, const HttpRequest *request, GError **error)
{
    Exchange exchange = {.request = request, .watch.heartbeat = http->heartbeat};
    struct curl_slist *headers = NULL;
    HttpResponse *response = NULL;
    int bad = 0;

    if (http->deadline_us != 0 && g_get_monotonic_time() >= http->deadline_us) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN,
                            "no time left for a request");
        return NULL;
    }
    if (!heartbeat_prove(http->heartbeat, error))
        return NULL;
    if (http->handle == NULL && (http->handle = curl_library_new_handle()) == NULL) {
        const char *problem = curl_library_problem();
        if (problem != NULL)
            g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, problem);
        else
            g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                                "no memory for a request");
        return NULL;
    }
    headers = make_headers(request);
    bad |= (int)curl_library_set_option(http->handle, CURLOPT_HTTPHEADER, headers);
    bad |= set_callbacks(request, http->handle, &exchange);
    bad |= set_limits(http, http->handle);
    bad |= set_tls(http->config, http->handle,
                   request->is_always_verified || !http->config->is_insecure);
    bad |= set_body(request, http->handle, &exchange);
    bad |= heartbeat_watch_begin(&exchange.watch, http->handle);
    if (bad == 0)
        response = perform(http, &exchange, error);
    else
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION,
                            "libcurl refuses an option of the request");
    /* Resets the options, which point to data that ends here; the connection stays. After a failure
     * nothing is kept: curl 8.14 remembers that a body could not be sent again, and then fails
     * every later request of the handle. */
    if (response != NULL)
        curl_library_reset_handle(http->handle);
    else
        curl_library_free_handle(g_steal_pointer(&http->handle));
    free_headers(headers);
    heartbeat_watch_clear(&exchange.watch);
    return response;
}

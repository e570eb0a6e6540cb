/* http.h - sends one HTTP request at a time, with limits on everything, and reads the response.
 *
 * A request is sent at most once: if a kept connection breaks after the body was begun, the error
 * says so, and nothing is sent again. Redirects are reported, never followed. */
#pragma once

#include "config/config.h"
#include "gateway/heartbeat.h"
#include "gateway/ticket_system/api_quota.h"
#include "gateway/ticket_system/request_body.h"

typedef struct Http Http;

typedef struct {
    const char *method;          /* "GET", "POST", "PATCH" */
    const char *url;             /* https, or http; the caller checked which is allowed */
    const char *bearer;          /* access token, or NULL */
    RequestBody *body;           /* a JSON body, rewound here, or NULL */
    const char *form;            /* an application/x-www-form-urlencoded body, or NULL */
    gboolean is_always_verified; /* verify the server's certificate even with [api] insecure */
    gsize max_response_bytes; /* octets beyond this are not kept; the response is then incomplete */
} HttpRequest;

typedef struct {
    long status;           /* 200 to 599 */
    gboolean is_complete;  /* the response is complete */
    char *problem;         /* why it is not, for people; NULL: it is */
    gboolean is_too_large; /* it is not complete because of max_response_bytes */
    gboolean is_empty;     /* the response says that it has no body (RFC 9110, section 8.6) */
    GString *body;         /* octets, perhaps not UTF-8; cut off if not complete */
    char *location;        /* absolute address of a redirect, or NULL */
    gint64 retry_after_s;  /* -1: none; for 429 without Retry-After, until quota-reset-UTC */
    ApiQuota quota;
    char *sunset; /* the value of Sunset (RFC 8594), printable ASCII; or NULL */
} HttpResponse;

/* Overwrites the body, which may contain a token. */
void http_response_free(HttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpResponse, http_response_free)

/* Opens nothing yet. `config` must live as long. `deadline_us` is the time (g_get_monotonic_time())
 * at which every request ends; 0: none. (transfer full) */
Http *http_new(const Config *config, gint64 deadline_us);
void http_free(Http *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Http, http_free)

/* Is asked before each request, while it waits, and before the last octet of its body is sent; its
 * error is then that of the request. NULL: none. It must live as long. */
void http_set_heartbeat(Http *http, const Heartbeat *heartbeat);
/* NULL: none. */
const Heartbeat *http_heartbeat(const Http *http);

/* Sends and waits. Any status is a response, not an error, even if the response is incomplete.
 * Errors: DELIVERY_ERROR_API_DOWN: no octet of the request was sent; DELIVERY_ERROR_API_DOUBT: some
 * were sent, but no status was received; DELIVERY_ERROR_CONFIGURATION: the address or CA file is
 * unusable; DELIVERY_ERROR_TEMPORARY: the body could not be read, or out of memory. (transfer full)
 */
HttpResponse *http_send(Http *http, const HttpRequest *request, GError **error);

/* The deadline as given to http_new() or last set. */
gint64 http_deadline_us(const Http *http);
void http_set_deadline(Http *http, gint64 deadline_us);

/* Overwrites, then frees. NULL is allowed. */
void http_secret_free(char *secret);

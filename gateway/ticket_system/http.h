/* http.h - one HTTP request at a time, with limits on everything, and its response.
 *
 * A request is sent at most once: where a kept connection breaks after the body was begun, the
 * error says so, and nothing is sent again behind the caller's back. Redirects are told, never
 * followed.
 */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/request_body.h"

typedef struct Http Http;

typedef struct {
    const char *method;          /* "GET", "POST", "PATCH" */
    const char *url;             /* https, or http; the caller has checked which is allowed */
    const char *bearer;          /* access token, or NULL */
    RequestBody *body;           /* a JSON body, rewound here, or NULL */
    const char *form;            /* an application/x-www-form-urlencoded body, or NULL */
    gboolean is_always_verified; /* the server's certificate, whatever [api] insecure says */
    gsize max_response_bytes;    /* what comes beyond it is not kept: the response is then torn */
} HttpRequest;

typedef struct {
    long status;          /* 200 to 599 */
    gboolean is_complete; /* the response came to its end */
    gboolean is_empty;    /* the response said itself that it has no body (RFC 9110, section 8.6) */
    GString *body;        /* octets, perhaps not UTF-8; cut where not complete */
    char *location;       /* absolute address of a redirect, or NULL */
    gint64 retry_after_s; /* -1: none */
} HttpResponse;

/* Wipes the body: it may have held a token. */
void http_response_free(HttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpResponse, http_response_free)

/* Opens nothing yet. `config` has to live as long. `deadline_us` is g_get_monotonic_time() at which
 * every request ends; 0: none. (transfer full) */
Http *http_new(const Config *config, gint64 deadline_us);
void http_free(Http *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Http, http_free)

/* Sends and waits. Any status is a response, not an error, even where it came torn. Errors:
 * DELIVERY_ERROR_API_DOWN: no octet of the request left; DELIVERY_ERROR_API_DOUBT: some did, and no
 * status came; DELIVERY_ERROR_CONFIGURATION: address or CA file of no use;
 * DELIVERY_ERROR_TEMPORARY: the body could not be read, or no memory. (transfer full) */
HttpResponse *http_send(Http *http, const HttpRequest *request, GError **error);

/* When every request ends, as it was given to http_new or last set. */
gint64 http_deadline_us(const Http *http);
void http_set_deadline(Http *http, gint64 deadline_us);

/* Overwrites, then frees. NULL is allowed. */
void http_secret_free(char *secret);

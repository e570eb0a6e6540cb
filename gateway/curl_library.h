/* curl_library.h - libcurl, loaded when it is first needed.
 *
 * Loading libcurl and the twenty libraries that it needs (LDAP, Kerberos, GnuTLS for RTMP, ...)
 * takes half of this program's start time, and is most of what fork(2) copies for a parser that
 * does not use it. So the program is not linked with libcurl; it calls the functions below. Each
 * has the arguments, result and ownership of the libcurl function in its comment. Without a handle,
 * only functions whose comment allows it may be called. */
#pragma once

#include <curl/curl.h>
#include <glib.h>

/* Starts to load and initialise libcurl in a separate thread, unless that was done. Useful some
 * time before the first request. Returns at once; the first use of libcurl waits for the thread. If
 * libcurl cannot be loaded, that is logged, and curl_library_new_handle() returns NULL. Call both
 * from one thread only. */
void curl_library_load_beside(void);

/* Loads libcurl, unless that was done. NULL: it can be used. Otherwise one line without line end:
 * what is wrong and which package to install; never freed. */
const char *curl_library_problem(void);

/* For a process that forks many that use libcurl: loads that library of libcurl's which is most of
 * what each would have for itself (OpenSSL, 0.5 MiB), so that they share it. Not all of libcurl's,
 * because every parser would have a copy of them. Without OpenSSL 3 it does nothing. */
void curl_library_share(void);

/* Waits for the end of that thread, if there is one. Needed before exit(3), which unloads libraries
 * and must not do so while one is being loaded. */
void curl_library_await(void);

/* curl_easy_init(). Also NULL if libcurl cannot be loaded. */
CURL *curl_library_new_handle(void);
/* curl_easy_setopt(). A value has the type of its option: long, curl_off_t or a pointer. */
CURLcode curl_library_set_option(CURL *handle, CURLoption option, ...);
/* Passes an int as long, which is what libcurl's options take. cppcheck does not read it. */
#ifndef __CPPCHECK__
#define curl_library_set_option(handle, option, value)                                             \
    curl_library_set_option(handle, option,                                                        \
                            _Generic((value), int                                                  \
                                     : (long)(value), unsigned int                                 \
                                     : (long)(value), default                                      \
                                     : (value)))
#endif
/* curl_easy_perform() */
CURLcode curl_library_perform(CURL *handle);
/* curl_easy_getinfo() */
CURLcode curl_library_get_info(CURL *handle, CURLINFO info, ...);
/* curl_easy_reset() */
void curl_library_reset_handle(CURL *handle);
/* curl_easy_cleanup(); NULL: nothing */
void curl_library_free_handle(CURL *handle);
/* curl_easy_strerror(); without libcurl: why it cannot be loaded */
const char *curl_library_error_text(CURLcode code);
/* curl_slist_append(); without libcurl NULL */
struct curl_slist *curl_library_append(struct curl_slist *list, const char *text);
/* curl_slist_free_all(); NULL: nothing */
void curl_library_free_list(struct curl_slist *list);
/* curl_getdate(): seconds since 1970; -1: no date, or no libcurl */
time_t curl_library_read_date(const char *text);

/* curl_library.h - libcurl, loaded when it is first needed.
 *
 * libcurl and the twenty libraries behind it (LDAP, Kerberos, GnuTLS for RTMP, ...) are half of
 * what it takes to start this program, and most of what fork(2) has to copy for a parser that needs
 * none of it. So the program is not linked with libcurl: what it needs of it is called by the
 * functions below, each named after what it does. Their arguments, results and ownership are those
 * of the function of libcurl that stands beside them. Without a handle only those are called that
 * say so.
 */
#pragma once

#include <curl/curl.h>
#include <glib.h>

/* Begins to load and initialise libcurl in a thread of its own, if that has not been done: worth
 * calling while the first request is still far off. Returns at once; the first use of libcurl waits
 * for the thread. Where it cannot be loaded that is logged, and curl_library_new_handle() returns
 * NULL. Both from one thread only. */
void curl_library_load_beside(void);

/* Loads libcurl where that has not been done. NULL: it can be used; else what is wrong and which
 * package mends it, one line without its end, ours for good. */
const char *curl_library_problem(void);

/* Waits until that thread has ended, if there is one: needed before exit(3), which takes libraries
 * down and must not find one being brought up. */
void curl_library_await(void);

/* curl_easy_init(). NULL also where libcurl cannot be loaded. */
CURL *curl_library_new_handle(void);
/* curl_easy_setopt(). A value has the type of its option: long, curl_off_t or a pointer. */
CURLcode curl_library_set_option(CURL *handle, CURLoption option, ...);
/* An int is passed as the long that all options take in its place. cppcheck does not read it. */
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

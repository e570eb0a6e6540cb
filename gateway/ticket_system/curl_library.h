/* curl_library.h - libcurl, loaded when it is first needed.
 *
 * libcurl and the twenty libraries behind it (LDAP, Kerberos, GnuTLS for RTMP, ...) are half of
 * what it takes to start this program, and most of what fork(2) has to copy for a parser that needs
 * none of it. So the program is not linked with libcurl: curl_library.c has functions of the names
 * in <curl/curl.h> that hand over to the real ones. Who calls curl_easy_init() and the others need
 * not know.
 */
#pragma once

#include <glib.h>

/* Begins to load and initialise libcurl in a thread of its own, if that has not been done: worth
 * calling while the first request is still far off. Returns at once; the first use of libcurl waits
 * for the thread. Where it cannot be loaded that is logged, and curl_easy_init() returns NULL. Both
 * from one thread only. */
void curl_library_load_beside(void);

/* Loads libcurl where that has not been done. NULL: it can be used; else what is wrong and which
 * package mends it, one line without its end, ours for good. */
const char *curl_library_problem(void);

/* Waits until that thread has ended, if there is one: needed before exit(3), which takes libraries
 * down and must not find one being brought up. */
void curl_library_await(void);

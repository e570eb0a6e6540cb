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

/* Loads and initialises libcurl, if that has not been done: worth calling while something else is
 * being waited for. Where it cannot be loaded that is logged, and curl_easy_init() returns NULL. */
void curl_library_load(void);

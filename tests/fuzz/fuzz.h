/* fuzz.h - what a fuzz target is: one function that takes any octets and must not fail.
 *
 * libFuzzer (fuzz-NAME) calls it with what it makes up, replay.c (replay-NAME) with every stored
 * seed. A target checks with g_assert() what has to hold for any input.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* Always returns 0 (libFuzzer keeps other values to itself). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An unlinked file in memory, made once for each `name` of the process, that holds just these
 * octets, at position 0. The descriptor stays fuzz.c's. */
int fuzz_file(const char *name, const uint8_t *data, size_t size);

/* The octets as text: what is not UTF-8 becomes U+FFFD, control characters but line feed and tab
 * are taken out, as parsers/ do before they look at a text. (transfer full) */
char *fuzz_text(const uint8_t *data, size_t size);

/* The text has what every text of a Letter has: valid UTF-8, no control character but line feed
 * and tab. Aborts where not; NULL is fine. */
void fuzz_check_text(const char *text);

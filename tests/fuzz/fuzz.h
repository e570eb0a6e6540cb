/* fuzz.h - a fuzz target is one function that takes any octets and must not fail.
 *
 * libFuzzer (fuzz-NAME) calls it with inputs that it invents, replay.c (replay-NAME) with every
 * stored seed. A target uses g_assert() to check what must hold for any input.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* Always returns 0; libFuzzer reserves other values. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file in memory with these octets, at position 0. One file is made for each `name` in a process,
 * and used again. The descriptor belongs to fuzz.c. */
int fuzz_file(const char *name, const uint8_t *data, size_t size);

/* The octets as text: invalid UTF-8 becomes U+FFFD, and control characters except line feed and tab
 * are removed, as parsers/ do before they read a text. (transfer full) */
char *fuzz_text(const uint8_t *data, size_t size);

/* Aborts unless the text is valid for a Letter: UTF-8 without control characters except line feed
 * and tab. NULL is fine. */
void fuzz_check_text(const char *text);

/* header_limit.h - keeps the header of a message within the limits that ParseOptions name. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/parse.h"

/* A field longer than this share of max_header_bytes is cut, so that no single field keeps the
 * others from being read. */
#define HEADER_LIMIT_FIELD_SHARE 16

/* The message in `stream` (its whole, from its beginning) with a header within max_header_bytes and
 * max_headers of `options` (both set): longer fields are cut, and what is beyond is left out. NULL
 * if the header is within them already, which is nearly always. The body is never copied. (transfer
 * full) */
GMimeStream *header_limit_open(GMimeStream *stream, const ParseOptions *options);

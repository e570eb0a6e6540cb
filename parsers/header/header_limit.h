/* header_limit.h - cuts the header of a message to the limits in ParseOptions. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/parse.h"

/* A field longer than this share of max_header_bytes is cut, so one long field cannot crowd out the
 * others. */
#define HEADER_LIMIT_FIELD_SHARE 16

/* The message in `stream` (all of it, from its beginning) with a header within max_header_bytes and
 * max_headers of `options` (both must be set): long fields are cut, and fields beyond the limits
 * are left out. NULL if the header is already within the limits, which is the usual case. Never
 * copies the body. (transfer full) */
GMimeStream *header_limit_open(GMimeStream *stream, const ParseOptions *options);

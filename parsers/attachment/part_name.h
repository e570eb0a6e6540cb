/* part_name.h - reads the file name of a part of a mail. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* The decoded name of `part`: filename of Content-Disposition, else name of Content-Type, each by
 * RFC 2231, or by RFC 2047, which many programs use against the rules; NULL if the part has no
 * name. 8-bit octets are read as UTF-8, or else as `fallback`. The name may contain any character.
 * (transfer full) */
char *part_name_get(GMimeObject *part, GMimeParserOptions *options, const char *fallback);

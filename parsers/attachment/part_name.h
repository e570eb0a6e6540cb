/* part_name.h - the file name that a part of a mail gives itself. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* The decoded name of `part`: filename of Content-Disposition, else name of Content-Type, each by
 * RFC 2231, or by RFC 2047 as many programs write it against the rules; NULL if there is none.
 * 8-bit octets are UTF-8 or else of `fallback`. It may hold anything that UTF-8 can say. (transfer
 * full) */
char *part_name_get(GMimeObject *part, GMimeParserOptions *options, const char *fallback);

/* header_value.h - whether a field above a quotation carries what it is for and nothing else. */
#pragma once

#include "parsers/quotation/header_block.h"

typedef enum {
    HEADER_VALUE_USUAL,   /* what programs write there */
    HEADER_VALUE_FOREIGN, /* perhaps that, in a language that is not known */
    HEADER_VALUE_WORDS,   /* there is something that no program writes there */
} HeaderValue;

/* `value`: of a line (as in TextLine) of a field of the kind `field`. What stands in fields that
 * name people or a subject is usual whatever it is. */
HeaderValue header_value_read(HeaderBlockLine field, const char *value);

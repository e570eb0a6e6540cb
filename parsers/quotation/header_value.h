/* header_value.h - whether a field above a quotation only has the value that programs write there.
 */
#pragma once

#include "parsers/quotation/header_block.h"

typedef enum {
    HEADER_VALUE_USUAL,   /* what programs write there */
    HEADER_VALUE_FOREIGN, /* perhaps that, in an unknown language */
    HEADER_VALUE_WORDS,   /* it has something that no program writes there */
} HeaderValue;

/* `value` is the value of a line (as in TextLine) of a field of kind `field`. Any value is usual in
 * fields that name people or a subject. */
HeaderValue header_value_read(HeaderBlockLine field, const char *value);

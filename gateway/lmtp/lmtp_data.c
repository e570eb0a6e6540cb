/* lmtp_data.c - see lmtp_data.h. */
#include "gateway/lmtp/lmtp_data.h"

#include <string.h>

typedef struct {
    char *next;
} LmtpOutput;

static void
put(LmtpOutput *output, char octet)
{
    *output->next++ = octet;
}

/* One octet; TEXT and the states that lead to it. */
static LmtpData
step(LmtpData state, char octet, LmtpOutput *output)
{
    switch (state) {
    case LMTP_DATA_LINE_START:
        if (octet == '.')
            return LMTP_DATA_DOT; /* not content: the client adds a dot at the start of a line */
        break;
    case LMTP_DATA_DOT:
        if (octet == '\r')
            return LMTP_DATA_DOT_CR;
        break;
    case LMTP_DATA_DOT_CR:
        if (octet == '\n')
            return LMTP_DATA_END;
        put(output, '\r');
        break;
    case LMTP_DATA_CR:
        if (octet == '\n') {
            put(output, octet);
            return LMTP_DATA_LINE_START;
        }
        break;
    case LMTP_DATA_TEXT:
    case LMTP_DATA_END:
        break;
    }
    put(output, octet);
    return octet == '\r' ? LMTP_DATA_CR : LMTP_DATA_TEXT;
}

gsize
lmtp_data_take(LmtpData *data, const char *in, gsize in_length, char *out, gsize *ret_out_length)
{
    LmtpOutput output = {.next = out};
    gsize taken = 0;

    while (taken < in_length && *data != LMTP_DATA_END) {
        if (*data ==
            LMTP_DATA_TEXT) { /* fast path for octets that are neither line ends nor dots */
            const char *stop = memchr(in + taken, '\r', in_length - taken);
            gsize length = stop != NULL ? (gsize)(stop - in) - taken : in_length - taken;
            memcpy(output.next, in + taken, length);
            output.next += length;
            taken += length;
            if (taken == in_length)
                break;
        }
        *data = step(*data, in[taken++], &output);
    }
    *ret_out_length = (gsize)(output.next - out);
    return taken;
}

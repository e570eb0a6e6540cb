/* lmtp_reply.c - see lmtp_reply.h. delivery_error.c has the classes and texts of errors. */
#include "gateway/lmtp/lmtp_reply.h"

#include <string.h>

#include "gateway/delivery_error.h"

/* Reply codes of RFC 5321, section 4.2.3, by enhanced status code; 554 and 451 for all others. */
static const struct {
    const char *status;
    const char *code;
} codes[] = {
    {"5.1.1 ", "550"},
    {"5.3.4 ", "552"},
    {"5.7.1 ", "550"},
};

char *
lmtp_reply_line(const GError *error)
{
    if (error == NULL)
        return g_strdup("250 2.1.5 Delivered");
    g_autofree char *line = delivery_error_line(error);
    const char *code = *line == '5' ? "554" : "451";
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_has_prefix(line, codes[i].status))
            code = codes[i].code;
    return g_strconcat(code, " ", line, NULL);
}

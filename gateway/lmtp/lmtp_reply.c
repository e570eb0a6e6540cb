/* lmtp_reply.c - see lmtp_reply.h. delivery_error.c has the classes and texts of errors. */
#include "gateway/lmtp/lmtp_reply.h"

#include <string.h>

#include "gateway/delivery/envelope.h"
#include "gateway/delivery_error.h"

#define NUMBER_MAX_CHARS 40

/* Reply codes of RFC 5321, section 4.2.3, by enhanced status code; 554 and 451 for all others. */
static const struct {
    const char *status;
    const char *code;
} codes[] = {
    {"5.1.1 ", "550"},
    {"5.3.4 ", "552"},
    {"5.7.1 ", "550"},
};

/* What was done, by outcome. */
static const struct {
    const char *outcome;
    const char *text;
} done[] = {
    {"create", "created"},
    {"comment", "commented"},
    {"close", "closed"},
    {"reopen", "reopened"},
    {"ignore", "ignored"},
    {"reject", "refused, and the sender is told"},
    {DELIVERY_DUPLICATE, "delivered before"},
};

/* A number comes from the ticket system: any other text stays out of the protocol. */
static gboolean
is_number(const char *text)
{
    gsize length = strlen(text);

    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && strchr("-_#", text[i]) == NULL)
            return FALSE;
    return length > 0 && length <= NUMBER_MAX_CHARS;
}

char *
lmtp_reply_done(const char *outcome, const char *ticket_number)
{
    const char *text = "delivered";

    for (gsize i = 0; i < G_N_ELEMENTS(done); i++)
        if (g_strcmp0(outcome, done[i].outcome) == 0)
            text = done[i].text;
    gboolean has_number = ticket_number != NULL && is_number(ticket_number);
    return g_strconcat("250 2.1.5 ", has_number ? ticket_number : "", has_number ? " " : "", text,
                       NULL);
}

char *
lmtp_reply_line(const GError *error)
{
    g_autofree char *line = delivery_error_line(error);
    const char *code = *line == '5' ? "554" : "451";
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_has_prefix(line, codes[i].status))
            code = codes[i].code;
    return g_strconcat(code, " ", line, NULL);
}

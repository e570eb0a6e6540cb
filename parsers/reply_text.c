/* reply_text.c - cuts the quoted mail and the signature from the text of an answer. */
#include "parsers/reply_text.h"

#include <string.h>

void
reply_text_cut(const ReplyTextInput *input, ReplyTextResult *result)
{
    const char *text = input->text_without_quote != NULL ? input->text_without_quote : input->text;
    g_autofree char *copy = g_strdup(input->is_forward ? input->text : text);

    g_strstrip(copy);
    *result = (ReplyTextResult){.reply_text = g_steal_pointer(&copy)};
}

void
reply_text_clear(ReplyTextResult *result)
{
    g_clear_pointer(&result->reply_text, g_free);
    g_clear_pointer(&result->quoted_text, g_free);
}

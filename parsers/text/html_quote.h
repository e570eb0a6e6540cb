/* html_quote.h - which elements of an HTML mail hold the mail that it answers.
 *
 * Knows what mail programs call the containers of their quotations. Does not know what becomes
 * of them.
 */
#pragma once

#include <glib.h>
#include <gumbo.h>

/* Whether all of `node` is quoted mail, or the line that introduces it (gmail_quote, blockquote
 * type=cite, moz-cite-prefix, yahoo_quoted, ...). */
gboolean html_quote_is_container(const GumboNode *node);

/* Whether `node` and all that follows it in the document is quoted mail (Outlook's divRplyFwdMsg
 * and the ruled block of From: and Sent:, Hotmail's stopSpelling, ...). */
gboolean html_quote_cuts_rest(const GumboNode *node);

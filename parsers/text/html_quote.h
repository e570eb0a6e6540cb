/* html_quote.h - finds the elements of an HTML mail that contain the quoted mail.
 *
 * Knows the names that mail programs give to the containers of quotations. Does not know what is
 * done with them. */
#pragma once

#include <glib.h>
#include <gumbo.h>

/* Whether all of `node` is quoted mail, or the line that introduces it (gmail_quote, blockquote
 * type=cite, moz-cite-prefix, yahoo_quoted, ...). */
gboolean html_quote_is_container(const GumboNode *node);

/* Whether `node` and all that follows it in the document is quoted mail (Outlook's divRplyFwdMsg
 * and the ruled block of From: and Sent:, Hotmail's stopSpelling, ...). */
gboolean html_quote_cuts_rest(const GumboNode *node);

/* html_depths.h - reads elements that are nested too deeply. */
#pragma once

#include <gumbo.h>

#include "parsers/text/text_layout.h"

/* Adds the visible text of `node` to `layout` as running text, without recursion. */
void html_depths_flow(TextLayout *layout, const GumboNode *node);

/* html_depths.h - elements nested deeper than anybody lays them out. */
#pragma once

#include <gumbo.h>

#include "parsers/text/text_layout.h"

/* Adds what is to be seen in `node` to `layout` as running text, without recursion. */
void html_depths_flow(TextLayout *layout, const GumboNode *node);

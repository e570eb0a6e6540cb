/* link_cover.h - whether one text has the links and addresses of another. */
#pragma once

#include <glib.h>

/* Whether each link and mail address of `text` is also in `other` (both UTF-8), as a link to the
 * same target (link_target.h) or as plain words. Takes linear time. */
gboolean link_cover_is_whole(const char *text, const char *other);

/* parse_child_internal.h - parse_child_run() with another function in the parser's place.
 *
 * For tests that need a child which crashes, hangs or lies.
 */
#pragma once

#include "gateway/sandbox/parse_child.h"

/* As parse_message() (parse.h). */
typedef Letter *(*ParseFunction)(int message_fd, int attachments_fd, const ParseOptions *options,
                                 GError **error);

/* As parse_child_run(). */
ParseResult *parse_child_run_function(ParseFunction parse, int message_fd,
                                      const ParseOptions *options, const ParseChildLimits *limits,
                                      GError **error);

/* parse_zygote.h - a prepared process that forks a parsing child for each message.
 *
 * For the resident gateway. The zygote has loaded everything that a parser needs, has three open
 * files and one socket, and has overwritten its environment. It never reads a message itself. Each
 * message gets its own child, which enters the sandbox before it reads the first octet. The files
 * are emptied between messages, because making new ones can cost more than parsing a small mail. */
#pragma once

#include "gateway/sandbox/parse_child.h"

typedef struct ParseZygote ParseZygote;

/* Starts it. `options` and `limits` are used for every message, except the envelope sender; fork(2)
 * copies them. Call it early: each child has to copy what this process has mapped.
 * DELIVERY_ERROR_TEMPORARY: no process or no file. (transfer full) */
ParseZygote *parse_zygote_start(const ParseOptions *options, const ParseChildLimits *limits,
                                GError **error);

/* Ends it. */
void parse_zygote_free(ParseZygote *zygote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParseZygote, parse_zygote_free)

/* Whether its process is still alive. Ask between two messages: then no message fails because the
 * zygote was killed (by the kernel when memory ran out, or by an operator). */
gboolean parse_zygote_is_alive(ParseZygote *zygote);

/* Empties the files. Returns the file for the next message, to be written from its start; it still
 * belongs to the zygote. -1 with DELIVERY_ERROR_TEMPORARY. */
int parse_zygote_begin(ParseZygote *zygote, GError **error);

/* Parses the written message, like parse_child_run(). The attachments of the result are valid until
 * the next parse_zygote_begin(). After DELIVERY_ERROR_TEMPORARY the zygote can no longer be used.
 * (transfer full) */
ParseResult *parse_zygote_run(ParseZygote *zygote, const char *envelope_sender, GError **error);

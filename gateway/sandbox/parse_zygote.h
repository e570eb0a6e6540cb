/* parse_zygote.h - a warm process that forks a parsing child for each of many messages.
 *
 * For a resident gateway. The zygote has loaded and used everything that a parser needs, holds
 * three files and one socket, and has forgotten the environment; it never reads a message itself.
 * Each message still gets a child of its own, which enters the sandbox before it reads the first
 * octet. The files are emptied between messages: making new ones can cost more than parsing a small
 * mail.
 */
#pragma once

#include "gateway/sandbox/parse_child.h"

typedef struct ParseZygote ParseZygote;

/* Starts it. `options` and `limits` are those of every message, but for the envelope's sender; they
 * are copied by the fork. To be called early: what this process has mapped, each child has to copy.
 * DELIVERY_ERROR_TEMPORARY: no process or no file to be had. (transfer full) */
ParseZygote *parse_zygote_start(const ParseOptions *options, const ParseChildLimits *limits,
                                GError **error);

/* Ends it. */
void parse_zygote_free(ParseZygote *zygote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParseZygote, parse_zygote_free)

/* Whether its process still lives: to be asked between two messages, so that a zygote that was
 * killed (by the kernel for want of memory, by an operator) costs none of them. */
gboolean parse_zygote_is_alive(ParseZygote *zygote);

/* Empties the files. Returns the one that the next message has to be written to, from its start; it
 * stays the zygote's. -1 with DELIVERY_ERROR_TEMPORARY. */
int parse_zygote_begin(ParseZygote *zygote, GError **error);

/* Parses what was written. As parse_child_run(); the result's attachments are worthless after the
 * next parse_zygote_begin(). After DELIVERY_ERROR_TEMPORARY the zygote is of no use any more.
 * (transfer full) */
ParseResult *parse_zygote_run(ParseZygote *zygote, const char *envelope_sender, GError **error);

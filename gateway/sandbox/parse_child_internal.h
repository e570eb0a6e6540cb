/* parse_child_internal.h - what the modules around the parsing child share, and their tests.
 *
 * parse_child_run_function() and parse_zygote_start_function() are for tests that need a child
 * which crashes, hangs, lies or looks around.
 */
#pragma once

#include "gateway/sandbox/parse_child.h"
#include "gateway/sandbox/parse_zygote.h"
#include "gateway/sandbox/sandbox.h"

/* As parse_message() (parse.h). */
typedef Letter *(*ParseFunction)(int message_fd, int attachments_fd, const ParseOptions *options,
                                 GError **error);

/* As parse_child_run(). */
ParseResult *parse_child_run_function(ParseFunction parse, int message_fd,
                                      const ParseOptions *options, const ParseChildLimits *limits,
                                      GError **error);

/* As parse_zygote_start(). */
ParseZygote *parse_zygote_start_function(ParseFunction parse, const ParseOptions *options,
                                         const ParseChildLimits *limits, GError **error);

/* What the child's exit status says. After the last three the Letter's file holds the reason. */
enum {
    PARSE_END_DONE = 0,
    PARSE_END_NOT_CLOSED = 3,
    PARSE_END_NOT_SANDBOXED = 4,
    PARSE_END_ERROR = 5,
    PARSE_END_DISK_FAULT = 6,
};

/* How a child ended. */
typedef struct {
    gboolean has_ended; /* by itself; else it was killed when its time was over */
    int status;         /* of waitpid(2) */
} ParseEnd;

/* What a child is to do. */
typedef struct {
    ParseFunction parse;
    const ParseOptions *options;
    const ParseChildLimits *limits;
    GBytes *filter; /* of parse_child_prepare() */
} ParseTask;

/* Readies a process for parsing, and has it give up what its children need not (sandbox_prepare()).
 * Returns NULL, or what could not be done. *ret_filter: (transfer full) */
const char *parse_child_prepare(GBytes **ret_filter);

/* The rest of a child's life, its files being in their places (sandbox_close_inherited): enters the
 * sandbox, parses, writes the Letter, ends. */
void parse_child_live(const ParseTask *task) G_GNUC_NORETURN;

/* Waits for the child `pid`, kills it after `wall_time_ms`, and takes its status. FALSE with errno:
 * it is not our child. */
gboolean parse_child_await(pid_t pid, guint wall_time_ms, ParseEnd *ret_end);

/* What became of the message (parse_outcome.c). `files` stay the caller's; the result has the
 * attachments' descriptor of its own. DELIVERY_ERROR_TEMPORARY: no descriptor to be had, the child
 * could not be shut in, or the disk failed it or us: none of these is the mail's fault.
 * (transfer full) */
ParseResult *parse_outcome_read(const ParseEnd *end, const SandboxFiles *files,
                                const ParseChildLimits *limits, GError **error);

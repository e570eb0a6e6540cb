/* parse_child_internal.h - shared by the modules of the parsing child and their tests.
 *
 * parse_child_run_function() and parse_zygote_start_function() are for tests that need a child that
 * crashes, hangs, writes wrong results or tries to escape. */
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

/* Exit statuses of the child. With the last three, the file of the Letter has the reason. */
enum {
    PARSE_END_DONE = 0,
    PARSE_END_NOT_CLOSED = 3,
    PARSE_END_NOT_SANDBOXED = 4,
    PARSE_END_ERROR = 5,
    PARSE_END_DISK_FAULT = 6,
};

/* How a child ended. */
typedef struct {
    gboolean has_ended; /* by itself; otherwise it was killed after its time limit */
    int status;         /* of waitpid(2) */
} ParseEnd;

/* What a child is to do. */
typedef struct {
    ParseFunction parse;
    const ParseOptions *options;
    const ParseChildLimits *limits;
    GBytes *filter; /* from parse_child_prepare() */
} ParseTask;

/* Prepares a process for parsing, and gives up what its children do not need (sandbox_prepare()).
 * Returns NULL, or what could not be done. *ret_filter: (transfer full) */
const char *parse_child_prepare(GBytes **ret_filter);

/* The rest of a child's work, after sandbox_close_inherited(): enters the sandbox, parses, writes
 * the Letter, exits. */
void parse_child_live(const ParseTask *task) G_GNUC_NORETURN;

/* Waits for the child `pid`, kills it after `wall_time_ms`, and gets its status. FALSE with errno:
 * it is not our child. */
gboolean parse_child_await(pid_t pid, guint wall_time_ms, ParseEnd *ret_end);

/* The result of parsing (parse_outcome.c). `files` still belong to the caller; the result has its
 * own descriptor of the attachments. DELIVERY_ERROR_TEMPORARY: no descriptor, the child could not
 * be sandboxed, or a disk failed. None of these is caused by the mail. (transfer full) */
ParseResult *parse_outcome_read(const ParseEnd *end, const SandboxFiles *files,
                                const ParseChildLimits *limits, GError **error);

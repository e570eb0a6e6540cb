/* parse_child.h - runs parsers/ in a child that can do nothing else, and does not trust its result.
 */
#pragma once

#include "parsers/letter_json.h"
#include "parsers/parse.h"

typedef struct {
    guint wall_time_ms;      /* the child is killed after this */
    guint cpu_time_s;        /* RLIMIT_CPU */
    guint64 memory_bytes;    /* RLIMIT_AS; 0: no limit (AddressSanitizer) */
    guint64 output_bytes;    /* RLIMIT_FSIZE: the maximum size of each output */
    void (*meanwhile)(void); /* called in the parent while the child works; NULL: nothing */
    const char *directory;   /* folder of the two unlinked output files */
} ParseChildLimits;

typedef struct {
    Letter *letter;     /* NULL if the child failed */
    int attachments_fd; /* unlinked file of Base64 content; -1 if the child failed */
    char *failure;      /* one line for the operator: how the child failed; NULL if it did not */
} ParseResult;

void parse_result_free(ParseResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParseResult, parse_result_free)

/* Parses the message in `message_fd`. It is not an error if the child crashes, hangs, reaches a
 * limit or writes an invalid Letter: the result then has `failure`. Strings of `options` must not
 * be part of the environment (getenv), which the child overwrites. DELIVERY_ERROR_TEMPORARY only if
 * the child could not be started or sandboxed, or a file could not be made, read or written.
 * (transfer full) */
ParseResult *parse_child_run(int message_fd, const ParseOptions *options,
                             const ParseChildLimits *limits, GError **error);

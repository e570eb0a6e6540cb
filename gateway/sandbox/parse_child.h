/* parse_child.h - runs parsers/ in a child that can do nothing else, and distrusts its answer. */
#pragma once

#include "parsers/letter_json.h"
#include "parsers/parse.h"

typedef struct {
    guint wall_time_ms;      /* the child is killed after this */
    guint cpu_time_s;        /* RLIMIT_CPU */
    guint64 memory_bytes;    /* RLIMIT_AS; 0: no limit (AddressSanitizer) */
    guint64 output_bytes;    /* RLIMIT_FSIZE: the most that either output may hold */
    void (*meanwhile)(void); /* called here while the child works; NULL: nothing */
    const char *directory;   /* where the two unlinked output files are made */
} ParseChildLimits;

typedef struct {
    Letter *letter;     /* NULL if the child failed */
    int attachments_fd; /* unlinked file of Base64 content; -1 if the child failed */
    char *failure;      /* one line for the operator: how the child failed; NULL if it did not */
} ParseResult;

void parse_result_free(ParseResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParseResult, parse_result_free)

/* Parses the message in `message_fd`. A child that crashed, hung, ran into a limit or wrote
 * nonsense is no error: the result then has `failure`. No string of `options` may lie in the
 * environment (getenv), which the child wipes. DELIVERY_ERROR_TEMPORARY only if no child could be
 * started or shut in, or the files could not be made, read or written. (transfer full) */
ParseResult *parse_child_run(int message_fd, const ParseOptions *options,
                             const ParseChildLimits *limits, GError **error);

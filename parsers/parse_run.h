/* parse_run.h - state shared by the modules of parsers/ while one message is read. Internal. */
#pragma once

#include "parsers/attachment/attachment_writer.h"
#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

typedef struct {
    ParseOptions options;              /* with every default filled in */
    GMimeParserOptions *gmime_options; /* for every call into GMime */
    GMimeStream *raw;                  /* the whole message as it was received */
    GMimeStream *stream;               /* the same, repaired; owned */
    AttachmentWriter *writer;
    Letter *letter;
    guint n_parts;             /* parts walked so far */
    gboolean has_two_types;    /* a header has two fields Content-Type; one was chosen */
    gboolean is_wrapped;       /* the current part is inside a part that was opened */
    guint64 n_content_bytes;   /* contents of all parts as encoded in the mail, by structure.h */
    guint64 n_outside_bytes;   /* outside of all parts */
    guint64 n_explained_bytes; /* contents that became text or attachments */
    guint64 n_lost_bytes;      /* contents that became neither */
    gboolean keep_original;    /* something had to be left out: the whole mail is attached */
} ParseRun;

/* `options` with 0 and NULL replaced by the defaults in parse.h. */
ParseOptions parse_run_options(const ParseOptions *options);

/* Adds a line to the notes of the Letter, unless it is there already. */
void parse_run_note(ParseRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* parse_run.h - what the modules of parsers/ share while one message is read. Internal. */
#pragma once

#include "parsers/attachment/attachment_writer.h"
#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

typedef struct {
    ParseOptions options;              /* with every default filled in */
    GMimeParserOptions *gmime_options; /* for every call into GMime */
    GMimeStream *raw;                  /* the whole message as it came */
    GMimeStream *stream;               /* the same, mended; owned */
    AttachmentWriter *writer;
    Letter *letter;
    guint n_parts;             /* parts walked so far */
    gboolean has_two_types;    /* a header has two fields Content-Type, one of which was chosen */
    gboolean is_wrapped;       /* what is walked now stands inside of a part that was opened */
    guint64 n_content_bytes;   /* contents of all parts by structure.h, as they stand in the mail */
    guint64 n_outside_bytes;   /* of the mail, in no part */
    guint64 n_explained_bytes; /* contents that became text or attachments */
    guint64 n_lost_bytes;      /* of those, what became neither */
    gboolean keep_original;    /* something had to be left out: the mail itself is attached */
} ParseRun;

/* `options` with 0 and NULL replaced by the defaults that parse.h names. */
ParseOptions parse_run_options(const ParseOptions *options);

/* Adds a line to the Letter's notes, once. */
void parse_run_note(ParseRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);

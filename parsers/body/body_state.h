/* body_state.h - state shared by the modules that read the parts of a message. Internal to
 * parsers/. */
#pragma once

#include "parsers/attachment/attachment_name.h"
#include "parsers/parse_run.h"
#include "parsers/quotation/segments.h"

/* What was read from the parts so far. */
typedef struct {
    ParseRun *run;
    GString *text;    /* the readable text */
    GArray *quotes;   /* of QuotedRange: quotations in it, as HTML marks them */
    gboolean is_html; /* some of the text was HTML */
    GString *events;  /* the text of invitations; goes below text and reply */
    AttachmentNames *names;
    GPtrArray *boundaries; /* of char * (GMime's): boundaries of the enclosing multiparts, outermost
                            * first */
    GMimeStream *stream;   /* from which the current parts were parsed */
    gsize n_inflated_bytes; /* from compressed parts so far */
    guint depth;
    GHashTable *explained; /* of GMimePart *: parts with a content that is accounted for */
    GHashTable *kept_html; /* of GMimePart *: HTML that is attached */
    guint n_dropped_images;
    guint n_dropped_signatures;
    gboolean is_named_text; /* the first text part is the text although it has a file name */
} Body;

/* "type/subtype" of a part in lower case; an invalid type is text/plain (RFC 2045 section 5.2).
 * (transfer full) */
char *body_type(GMimeObject *object);

gboolean body_is_type(GMimeObject *object, const char *type, const char *subtype);

/* Whether `text` (UTF-8) has no visible character. */
gboolean body_is_blank(const char *text);

/* Reads an object and all objects below it. */
void body_walk(Body *body, GMimeObject *object);

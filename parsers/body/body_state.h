/* body_state.h - what the modules that read a message's parts share. Internal to parsers/. */
#pragma once

#include "parsers/attachment/attachment_name.h"
#include "parsers/parse_run.h"
#include "parsers/quotation/segments.h"

/* What the parts walked so far say. */
typedef struct {
    ParseRun *run;
    GString *text;    /* the readable text */
    GArray *quotes;   /* of QuotedRange: what HTML says is quotation in it */
    gboolean is_html; /* some of the text was HTML */
    GString *events;  /* what invitations say; stands below text and reply */
    AttachmentNames *names;
    GPtrArray *boundaries;  /* of char * (GMime's): of the multiparts around, outermost first */
    GMimeStream *stream;    /* that the parts walked now were parsed from */
    gsize n_inflated_bytes; /* that came out of compressed parts so far */
    guint depth;
    GHashTable *explained; /* of GMimePart *: parts whose content is accounted for */
    GHashTable *kept_html; /* of GMimePart *: HTML that is attached */
    guint n_dropped_images;
    guint n_dropped_signatures;
    gboolean is_named_text; /* the first text part is the text though it has a file's name */
} Body;

/* "type/subtype" of a part in lower case; what is no type is text/plain (RFC 2045 section 5.2).
 * (transfer full) */
char *body_type(GMimeObject *object);

gboolean body_is_type(GMimeObject *object, const char *type, const char *subtype);

/* Whether there is nothing to be seen in `text` (UTF-8). */
gboolean body_is_blank(const char *text);

/* Reads an object and all below it. */
void body_walk(Body *body, GMimeObject *object);

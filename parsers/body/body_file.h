/* body_file.h - makes parts of a message attachments of the Letter. Internal to parsers/. */
#pragma once

#include "parsers/body/body_state.h"

/* An attachment from memory. Strings still belong to the caller. */
typedef struct {
    const char *name; /* or NULL */
    const char *type; /* "type/subtype" */
    LetterRole role;
    gboolean is_inline;
} BodyFile;

/* Each adds one attachment, or a note if the limit of attachments is reached. */
void body_file_part(Body *body, GMimePart *part, const char *type);
void body_file_bytes(Body *body, const BodyFile *file, const void *data, gsize length);

/* A message/rfc822 part, with exactly the bytes that are in the mail. */
void body_file_message(Body *body, GMimeMessagePart *part);

/* The text of a part as UTF-8. */
void body_file_text(Body *body, GMimePart *part, const BodyFile *file);

/* The whole mail as it was received, "message.eml". */
void body_file_original(Body *body);

/* The decoded content of a part, at most `max_bytes`; NULL if it is longer. (transfer full) */
GString *body_file_content(GMimePart *part, gsize max_bytes);

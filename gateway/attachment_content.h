/* attachment_content.h - reads the Base64 of an attachment from the file where the parser left it.
 */
#pragma once

#include "parsers/encoding/base64_lines.h"
#include "parsers/letter.h"

/* The two files that contain the attachments of a Letter. They still belong to their owner. */
typedef struct {
    int message_fd;     /* the message as it was received */
    int attachments_fd; /* the output of the parser */
} LetterFiles;

/* The position of one attachment: octets of `fd`, which is read with pread(2). */
typedef struct {
    int fd;
    guint64 offset;
    guint64 stored_length; /* with line breaks */
    guint64 length;        /* of the Base64 without them */
} AttachmentContent;

AttachmentContent attachment_content_of(const LetterAttachment *attachment,
                                        const LetterFiles *files);

/* Reads from the beginning. Set `content`; the rest is zero. */
typedef struct {
    AttachmentContent content;
    guint64 n_read; /* of the stored octets */
    Base64Lines lines;
} AttachmentReader;

/* Reads the next octets of the content: Base64 (RFC 4648 section 4) without line breaks. Returns
 * their number, at most `size`; 0 only at the end. -1 with errno: the file cannot be read (EIO: it
 * is too short), or the content is not valid Base64 of the given length (EBADMSG). The parser
 * checked this too, but it is not trusted. */
gssize attachment_reader_read(AttachmentReader *reader, char *buffer, gsize size);

/* attachment_content.h - an attachment's Base64 read back from the file where the parser left it.
 */
#pragma once

#include "parsers/encoding/base64_lines.h"
#include "parsers/letter.h"

/* The two files that the attachments of a Letter lie in. Stay the owner's. */
typedef struct {
    int message_fd;     /* the message as it came */
    int attachments_fd; /* what the parser wrote */
} LetterFiles;

/* Where one lies: octets of `fd`, which is read with pread(2). */
typedef struct {
    int fd;
    guint64 offset;
    guint64 stored_length; /* with line breaks */
    guint64 length;        /* of the Base64 without them */
} AttachmentContent;

AttachmentContent attachment_content_of(const LetterAttachment *attachment,
                                        const LetterFiles *files);

/* A reading from the beginning: `content` first, the rest zero. */
typedef struct {
    AttachmentContent content;
    guint64 n_read; /* of the stored octets */
    Base64Lines lines;
} AttachmentReader;

/* The next octets of the content: Base64 (RFC 4648 section 4) without line breaks. Returns their
 * number, at most `size`, and 0 only at the end. -1 with errno: the file cannot be read (EIO: it is
 * shorter than said), or holds something else than valid Base64 of the length said (EBADMSG). The
 * parser has looked at it already, but the parser is not to be trusted. */
gssize attachment_reader_read(AttachmentReader *reader, char *buffer, gsize size);

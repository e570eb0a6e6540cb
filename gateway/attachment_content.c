/* attachment_content.c - see attachment_content.h. Does not know the purpose of the content. */
#include "gateway/attachment_content.h"

#include <errno.h>

#include "gateway/descriptor_io.h"

AttachmentContent
attachment_content_of(const LetterAttachment *attachment, const LetterFiles *files)
{
    gboolean is_in_message = attachment->stored_length > 0;

    return (AttachmentContent){.fd = is_in_message ? files->message_fd : files->attachments_fd,
                               .offset = attachment->offset,
                               .stored_length =
                                   is_in_message ? attachment->stored_length : attachment->length,
                               .length = attachment->length};
}

static gssize
fail(int number)
{
    errno = number;
    return -1;
}

static gssize
read_stored(const AttachmentReader *reader, char *buffer, gsize size)
{
    const AttachmentContent *content = &reader->content;
    gsize wanted = (gsize)MIN((guint64)size, content->stored_length - reader->n_read);
    gssize count =
        descriptor_read_at(content->fd, buffer, wanted, content->offset + reader->n_read);

    return count == 0 ? fail(EIO) : count;
}

gssize
attachment_reader_read(AttachmentReader *reader, char *buffer, gsize size)
{
    const AttachmentContent *content = &reader->content;
    gsize length = 0;

    while (length == 0 && reader->n_read < content->stored_length) {
        gssize count = read_stored(reader, buffer, size);

        if (count < 0)
            return -1;
        reader->n_read += (guint64)count;
        if (!base64_lines_copy(&reader->lines, buffer, (gsize)count, buffer, &length) ||
            reader->lines.n_chars > content->length)
            return fail(EBADMSG);
    }
    if (reader->n_read == content->stored_length && reader->lines.n_chars != content->length)
        return fail(EBADMSG);
    return (gssize)length;
}

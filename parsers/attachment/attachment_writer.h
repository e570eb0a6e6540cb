/* attachment_writer.h - writes the Base64 of attachments to their file, one after the other. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"

/* Writes attachments. One at a time is open, between begin and end. */
typedef struct AttachmentWriter AttachmentWriter;

/* A writer that appends to `fd` (which still belongs to the caller and must be seekable). (transfer
 * full) */
AttachmentWriter *attachment_writer_new(int fd);
void attachment_writer_free(AttachmentWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentWriter, attachment_writer_free)

/* TRUE after a write failed; nothing is written after that. Keeps the errno of the failure. */
gboolean attachment_writer_has_failed(const AttachmentWriter *writer);
int attachment_writer_errno(const AttachmentWriter *writer);

/* From now on, writes LF that is not encoded as `line_end`: '\r' for mail with lines that ended in
 * CR before message_repair.h changed them. The attachment then has the octets that were sent. */
void attachment_writer_set_line_end(AttachmentWriter *writer, char line_end);

/* Opens an attachment, adds decoded octets or lines of the mail to it, closes it. end() fills
 * offset, length and size of `attachment`. */
void attachment_writer_begin(AttachmentWriter *writer);
void attachment_writer_add(AttachmentWriter *writer, const void *data, gsize length);
void attachment_writer_add_lines(AttachmentWriter *writer, const char *text, gsize length);
void attachment_writer_end(AttachmentWriter *writer, LetterAttachment *attachment);

/* Forgets what was written since begin(). */
void attachment_writer_discard(AttachmentWriter *writer);

/* From now on, valid Base64 in the message's file (message_stream.h) is not copied. */
void attachment_writer_leave_base64(AttachmentWriter *writer, gboolean is_left);

/* Writes the whole of `raw` (from its beginning), which holds content in `encoding`, as one
 * attachment. Valid Base64 (RFC 4648 section 4, with line breaks of RFC 2045) is copied without its
 * line breaks, or not copied at all. Everything else is decoded and encoded again. Both ways give
 * the same octets. */
void attachment_writer_copy(AttachmentWriter *writer, GMimeStream *raw,
                            GMimeContentEncoding encoding, LetterAttachment *attachment);

/* The plain lines around the Base64 of the content copied last, such as a relay adds below it; ""
 * if there are no such lines, or too many. They then no longer count as lost. (transfer full) */
char *attachment_writer_take_rest(AttachmentWriter *writer);

/* Octets of all contents copied so far that were not decoded (transfer_decoder_n_lost()). */
guint64 attachment_writer_n_lost(const AttachmentWriter *writer);

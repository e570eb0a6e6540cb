/* attachment_writer.h - puts the Base64 of attachments into their file, one behind the other. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"

/* Where attachments go. One at a time is open, between begin and end. */
typedef struct AttachmentWriter AttachmentWriter;

/* A writer that appends to `fd` (stays the caller's; must be seekable). (transfer full) */
AttachmentWriter *attachment_writer_new(int fd);
void attachment_writer_free(AttachmentWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentWriter, attachment_writer_free)

/* TRUE once a write has failed; nothing is written after that. errno of the failure is kept. */
gboolean attachment_writer_has_failed(const AttachmentWriter *writer);
int attachment_writer_errno(const AttachmentWriter *writer);

/* From now on, LF in what is not encoded is written as `line_end`: '\r' in mail whose lines ended
 * in CR alone before it was mended, so that the octets are those that were sent. */
void attachment_writer_set_line_end(AttachmentWriter *writer, char line_end);

/* Opens an attachment, adds decoded octets or lines of the mail to it, closes it. end() fills
 * offset, length and size of `attachment`. */
void attachment_writer_begin(AttachmentWriter *writer);
void attachment_writer_add(AttachmentWriter *writer, const void *data, gsize length);
void attachment_writer_add_lines(AttachmentWriter *writer, const char *text, gsize length);
void attachment_writer_end(AttachmentWriter *writer, LetterAttachment *attachment);

/* Forgets what was written since begin(). */
void attachment_writer_discard(AttachmentWriter *writer);

/* From now on valid Base64 that lies in the message's file (message_stream.h) is left there. */
void attachment_writer_leave_base64(AttachmentWriter *writer, gboolean is_left);

/* Writes the whole of `raw` (from its beginning), which holds content in `encoding`, as one
 * attachment. Base64 that is valid (RFC 4648 section 4, with line breaks of RFC 2045) passes as it
 * is without its line breaks, or is left where it is; all else is decoded and encoded. Both roads
 * give the same octets. */
void attachment_writer_copy(AttachmentWriter *writer, GMimeStream *raw,
                            GMimeContentEncoding encoding, LetterAttachment *attachment);

/* Plain lines that stood around the Base64 of the content that was copied last, as a relay writes
 * them below it; "" if there are none, or too many to be such. They count as lost no more.
 * (transfer full) */
char *attachment_writer_take_rest(AttachmentWriter *writer);

/* Octets of all contents copied so far that gave nothing (transfer_decoder_n_lost()). */
guint64 attachment_writer_n_lost(const AttachmentWriter *writer);

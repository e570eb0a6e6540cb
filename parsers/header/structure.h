/* structure.h - finds the parts of a message independently of GMime. Internal to parsers/. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* The position of a part's content in the stream. */
typedef struct {
    gint64 begin;
    gint64 end;
} StructureRange;

typedef struct {
    GMimeStream *mended;     /* the repaired message; NULL: no header needed a repair */
    guint64 n_content_bytes; /* the contents of all parts, as encoded in the mail */
    guint64 n_outside_bytes; /* in no part: before the first part, after the last, in fields without
                              * a meaning in a part */
    gboolean has_two_types;  /* a header has two fields Content-Type; one was chosen */
} Structure;

void structure_free(Structure *structure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Structure, structure_free)

/* Walks over the headers and boundaries of the message in `stream`, which comes from
 * message_repair.h, and repairs what would make a MIME parser lose text:
 *   - a header without its empty line, or with blanks in that line (part_header.h)
 *   - "Name : value" (RFC 5322 section 4.5) becomes "Name: value"
 *   - of several fields Content-Type, the multipart with a boundary that occurs counts, else
 *     text/html if the content begins with a tag, else the last; of several fields
 *     Content-Transfer-Encoding, base64 counts before quoted-printable
 *   - a message/rfc822 without a mail in it becomes STRUCTURE_RAW_MESSAGE
 *   - a last boundary without a line end gets one in mail with CR LF
 * `contents` (of StructureRange, in order, may be empty) are ranges that are known to have no
 * boundary in them; they are skipped. Holds about 64 KiB of the message at a time. (transfer full)
 */
Structure *structure_read(GMimeStream *stream, const GArray *contents);

/* The type for an attached message without any header; it is then attached unchanged. */
#define STRUCTURE_RAW_MESSAGE "application/x-raw-message"

/* structure.h - the parts of a message as its lines say, beside what GMime makes of them. Internal
 * to parsers/. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* Where the content of a part lies in the stream. */
typedef struct {
    gint64 begin;
    gint64 end;
} StructureRange;

typedef struct {
    GMimeStream *mended;     /* NULL: every header is as it should be */
    guint64 n_content_bytes; /* the contents of all parts, as they stand in the mail */
    guint64 n_outside_bytes; /* what stands in no part: before the first, behind the last, in
                              * fields of a part that mean nothing there */
    gboolean has_two_types;  /* a header has two fields Content-Type; one was chosen */
} Structure;

void structure_free(Structure *structure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Structure, structure_free)

/* Walks over the headers and boundaries of the message in `stream`, which message_repair.h gave,
 * and mends what would make a reader of MIME lose text:
 *   - a header without its empty line, or with blanks in it (part_header.h)
 *   - "Name : value" (RFC 5322 section 4.5) becomes "Name: value"
 *   - of several fields Content-Type, the multipart whose boundary comes counts, else text/html
 *     where the content begins with a tag, else the last; of several Content-Transfer-Encoding
 *     base64, then quoted-printable
 *   - a message/rfc822 that is no mail becomes STRUCTURE_RAW_MESSAGE
 *   - a last boundary without a line end gets one in mail with CR LF
 * `contents` (of StructureRange, in their order, may be empty) are octets that another reader found
 * to hold no boundary: they are not read again. Holds some 64 KiB of the message at a time.
 * (transfer full) */
Structure *structure_read(GMimeStream *stream, const GArray *contents);

/* The type that an attached message without any header gets, so that it is attached as it stands.
 */
#define STRUCTURE_RAW_MESSAGE "application/x-raw-message"

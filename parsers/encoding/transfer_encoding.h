/* transfer_encoding.h - content with its transfer encoding (RFC 2045 section 6) taken off, as far
 * as it can be read: it never fails. */
#pragma once

#include "parsers/gmime_autoptr.h"

typedef struct TransferDecoder TransferDecoder;

/* A decoder for `encoding`. Base64 is read by base64_loose.h. Quoted-printable leaves what is no
 * escape as it is, and forgives spaces behind a soft line end. Uuencoded content is the file in it.
 * (transfer full) */
TransferDecoder *transfer_decoder_new(GMimeContentEncoding encoding);
void transfer_decoder_free(TransferDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TransferDecoder, transfer_decoder_free)

/* The line ends in what is not encoded are `line_end` ('\r') where the pieces have LF; as they are
 * without this call. For mail whose lines ended in CR alone before it was mended. */
void transfer_decoder_set_line_end(TransferDecoder *decoder, char line_end);

/* Appends to `decoded` what the next piece of the content gives. */
void transfer_decoder_add(TransferDecoder *decoder, const char *bytes, gsize length,
                          GString *decoded);

/* Appends what is still held back at the end of the content. */
void transfer_decoder_finish(TransferDecoder *decoder, GString *decoded);

/* How many octets of the content gave nothing (white space not counted): no Base64, behind its end;
 * around the file of uuencoded content. To be asked when all is finished. */
gsize transfer_decoder_n_lost(const TransferDecoder *decoder);

/* The octets of what take_rest() gives. */
gsize transfer_decoder_rest_length(const TransferDecoder *decoder);

/* The lines that stand around the Base64 as plain text: what a relay wrote below it. To be asked
 * when all is finished; they count as lost no more. (transfer full) */
GString *transfer_decoder_take_rest(TransferDecoder *decoder);

/* The transfer encoding of a part, also where its field holds more than the name: "base64;",
 * "\"quoted-printable\"", "base64 (comment)". */
GMimeContentEncoding transfer_encoding_of(GMimePart *part);

/* `encoding`, or 8bit where `content` (left at its beginning) is labelled base64 and plain as it
 * stands (base64_loose.h). `is_text`: what it decodes to has to be text. */
GMimeContentEncoding transfer_encoding_proven(GMimeContentEncoding encoding, GMimeStream *content,
                                              gboolean is_text);

/* What the first `max_bytes` of a part's content decode to. (transfer full) */
GString *transfer_encoding_head(GMimePart *part, gsize max_bytes);

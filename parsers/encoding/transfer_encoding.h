/* transfer_encoding.h - decodes the transfer encoding of content (RFC 2045 section 6). Never fails.
 */
#pragma once

#include "parsers/gmime_autoptr.h"

typedef struct TransferDecoder TransferDecoder;

/* A decoder for `encoding`. Base64 is read by base64_loose.h. In quoted-printable, an invalid
 * escape stays as it is, and spaces after a soft line break are allowed. For uuencoded content, the
 * result is the file. (transfer full) */
TransferDecoder *transfer_decoder_new(GMimeContentEncoding encoding);
void transfer_decoder_free(TransferDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TransferDecoder, transfer_decoder_free)

/* Writes `line_end` ('\r') for each LF that is not encoded. For mail with lines that ended in CR
 * before message_repair.h changed them. Without this call, LF stays. */
void transfer_decoder_set_line_end(TransferDecoder *decoder, char line_end);

/* Decodes the next piece of the content and appends it to `decoded`. */
void transfer_decoder_add(TransferDecoder *decoder, const char *bytes, gsize length,
                          GString *decoded);

/* Appends what is still held back at the end of the content. */
void transfer_decoder_finish(TransferDecoder *decoder, GString *decoded);

/* How many octets of the content were not decoded (without white space): not Base64, after its end,
 * or around a uuencoded file. Valid after transfer_decoder_finish(). */
gsize transfer_decoder_n_lost(const TransferDecoder *decoder);

/* The length of the result of take_rest(). */
gsize transfer_decoder_rest_length(const TransferDecoder *decoder);

/* The lines of plain text around the Base64, such as a relay adds below it. Valid after
 * transfer_decoder_finish(). The lines then no longer count as lost. (transfer full) */
GString *transfer_decoder_take_rest(TransferDecoder *decoder);

/* The transfer encoding of a part, even if its field has more than the name: "base64;",
 * "\"quoted-printable\"", "base64 (comment)". */
GMimeContentEncoding transfer_encoding_of(GMimePart *part);

/* `encoding`, or 8bit if `content` (left at its beginning) is labelled base64 but is plain text
 * (base64_loose.h). `is_text`: the decoded content has to be text. */
GMimeContentEncoding transfer_encoding_proven(GMimeContentEncoding encoding, GMimeStream *content,
                                              gboolean is_text);

/* Decodes the first `max_bytes` of a part's content. (transfer full) */
GString *transfer_encoding_head(GMimePart *part, gsize max_bytes);

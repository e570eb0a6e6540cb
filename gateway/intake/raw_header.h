/* raw_header.h - reads single header lines of a mail that the parser could not read.
 *
 * A few careful functions for raw_letter.c, which read the first octets of a message. They know no
 * MIME, and no charsets except UTF-8, US-ASCII and ISO-8859-1. They return NULL if a line is not as
 * it should be.
 */
#pragma once

#include "parsers/letter.h"

/* How much of a message is read. */
#define RAW_HEADER_MAX_BYTES ((guint64)64 * 1024)

/* Ends `head` (`length` octets, with room for one more) after its last header line, and turns each
 * NUL into a space. Skips blank lines before the first field. TRUE if `head` has the empty line
 * that ends the header. */
gboolean raw_header_cut(char *head, gsize length);

/* The value of the first field called `name` (RFC 5322 section 2.2), unfolded, without white space
 * around it; at most 2,000 octets of any kind. NULL if `head` has no such field. (transfer full) */
char *raw_header_value(const char *head, const char *name);

/* The values of all fields called `name`, topmost first, each as above; at most
 * RAW_HEADER_MAX_FIELDS. (transfer full) (element-type utf8) */
#define RAW_HEADER_MAX_FIELDS 20
GPtrArray *raw_header_values(const char *head, const char *name);

/* The value of the first field as text for people: printable UTF-8, at most 250 characters. Encoded
 * words (RFC 2047) in UTF-8, US-ASCII or ISO-8859-1 are decoded. (transfer full) (nullable) */
char *raw_header_text(const char *head, const char *name);

/* The first msg-id of a field, without <>; NULL unless it is printable ASCII. (transfer full) */
char *raw_header_msg_id(const char *head, const char *name);

/* Appends the msg-ids of the first field called `name`, each as above, to `ids`. */
void raw_header_add_msg_ids(const char *head, const char *name, GPtrArray *ids);

/* The first mailbox of a field; NULL unless its addr-spec is plain: no quotes, no comments, no
 * white space, one @. (transfer full) (nullable) */
LetterAddress *raw_header_address(const char *head, const char *name);

/* raw_header.h - single header lines of a mail that no parser could read.
 *
 * A few careful readers over the first octets of a message, for raw_letter.c: no MIME, no
 * charsets but UTF-8 and ISO-8859-1, and NULL wherever a line is not what it should be.
 */
#pragma once

#include "parsers/letter.h"

/* How much of a message is looked at. */
#define RAW_HEADER_MAX_BYTES ((guint64)64 * 1024)

/* Ends `head` (`length` octets, with room for one more) after its last header line and turns each
 * NUL into a space; blank lines before the first are passed over. TRUE: the empty line that ends
 * the header is among them. */
gboolean raw_header_cut(char *head, gsize length);

/* The first field called `name` (RFC 5322 section 2.2), unfolded, outer white space taken off; at
 * most 2,000 octets of any kind. NULL: there is none. (transfer full) */
char *raw_header_value(const char *head, const char *name);

/* Every field called `name`, topmost first, each as above; RAW_HEADER_MAX_FIELDS at most.
 * (transfer full) (element-type utf8) */
#define RAW_HEADER_MAX_FIELDS 20
GPtrArray *raw_header_values(const char *head, const char *name);

/* The same as text for people: encoded words (RFC 2047) in UTF-8, US-ASCII or ISO-8859-1 decoded,
 * printable UTF-8, at most 250 characters. (transfer full) (nullable) */
char *raw_header_text(const char *head, const char *name);

/* The first msg-id of a field, without <>; NULL unless printable ASCII. (transfer full) */
char *raw_header_msg_id(const char *head, const char *name);

/* Appends the msg-ids of the first field called `name`, each as above, to `ids`. */
void raw_header_add_msg_ids(const char *head, const char *name, GPtrArray *ids);

/* The first mailbox of a field; NULL unless its addr-spec is plain: no quotes, no comments, no
 * white space, one @. (transfer full) (nullable) */
LetterAddress *raw_header_address(const char *head, const char *name);

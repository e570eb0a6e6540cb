/* parse.h - reads one mail and returns one Letter: the entry point of parsers/.
 *
 * Pure: reads the message from its descriptor, writes the attachments to theirs, and uses nothing
 * else: no files by name (except the charset tables that iconv loads, and libcrypto), no network,
 * no clock. Meant to run inside the sandbox, but also keeps to its limits without it. */
#pragma once

#include "parsers/letter.h"

#define PARSE_ERROR (parse_error_quark())
GQuark parse_error_quark(void);
typedef enum {
    PARSE_ERROR_IO,      /* the message could not be read or the attachments could not be written */
    PARSE_ERROR_LIMIT,   /* the file of attachments would grow over its limit (EFBIG) */
    PARSE_ERROR_OPTIONS, /* an option cannot be used, e.g. the ticket pattern does not compile */
} ParseError;

/* Options of the caller. Strings are UTF-8 and still belong to the caller. For numbers, 0 means the
 * default. */
typedef struct {
    const char *envelope_sender; /* MAIL FROM without <>; "" for the null sender, NULL if unknown */
    const char *ticket_pattern;  /* PCRE for a ticket number in a subject; NULL: none is found */
    const char *own_address;     /* our From address; mail from it has class loop; NULL: unknown */
    const char *reply_marker;    /* text of the marker line in our mails: everything below it is
                                  * quotation; NULL: any line "##- ... -##" (own_marker.h) */
    const char *default_charset; /* of undeclared 8-bit text; NULL: windows-1252 */
    gboolean leave_base64; /* valid Base64 stays in the message (LetterAttachment.stored_length) */
    gboolean drop_signature_parts;   /* leave out smime.p7s, signature.asc */
    guint64 drop_images_below_bytes; /* leave out inline images smaller than this; 0: none */
    guint64 max_header_bytes;        /* of the message's header; 0: 1 MiB */
    guint max_headers;               /* fields read of the message's header; 0: 2,000 */
    guint max_parts;                 /* 0: 1,000 */
    guint max_depth;                 /* of nested multiparts and messages; 0: 64 */
    guint64 max_text_bytes;          /* of `text`; 0: 256 KiB */
    guint max_attachments;           /* 0: 500 */
    guint max_name_bytes;            /* of an attachment's name; 0: 200 */
    guint max_recipients;            /* addresses kept of each list; 0: 1,000 */
    guint max_references;            /* 0: 100 */
} ParseOptions;

/* Call it once in a process, before the sandbox is applied: loads what cannot be loaded inside. */
void parse_init(void);

/* Reads the message in `message_fd` (a file, read from offset 0 to its end; its position is not
 * used) and appends the Base64 content (RFC 4648 section 4, no line breaks) of each attachment to
 * `attachments_fd` (with leave_base64: only content that is not valid Base64 in the message
 * already). Any sequence of octets is a message: unusual input gives notes in the Letter, not
 * errors. Returns the Letter (transfer full), or NULL with PARSE_ERROR_*. */
Letter *parse_message(int message_fd, int attachments_fd, const ParseOptions *options,
                      GError **error);

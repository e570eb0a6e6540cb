/* part_header.h - finds where the header of a part or of the mail ends, and what is wrong with it.
 * Internal to parsers/. */
#pragma once

#include <glib.h>

typedef enum {
    PART_HEADER_MAIL,   /* of the mail itself, after message_repair.h */
    PART_HEADER_PART,   /* of a part of a multipart */
    PART_HEADER_NESTED, /* of a mail in a part; attached unchanged */
} PartHeaderKind;

typedef enum {
    PART_HEADER_LEAF,      /* text or a file follows */
    PART_HEADER_MULTIPART, /* parts follow, between boundaries */
    PART_HEADER_MESSAGE,   /* a mail follows */
} PartHeaderContent;

/* A repair of the header: replace `n_removed` octets at `at` by `text`. */
typedef struct {
    gsize at;
    gsize n_removed;
    const char *text; /* static */
} PartHeaderMend;

/* A field Content-Type; there may be several. */
typedef struct {
    gsize at; /* where its name begins */
    PartHeaderContent content;
    gboolean is_html;
    char *boundary; /* of a multipart, or NULL */
    gsize name_at;  /* of a message: the offset of "message/rfc822", and its length */
    gsize name_length;
} PartHeaderType;

/* A field Content-Transfer-Encoding; there may be several. */
typedef struct {
    gsize at;
    guint rank; /* the field with the highest rank counts; 0: not encoded */
} PartHeaderEncoding;

typedef struct {
    gsize length;      /* of the header with the empty line after it, in octets */
    GArray *mends;     /* of PartHeaderMend, in their order */
    GPtrArray *types;  /* of PartHeaderType * */
    GArray *encodings; /* of PartHeaderEncoding */
    gboolean is_cut;   /* it has no empty line; one of the repairs adds it */
    gsize n_foreign;   /* octets of fields without a meaning in a part (RFC 2046 section 5.1) */
} PartHeader;

void part_header_free(PartHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartHeader, part_header_free)

/* Whether the `length` octets at `line`, without a line end, are a line between the parts of a
 * multipart with this boundary (RFC 2046 section 5.1.1); *ret_is_end: its last one. */
gboolean part_header_is_boundary(const char *line, gsize length, const char *boundary,
                                 gboolean *ret_is_end);

/* Reads the header that begins at `text`. It ends at its empty line, or at a boundary of the
 * multiparts around it (`boundaries`, of char *). In a part it also ends at the first line that is
 * not a field, and at a line of blanks without a field after it. If a part has no empty line,
 * fields at its end that have no meaning in a part are its text. NULL: the header does not end
 * within these `length` octets, and more follow (not `is_all`). (transfer full) (nullable) */
PartHeader *part_header_read(const char *text, gsize length, gboolean is_all, PartHeaderKind kind,
                             const GPtrArray *boundaries);

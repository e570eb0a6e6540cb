/* part_header.h - where the header of a part, or of the mail, ends, and what is wrong with it.
 * Internal to parsers/. */
#pragma once

#include <glib.h>

typedef enum {
    PART_HEADER_MAIL,   /* of the mail itself, as message_repair.h gives it */
    PART_HEADER_PART,   /* of a part of a multipart */
    PART_HEADER_NESTED, /* of a mail in a part; is attached as it is */
} PartHeaderKind;

typedef enum {
    PART_HEADER_LEAF,      /* text or a file follows */
    PART_HEADER_MULTIPART, /* parts follow, between boundaries */
    PART_HEADER_MESSAGE,   /* a mail follows */
} PartHeaderContent;

/* What has to be changed so that every reader sees the same header: `n_removed` octets at `at` give
 * way to `text`. */
typedef struct {
    gsize at;
    gsize n_removed;
    const char *text; /* static */
} PartHeaderMend;

/* The field Content-Type, of which there may be several. */
typedef struct {
    gsize at; /* where its name begins */
    PartHeaderContent content;
    gboolean is_html;
    char *boundary; /* of a multipart, or NULL */
    gsize name_at;  /* of a message: where "message/rfc822" stands, and its length */
    gsize name_length;
} PartHeaderType;

/* The field Content-Transfer-Encoding, of which there may be several. */
typedef struct {
    gsize at;
    guint rank; /* the one that is believed has the highest; 0: content is as it stands */
} PartHeaderEncoding;

typedef struct {
    gsize length;      /* of the header with the empty line behind it, in octets */
    GArray *mends;     /* of PartHeaderMend, in their order */
    GPtrArray *types;  /* of PartHeaderType * */
    GArray *encodings; /* of PartHeaderEncoding */
    gboolean is_cut;   /* it has no empty line; one of the mends makes it */
    gsize n_foreign;   /* octets of fields that mean nothing in a part (RFC 2046 section 5.1) */
} PartHeader;

void part_header_free(PartHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartHeader, part_header_free)

/* Whether the `length` octets at `line`, without a line end, are a line between the parts of a
 * multipart with this boundary (RFC 2046 section 5.1.1); *ret_is_end: its last one. */
gboolean part_header_is_boundary(const char *line, gsize length, const char *boundary,
                                 gboolean *ret_is_end);

/* Reads the header that begins at `text`. It ends at its empty line; at a boundary of the
 * multiparts around it (`boundaries`, of char *); in a part also at the first line that is no field
 * and at one of blanks with no field behind it. A part without an empty line has its text where its
 * last fields mean nothing in a part. NULL: the header does not end in these `length` octets, and
 * more follow (not `is_all`). (transfer full) (nullable) */
PartHeader *part_header_read(const char *text, gsize length, gboolean is_all, PartHeaderKind kind,
                             const GPtrArray *boundaries);

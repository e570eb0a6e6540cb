/* base64_loose.h - decodes Base64 as it occurs in mail. Never fails. */
#pragma once

#include <glib.h>

#define BASE64_LOOSE_MAX_LINE 1024

/* The state of a decoding; zero it before the first call. */
typedef struct {
    guint32 bits;
    guint n_chars;      /* of the current group */
    guint n_padding;    /* of the current group */
    gboolean has_code;  /* a whole line of Base64 was seen */
    gboolean is_strict; /* after padding or text: only whole lines of Base64 count */
    enum { LOOSE_HELD, LOOSE_CODE, LOOSE_TEXT } line_is; /* the kind of a line longer than `line` */
    char line[BASE64_LOOSE_MAX_LINE];                    /* until its end is found */
    gsize line_length;
    GString *rest;   /* the caller's, or NULL: receives the lines of plain text */
    gsize rest_kept; /* length of `rest` to keep; the lines of signs after it count only if text
                      * follows */
    gsize n_skipped; /* octets that were not decoded and are not in `rest`, without white space */
} Base64Loose;

/* Decodes the next piece of the text and appends it to `decoded`. Characters outside the alphabet
 * (RFC 4648 section 4) are skipped. Lines of plain text, such as a relay adds below the Base64, go
 * to `rest`. After padding and after such lines, only whole lines of Base64 are decoded (RFC 2045
 * section 6.8; programs that encode piece by piece pad each piece). */
void base64_loose_add(Base64Loose *base64, const char *bytes, gsize length, GString *decoded);

/* Appends what is still held back at the end of the text: the octets of an incomplete group. */
void base64_loose_finish(Base64Loose *base64, GString *decoded);

/* Appends all of `text` in one go. */
void base64_loose_decode(const char *text, gsize length, GString *decoded);

/* Whether content labelled Base64 is plain text instead: too many characters are outside the
 * alphabet, including blanks between words. `is_whole_text`: `text` is complete and should decode
 * to text in an 8-bit charset or UTF-8. It then also counts as plain if it has no whole groups and
 * decodes to control characters or broken UTF-8. */
gboolean base64_loose_is_plain(const char *text, gsize length, gboolean is_whole_text);

/* base64_loose.h - Base64 as it comes in mail, read as far as it can be: it never fails. */
#pragma once

#include <glib.h>

#define BASE64_LOOSE_MAX_LINE 1024

/* A reading that goes on; zero it before the first call. */
typedef struct {
    guint32 bits;
    guint n_chars;      /* of the group that is open */
    guint n_padding;    /* of the group that is open */
    gboolean has_code;  /* a whole line of Base64 was seen */
    gboolean is_strict; /* behind padding or text: nothing but whole lines of Base64 is any */
    enum { LINE_HELD, LINE_CODE, LINE_TEXT } line_is; /* what a line longer than `line` is */
    char line[BASE64_LOOSE_MAX_LINE];                 /* until its end is seen */
    gsize line_length;
    GString *rest;   /* the caller's, or NULL: gets the lines that are plain text */
    gsize rest_kept; /* of it; what follows are lines of signs, which a text may go on behind */
    gsize n_skipped; /* octets that gave nothing and are not in `rest`, white space not counted */
} Base64Loose;

/* Appends to `decoded` what the next piece of the text gives. What is not of the alphabet (RFC 4648
 * section 4) is skipped. Lines that are plain text - what a relay wrote below the Base64 - go to
 * `rest`. Behind padding and behind such lines only whole lines of Base64 are read on (RFC 2045
 * section 6.8; programs that encode piece by piece pad each piece). */
void base64_loose_add(Base64Loose *base64, const char *bytes, gsize length, GString *decoded);

/* Appends what is still held back at the end of the text: the octets that an incomplete group
 * holds. */
void base64_loose_finish(Base64Loose *base64, GString *decoded);

/* Appends all of `text` in one go. */
void base64_loose_decode(const char *text, gsize length, GString *decoded);

/* Whether what is labelled Base64 is plain text instead: too many characters are none of the
 * alphabet's, blanks between words among them. `is_whole_text`: `text` is all there is and should
 * decode to text of an 8-bit charset or UTF-8; then it is plain, too, where that gives control
 * characters or broken UTF-8 and no whole groups. */
gboolean base64_loose_is_plain(const char *text, gsize length, gboolean is_whole_text);

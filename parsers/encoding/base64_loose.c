/* base64_loose.c - see base64_loose.h. Does not know what the octets mean. */
#include "parsers/encoding/base64_loose.h"

#include <string.h>

#define MIN_TAIL_LINE 8
#define MIN_WORD 8
/* One character in so many may be outside the alphabet. */
#define PLAIN_SHARE 10
#define MIN_FOREIGN 3
#define MIN_FIRST_LINE 20
#define BASE64_LOOSE_MAX_REST ((gsize)64 * 1024)
#define MAX_DOUBTFUL_BYTES ((gsize)400)

/* The value of each ASCII character (RFC 4648 section 4), -1 for characters outside the alphabet.
 */
static const gint8 base64_values[128] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62,
    -1, -1, -1, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1, -1, 0,
    1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    23, 24, 25, -1, -1, -1, -1, -1, -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
    39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

static inline int
base64_value(char c)
{
    return (guchar)c < 128 ? base64_values[(guchar)c] : -1;
}

/* The octets of an incomplete group: two characters make one, three make two. */
static void
base64_flush(Base64Loose *base64, GString *decoded)
{
    guint32 bits = base64->bits << (6 * (4 - base64->n_chars));

    for (guint i = 1; i < MIN(base64->n_chars, 4); i++)
        g_string_append_c(decoded, (char)(bits >> (16 - 8 * (i - 1)) & 0xff));
    base64->n_chars = 0;
    base64->n_padding = 0;
    base64->bits = 0;
}

/* TRUE if `c` is the padding that ends the text. */
static gboolean
base64_char(Base64Loose *base64, char c, GString *decoded)
{
    int value = base64_value(c);

    if (c == '=' && base64->n_chars >= 2) {
        if (base64->n_chars + ++base64->n_padding >= 4) {
            base64_flush(base64, decoded);
            return TRUE;
        }
        return FALSE;
    }
    if (value < 0) {
        base64->n_skipped += g_ascii_isspace(c) ? 0 : 1;
        return FALSE;
    }
    base64->bits = base64->bits << 6 | (guint32)value;
    if (++base64->n_chars == 4)
        base64_flush(base64, decoded);
    return FALSE;
}

/* Counts of characters in content labelled Base64. */
typedef struct {
    gsize n_chars;  /* of the alphabet */
    gsize n_strays; /* outside it, without white space and padding */
    gsize n_blanks; /* between two words on a line */
    gsize n_odd;    /* words before such a blank that are not whole groups */
    gsize n_padding;
} Base64Look;

static void
look_at_line(Base64Look *look, const char *line, gsize length)
{
    gsize word = 0;
    gboolean is_after_blank = FALSE;

    for (gsize i = 0; i < length; i++) {
        gboolean is_blank = line[i] == ' ' || line[i] == '\t' || line[i] == '\r';
        if (is_blank) {
            is_after_blank = word > 0;
            continue;
        }
        if (is_after_blank) {
            look->n_blanks++;
            look->n_odd += word % 4 != 0 ? 1 : 0;
            word = 0;
            is_after_blank = FALSE;
        }
        word++;
        if (base64_value(line[i]) >= 0)
            look->n_chars++;
        else if (line[i] == '=')
            look->n_padding++;
        else
            look->n_strays++;
    }
}

/* Decodes whole groups of four, which is nearly all content; returns the octets taken. */
static gsize
base64_groups(Base64Loose *base64, const char *bytes, gsize length, GString *decoded)
{
    char out[3 * 64];
    gsize i = 0, used = 0;

    if (base64->n_chars > 0)
        return 0;
    for (; i + 4 <= length && used + 3 <= sizeof out; i += 4) {
        int a = base64_value(bytes[i]), b = base64_value(bytes[i + 1]);
        int c = base64_value(bytes[i + 2]), d = base64_value(bytes[i + 3]);
        if ((a | b | c | d) < 0)
            break;
        out[used++] = (char)(a << 2 | b >> 4);
        out[used++] = (char)((b & 15) << 4 | c >> 2);
        out[used++] = (char)((c & 3) << 6 | d);
    }
    g_string_append_len(decoded, out, (gssize)used);
    return i;
}

/* Decodes up to the padding, after which the decoding is strict; returns the octets taken. */
static gsize
decode_chars(Base64Loose *base64, const char *bytes, gsize length, GString *decoded)
{
    base64->is_strict = FALSE;
    for (gsize i = 0; i < length; i++) {
        i += base64_groups(base64, bytes + i, length - i, decoded);
        if (i < length && base64_char(base64, bytes[i], decoded)) {
            base64->is_strict = TRUE;
            return i + 1;
        }
    }
    return length;
}

/* ---- lines ---- */

/* Whether the letters are those of a word: all small but the first. Longer Base64 is never like
 * that. */
static gboolean
is_word(const char *line, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_islower(line[i]) && (i > 0 || !g_ascii_isupper(line[i])))
            return FALSE;
    }
    return length >= MIN_WORD;
}

/* Only groups of the alphabet; only the last may be padded. */
static gboolean
is_whole_groups(const char *line, gsize length)
{
    gsize n = length;

    while (n > 0 && length - n < 2 && line[n - 1] == '=')
        n--;
    for (gsize i = 0; i < n; i++) {
        if (base64_value(line[i]) < 0)
            return FALSE;
    }
    return length >= MIN_TAIL_LINE && length % 4 == 0 && !is_word(line, length);
}

typedef enum { KIND_CODE, KIND_TEXT, KIND_SIGNS } LineKind;

/* Before the first whole line of Base64, every line counts as Base64: one may be damaged. */
static LineKind
judge_line(const Base64Loose *base64, const char *line, gsize length)
{
    Base64Look look = {0};

    look_at_line(&look, line, length);
    if (look.n_chars == 0 && (look.n_padding == 0 || base64->n_chars == 0))
        return KIND_SIGNS;
    if (base64->is_strict)
        return is_whole_groups(line, length) ? KIND_CODE : KIND_TEXT;
    if (base64->has_code && (look.n_blanks > 0 || is_word(line, length) ||
                             look.n_strays * PLAIN_SHARE > look.n_chars + look.n_strays))
        return KIND_TEXT;
    return KIND_CODE;
}

static void
skip_octets(Base64Loose *base64, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        base64->n_skipped += g_ascii_isspace(bytes[i]) ? 0 : 1;
}

/* Lines of signs without text after them are not text. */
static void
drop_signs(Base64Loose *base64)
{
    GString *rest = base64->rest;

    if (rest == NULL)
        return;
    skip_octets(base64, rest->str + base64->rest_kept, rest->len - base64->rest_kept);
    g_string_truncate(rest, base64->rest_kept);
}

static void
keep_text(Base64Loose *base64, const char *line, gsize length, LineKind kind)
{
    if (base64->rest == NULL || base64->rest->len > BASE64_LOOSE_MAX_REST) {
        skip_octets(base64, line, length);
        return;
    }
    g_string_append_len(base64->rest, line, (gssize)length);
    if (kind == KIND_TEXT)
        base64->rest_kept = base64->rest->len;
}

/* Decodes the line that is held. Text after padding in it is a line of its own. */
static void
end_code(Base64Loose *base64, gboolean is_whole, GString *decoded)
{
    gsize held = base64->line_length;
    gsize used = decode_chars(base64, base64->line, held, decoded);

    drop_signs(base64);
    base64->line_length = held - used;
    memmove(base64->line, base64->line + used, held - used);
    base64->line_is = is_whole || base64->is_strict ? LOOSE_HELD : LOOSE_CODE;
}

/* Reads the line that is held, or its beginning if it is longer. */
static void
end_piece(Base64Loose *base64, gboolean is_whole, GString *decoded)
{
    const char *begin = base64->line;
    gsize blank = 0, length = base64->line_length;

    while (length > 0 && g_ascii_isspace(begin[length - 1]))
        length--;
    while (blank < length && g_ascii_isspace(begin[blank]))
        blank++;
    LineKind kind = judge_line(base64, begin + blank, length - blank);
    if (kind == KIND_CODE) {
        if (!is_whole || is_whole_groups(begin + blank, length - blank))
            base64->has_code = TRUE;
        end_code(base64, is_whole, decoded);
        return;
    }
    if (kind == KIND_TEXT) {
        base64_flush(base64, decoded);
        base64->is_strict = TRUE;
    }
    keep_text(base64, begin, base64->line_length, kind);
    base64->line_length = 0;
    base64->line_is = is_whole ? LOOSE_HELD : LOOSE_TEXT;
}

static void
end_line(Base64Loose *base64, gboolean is_whole, GString *decoded)
{
    do
        end_piece(base64, is_whole, decoded);
    while (is_whole && base64->line_length > 0);
}

/* Continues in a line that is too long to be held; returns the octets taken. */
static gsize
go_on(Base64Loose *base64, const char *bytes, gsize length, GString *decoded)
{
    const char *end = memchr(bytes, '\n', length);
    gsize n = end == NULL ? length : (gsize)(end - bytes) + 1;

    if (base64->line_is == LOOSE_TEXT) {
        keep_text(base64, bytes, n, KIND_TEXT);
    } else {
        gsize used = decode_chars(base64, bytes, n, decoded);
        if (base64->is_strict) {
            base64->line_is = LOOSE_HELD;
            return used;
        }
    }
    if (end != NULL)
        base64->line_is = LOOSE_HELD;
    return n;
}

void
base64_loose_add(Base64Loose *base64, const char *bytes, gsize length, GString *decoded)
{
    while (length > 0) {
        gsize n = 1;
        if (base64->line_is != LOOSE_HELD) {
            n = go_on(base64, bytes, length, decoded);
        } else {
            gsize room = MIN(length, BASE64_LOOSE_MAX_LINE - base64->line_length);
            const char *end = memchr(bytes, '\n', room);
            n = end == NULL ? room : (gsize)(end - bytes) + 1;
            memcpy(base64->line + base64->line_length, bytes, n);
            base64->line_length += n;
            if (end != NULL || base64->line_length == BASE64_LOOSE_MAX_LINE)
                end_line(base64, end != NULL, decoded);
        }
        bytes += n;
        length -= n;
    }
}

void
base64_loose_finish(Base64Loose *base64, GString *decoded)
{
    if (base64->line_length > 0)
        end_line(base64, TRUE, decoded);
    base64_flush(base64, decoded);
    drop_signs(base64);
}

void
base64_loose_decode(const char *text, gsize length, GString *decoded)
{
    Base64Loose base64 = {0};

    base64_loose_add(&base64, text, length, decoded);
    base64_loose_finish(&base64, decoded);
}

/* Text of any charset but the wide ones has no control characters. */
static gboolean
decodes_to_text(const char *text, gsize length)
{
    g_autoptr(GString) decoded = g_string_new(NULL);

    base64_loose_decode(text, length, decoded);
    if (memchr(decoded->str, '\0', decoded->len) != NULL)
        return TRUE; /* of a wide charset */
    for (gsize i = 0; i < decoded->len; i++) {
        if (g_ascii_iscntrl(decoded->str[i]) && strchr("\t\n\r\f\x1b", decoded->str[i]) == NULL)
            return FALSE;
    }
    return g_utf8_validate(decoded->str, (gssize)decoded->len, NULL);
}

/* Whether the text begins with a line as programs write Base64. */
static gboolean
begins_with_base64(const char *text, gsize length)
{
    gsize begin = 0, n = 0;

    while (begin < length && g_ascii_isspace(text[begin]))
        begin++;
    while (begin + n < length && (base64_value(text[begin + n]) >= 0 || text[begin + n] == '='))
        n++;
    if (begin + n < length && text[begin + n] != '\r' && text[begin + n] != '\n')
        return FALSE;
    return (n >= MIN_FIRST_LINE && n % 4 == 0) ||
           (is_whole_groups(text + begin, n) && decodes_to_text(text + begin, n));
}

gboolean
base64_loose_is_plain(const char *text, gsize length, gboolean is_whole_text)
{
    Base64Look look = {0};
    const char *end = text + length;

    if (begins_with_base64(text, length))
        return FALSE;
    for (const char *line = text; line < end;) {
        const char *line_end = memchr(line, '\n', (gsize)(end - line));
        gsize n = (gsize)((line_end == NULL ? end : line_end) - line);
        look_at_line(&look, line, n);
        line += n + 1;
    }
    gsize n_foreign = look.n_strays + look.n_blanks;
    if (n_foreign >= MIN_FOREIGN && n_foreign * PLAIN_SHARE > look.n_chars + n_foreign)
        return look.n_strays > 0 || look.n_odd * 3 > look.n_blanks;
    return is_whole_text && length <= MAX_DOUBTFUL_BYTES && look.n_padding == 0 &&
           look.n_chars > 0 && (look.n_chars % 4 != 0 || n_foreign > 0) &&
           !decodes_to_text(text, length);
}

/* word_list.c - see word_list.h. */
#include "gateway/passages/word_list.h"

#include <string.h>

#include "parsers/text/link_target.h"
#include "parsers/text/text_clean.h"

/* A line of only one sign is a rule from this length on, and not a word. */
#define LEAST_RULE 10

/* Multiplied by Word.marks, and combined with Word.capitals. */
#define MARKED 0x9e3779b9U

typedef struct {
    const HashKey *key;
    const char *begin;
    const char *at;
    const char *end;
    Word *words;
    guint length; /* number of words */
    guint room;   /* number of words that fit into `words` */
    guint line;
} Reader;

/* g_utf8_get_char(), without a call for ASCII. */
static inline gunichar
char_at(const char *at)
{
    return (guchar)*at < 0x80 ? (guchar)*at : g_utf8_get_char(at);
}

/* Scripts without blanks between words: Thai and Lao, Burmese, Khmer, Chinese and Japanese. */
static gboolean
is_without_blanks(gunichar c)
{
    if (c < 0x0e00)
        return FALSE;
    return c <= 0x0eff || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) ||
           (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xff66 && c <= 0xff9f) || (c >= 0x20000 && c <= 0x3ffff);
}

static gboolean
is_of_word(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c);
    return g_unichar_isalnum(c) || (c >= 0x300 && g_unichar_ismark(c));
}

/* Whether a character that is no letter has a meaning: a minus, a ticked box, an arrow, a currency.
 */
static gboolean
is_sign(gunichar c)
{
    if (c < 0x80)
        return g_ascii_ispunct((char)c);
    GUnicodeType type = g_unichar_type(c);
    return c != 0xfffc && c != 0xfffd && type >= G_UNICODE_CONNECT_PUNCTUATION &&
           type <= G_UNICODE_OTHER_SYMBOL;
}

static void
add_word(Reader *reader, guint64 hash, guint32 capitals)
{
    if (reader->length == reader->room) {
        reader->room = 2 * reader->room + 16;
        reader->words = g_renew(Word, reader->words, reader->room);
    }
    reader->words[reader->length++] =
        (Word){.hash = hash, .line = reader->line, .capitals = capitals};
}

/* Folds quotation marks, dashes and ellipses that programs write in place of those on a keyboard.
 */
static void
append_folded(GString *folded, gunichar c)
{
    if ((c >= 0x2018 && c <= 0x201b) || c == 0x2032)
        g_string_append_c(folded, '\'');
    else if ((c >= 0x201c && c <= 0x201f) || c == 0x2033)
        g_string_append_c(folded, '"');
    else if (c >= 0x2010 && c <= 0x2015)
        g_string_append_c(folded, '-');
    else if (c == 0x2026)
        g_string_append(folded, "...");
    else
        g_string_append_unichar(folded, g_unichar_tolower(c));
}

/* Adds a letter to the bits for capitals, from left to right; after 32 letters the bits are reused.
 */
static guint32
add_letter(guint32 capitals, gboolean is_capital)
{
    return (capitals << 1 | capitals >> 31) ^ (guint32)is_capital;
}

static void
add_folded(Reader *reader, const char *begin, const char *end)
{
    char small[64];
    gsize length = (gsize)(end - begin);
    gboolean is_ascii = length <= sizeof small;
    guint32 capitals = 0;
    for (gsize i = 0; is_ascii && i < length; i++) {
        is_ascii = (guint8)begin[i] < 0x80;
        small[i] = g_ascii_isupper(begin[i]) ? (char)(begin[i] | 0x20) : begin[i];
        capitals = add_letter(capitals, small[i] != begin[i]);
    }
    if (is_ascii) {
        add_word(reader, keyed_hash(reader->key, small, length), capitals);
        return;
    }
    g_autofree char *normal = g_utf8_normalize(begin, (gssize)length, G_NORMALIZE_NFC);
    g_autoptr(GString) folded = g_string_sized_new(length);
    capitals = 0;
    for (const char *at = normal != NULL ? normal : ""; *at != '\0'; at = text_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        append_folded(folded, c);
        capitals = add_letter(capitals, g_unichar_tolower(c) != c);
    }
    add_word(reader, keyed_hash(reader->key, folded->str, folded->len), capitals);
}

/* Whether the text directly before `at` on its line is the same address or link as `target`. */
static gboolean
repeats_text_before(const Reader *reader, const char *at, const char *target)
{
    while (at > reader->begin && at[-1] == ' ')
        at--;
    const char *begin = at;
    while (begin > reader->begin && strchr(" \t\n<>(", begin[-1]) == NULL)
        begin--;
    g_autofree char *before = link_target(begin, (gsize)(at - begin));
    return strcmp(before, target) == 0;
}

static gboolean
has_text_before(const Reader *reader, const char *at)
{
    while (at > reader->begin && (at[-1] == ' ' || at[-1] == '>' || at[-1] == '|'))
        at--;
    return at > reader->begin && at[-1] != '\n';
}

/* Reads a link, with or without angle brackets. */
static void
read_link(Reader *reader)
{
    const char *begin = reader->at;
    gsize length = MIN(link_length(begin), (gsize)(reader->end - begin));
    g_autofree char *target = link_target(begin, length);
    gboolean is_bracketed = begin > reader->begin && begin[-1] == '<';
    reader->at = begin + length;
    if (is_bracketed && reader->at < reader->end && *reader->at == '>')
        reader->at++;
    if (is_bracketed && repeats_text_before(reader, begin - 1, target))
        return;
    add_word(reader, keyed_hash(reader->key, target, strlen(target)), 0);
    reader->words[reader->length - 1].is_behind =
        is_bracketed && has_text_before(reader, begin - 1);
}

/* Whether the placeholder of a picture only has a file name; if it has words of a person, they stay
 * words. */
static gboolean
is_file_name(const char *name, gsize length)
{
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif",
                                          ".bmp", ".svg", ".webp", ".heic"};
    g_autofree char *file = g_ascii_strdown(name, (gssize)length);
    g_strstrip(file);
    gboolean has_ending = *file == '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        has_ending |= g_str_has_suffix(file, endings[i]);
    return has_ending && strpbrk(file, " \t") == NULL;
}

/* The end of the placeholder of a picture at `at`, or NULL. */
static const char *
end_of_picture(const Reader *reader, const char *at)
{
    static const struct {
        const char *begin;
        char end;
        gboolean has_id; /* a Content-ID, "name@number" */
    } forms[] = {{"[cid:", ']', TRUE}, {"[image:", ']', FALSE}, {"<image0", '>', FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        gsize left = (gsize)(reader->end - at), head = strlen(forms[i].begin);
        if (left < head || g_ascii_strncasecmp(at, forms[i].begin, head) != 0)
            continue;
        const char *line_end = memchr(at, '\n', left);
        gsize line_length = line_end != NULL ? (gsize)(line_end - at) : left;
        const char *end = memchr(at, forms[i].end, line_length);
        if (end == NULL)
            continue;
        gsize length = (gsize)(end - at) - head;
        if (forms[i].has_id ? memchr(at, ' ', head + length) == NULL
                            : is_file_name(at + head, length))
            return end + 1;
    }
    return NULL;
}

/* Whether a program wrote this: the placeholder of a picture, or a link in angle brackets. */
static gboolean
is_of_program(const Reader *reader, const char *at)
{
    return (*at == '[' || *at == '<') &&
           (end_of_picture(reader, at) != NULL || (*at == '<' && link_is_at(at + 1)));
}

static const char *
end_of_signs(const Reader *reader, const char *at)
{
    while (at < reader->end && is_sign(char_at(at)) && !is_of_program(reader, at))
        at = text_next_char(at);
    return at;
}

/* The end of a run of letters and digits, or of one character in a script without blanks. */
static const char *
end_of_letters(const Reader *reader, const char *begin)
{
    const char *at = begin;
    while (at < reader->end) {
        gunichar c = char_at(at);
        if (!is_of_word(c) || (at > begin && is_without_blanks(c)))
            break;
        at = text_next_char(at);
        if (is_without_blanks(c))
            break;
    }
    return at;
}

/* Whether it is a rule that a program draws above a quotation. */
static gboolean
is_rule(const Reader *reader, const char *begin, const char *end)
{
    gsize length = (gsize)(end - begin);
    if (length < LEAST_RULE || strchr("_-=", *begin) == NULL || has_text_before(reader, begin))
        return FALSE;
    for (gsize i = 1; i < length; i++)
        if (begin[i] != *begin)
            return FALSE;
    while (end < reader->end && *end == ' ')
        end++;
    return end == reader->end || *end == '\n';
}

/* The parts of a word: signs, letters, signs. */
typedef struct {
    const char *begin;
    const char *letters;
    const char *letters_end;
    const char *end;
} Signed;

/* Whether the sign at `at` is a mark. "_" and "/" are marks only if white space or nothing is
 * beside them: in "_two_", but not in "a_b" or "/etc/x". */
static gboolean
is_mark_at_edge(const Reader *reader, const Signed *word, const char *at)
{
    if (*at != '_' && *at != '/')
        return FALSE;
    if (at >= word->letters_end)
        return word->end == reader->end || g_ascii_isspace(*word->end);
    gboolean is_begin = word->begin == reader->begin || g_ascii_isspace(word->begin[-1]);
    gboolean is_path =
        word->end > word->letters_end && word->end < reader->end && !g_ascii_isspace(*word->end);
    return is_begin && !is_path;
}

/* Appends the signs from `begin` to `end` of a word without marks: "*", "_", "/", "~~" and "==",
 * which text uses for emphasis in HTML. Returns which marks there were. */
static guint8
append_without_marks(const Reader *reader, const Signed *word, const char *begin, const char *end,
                     GString *out)
{
    guint8 kinds = 0;
    for (const char *at = begin; at < end; at++) {
        gboolean is_pair = (*at == '~' || *at == '=') && at + 1 < end && at[1] == *at;
        gboolean is_twice = *at == '*' && at + 1 < end && at[1] == '*';
        if (is_twice) {
            kinds |= WORD_SET_OFF_TWICE;
            at++;
        } else if (*at == '*' || is_mark_at_edge(reader, word, at)) {
            kinds |= WORD_SET_OFF;
        } else if (is_pair) {
            kinds |= *at == '~' ? WORD_STRUCK : WORD_HIGHLIGHTED;
            at++;
        } else {
            g_string_append_c(out, *at);
        }
    }
    return kinds;
}

/* Whether there may be marks among the signs. */
static gboolean
has_mark_sign(const char *begin, const char *end)
{
    for (const char *at = begin; at < end; at++) {
        if (*at == '*' || *at == '_' || *at == '/' || *at == '~' || *at == '=')
            return TRUE;
    }
    return FALSE;
}

/* Adds a word with signs around it, some of which may be marks. With and without marks it is the
 * same word, but not in the same form. */
static void
add_signed(Reader *reader, const Signed *word)
{
    g_autoptr(GString) bare = g_string_new(NULL);
    guint8 marks = append_without_marks(reader, word, word->begin, word->letters, bare);
    g_string_append_len(bare, word->letters, word->letters_end - word->letters);
    marks |= append_without_marks(reader, word, word->letters_end, word->end, bare);
    add_folded(reader, bare->str, bare->str + bare->len);
    Word *added = &reader->words[reader->length - 1];
    added->marks = marks;
    added->capitals ^= MARKED * marks;
}

/* Reads letters with the signs that touch them, or only signs. */
static void
read_word(Reader *reader)
{
    const char *begin = reader->at;
    const char *letters = end_of_signs(reader, begin);
    gboolean is_link = letters < reader->end && link_is_at(letters);
    const char *end = is_link ? letters : end_of_letters(reader, letters);
    const char *letters_end = end;
    if (end > letters)
        end = end_of_signs(reader, end);
    if (letters_end > letters && (has_mark_sign(begin, letters) || has_mark_sign(letters_end, end)))
        add_signed(reader, &(Signed){begin, letters, letters_end, end});
    else if (end > letters || !is_rule(reader, begin, end))
        add_folded(reader, begin, end);
    reader->at = end;
}

/* Skips the marks of a quotation at the beginning of a line. */
static void
skip_marks(Reader *reader)
{
    while (reader->at < reader->end && strchr(" \t>|", *reader->at) != NULL && *reader->at != '\0')
        reader->at++;
}

/* The end of a word of ASCII letters and digits between white space, which most words are; NULL if
 * it is another kind of word. */
static const char *
end_of_plain_word(const Reader *reader)
{
    const char *at = reader->at;
    while (at < reader->end && g_ascii_isalnum(*at))
        at++;
    return at > reader->at && (at == reader->end || *at == ' ' || *at == '\n') ? at : NULL;
}

static void
read_next(Reader *reader)
{
    const char *plain = end_of_plain_word(reader);
    if (plain != NULL) {
        add_folded(reader, reader->at, plain);
        reader->at = plain;
        return;
    }
    gunichar c = char_at(reader->at);
    const char *picture = c == '[' || c == '<' ? end_of_picture(reader, reader->at) : NULL;
    if (picture != NULL) {
        reader->at = picture;
    } else if (is_of_program(reader, reader->at)) {
        reader->at++;
        read_link(reader);
    } else if (link_is_at(reader->at)) {
        read_link(reader);
    } else if (is_of_word(c) || is_sign(c)) {
        read_word(reader);
    } else {
        reader->at = text_next_char(reader->at);
        if (c != '\n')
            return;
        reader->line++;
        skip_marks(reader);
    }
}

WordList *
word_list_new(const HashKey *key, const char *text, gsize length)
{
    Reader reader = {.key = key, .begin = text, .at = text, .end = text + length};
    skip_marks(&reader);
    while (reader.at < reader.end)
        read_next(&reader);
    WordList *list = g_new0(WordList, 1);
    list->length = reader.length;
    list->n_lines = reader.line + (length > 0 && text[length - 1] != '\n');
    list->words = reader.words;
    return list;
}

void
word_list_free(WordList *list)
{
    if (list == NULL)
        return;
    g_free(list->words);
    g_free(list);
}

gboolean
word_list_take_off_marks(WordList *list)
{
    gboolean has_some = FALSE;
    for (guint i = 0; i < list->length; i++) {
        Word *word = &list->words[i];
        if ((word->marks & WORD_EMPHASIS) == 0)
            continue;
        word->capitals ^= MARKED * word->marks;
        word->marks &= (guint8)~WORD_EMPHASIS;
        word->capitals ^= MARKED * word->marks;
        has_some = TRUE;
    }
    return has_some;
}

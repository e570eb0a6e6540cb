/* word_list.h - splits a text into words that can be compared with the same text in another mail.
 * Pure.
 *
 * Mail programs wrap quoted lines anew, put marks before them, change case and quotation marks, and
 * rewrite links. So these rules hold:
 *
 *   - White space and the marks of a quotation ("> ", "| ") separate words.
 *   - A word is compared without its case, in canonical form (NFC), with ASCII quotation marks and
 *     dashes.
 *   - All other signs count, because people reply with them. Signs that touch letters belong to the
 *     word ("-20", "C++", "(Yes)"); others are words themselves. But a long rule on its own line is
 *     ignored.
 *   - In scripts without blanks between words, each character is a word.
 *   - A link is a word, compared by its target (link_target.h).
 *   - Ignored are placeholders of pictures that only have a file name ("[cid:...]", "[image:
 *     logo.png]", "<image001.png>"), and a link in angle brackets that repeats the text before it.
 *   - Marks that touch a word ("*", "_", "/", "~~", "==", for emphasis in HTML) are not part of it,
 *     but stored beside it, as its capitals are.
 */
#pragma once

#include "gateway/passages/keyed_hash.h"

/* Marks of a word; "*", "_" and "/" count as the same mark. */
enum {
    WORD_SET_OFF = 1 << 0,       /* "*", "_", "/" */
    WORD_STRUCK = 1 << 1,        /* "~~" */
    WORD_HIGHLIGHTED = 1 << 2,   /* "==" */
    WORD_SET_OFF_TWICE = 1 << 3, /* "**" */
    WORD_EMPHASIS = WORD_SET_OFF | WORD_SET_OFF_TWICE,
};

typedef struct {
    guint64 hash;
    guint line;         /* the line on which it begins, from 0 */
    guint32 capitals;   /* a bit for each letter that is a capital, combined with the marks; neither
                         * is part of the hash */
    gboolean is_behind; /* a link in angle brackets after a text, as programs add it */
    guint8 marks;
} Word;

typedef struct {
    Word *words;
    guint length;
    guint n_lines; /* of the text */
} WordList;

/* Splits the first `length` octets of `text`, valid UTF-8 with LF line ends. (transfer full) */
WordList *word_list_new(const HashKey *key, const char *text, gsize length);
/* Removes the emphasis (WORD_EMPHASIS) of words. FALSE if no word has any. */
gboolean word_list_take_off_marks(WordList *list);

void word_list_free(WordList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WordList, word_list_free)

/* word_list.h - splits a text into words that can be compared with the same text in another mail.
 * Pure.
 *
 * Mail programs wrap quoted lines anew, put marks before them, change case and quotation marks and
 * rewrite links. So white space and the marks of a quotation ("> ", "| ") separate words and are
 * none; a word is folded in case and canonical form (NFC), its quotation marks and dashes to those
 * of ASCII. All other signs count, since people answer by them: those that touch letters are of
 * their word ("-20", "C++", "(Yes)"), others are words of their own; but a long rule that is alone
 * on its line is nothing. In scripts that are written without blanks each character is a word; so
 * is each link, by its target (link_target.h). Nothing at all are places of pictures that name a
 * file ("[cid:...]", "[image: logo.png]", "<image001.png>"), and a link in angle brackets that
 * repeats the text before it. Marks that touch a word ("*", "_", "/", "~~", "==", which text shows
 * for what HTML sets off) are no part of it, but told apart, as capitals are. */
#pragma once

#include "gateway/passages/keyed_hash.h"

/* Marks of a word; what sets it off at all is one. */
enum {
    WORD_SET_OFF = 1 << 0,       /* "*", "_", "/" */
    WORD_STRUCK = 1 << 1,        /* "~~" */
    WORD_HIGHLIGHTED = 1 << 2,   /* "==" */
    WORD_SET_OFF_TWICE = 1 << 3, /* "**" */
    WORD_EMPHASIS = WORD_SET_OFF | WORD_SET_OFF_TWICE,
};

typedef struct {
    guint64 hash;
    guint line;       /* the line on which it begins; the first is 0 */
    guint32 capitals; /* which of its letters are capitals, a bit for each, and which marks it has;
                       * the hash is of none */
    gboolean is_behind; /* a link in angle brackets after a text, as programs add it */
    guint8 marks;
} Word;

typedef struct {
    Word *words;
    guint length;
    guint n_lines; /* of the text */
} WordList;

/* `text`: the first `length` octets, valid UTF-8 with LF line ends. (transfer full) */
WordList *word_list_new(const HashKey *key, const char *text, gsize length);
/* Removes the emphasis of words (WORD_EMPHASIS). FALSE: there are none. */
gboolean word_list_take_off_marks(WordList *list);

void word_list_free(WordList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WordList, word_list_free)

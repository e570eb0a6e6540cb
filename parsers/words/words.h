/* words.h - words that mail programs and people write in each language, by purpose.
 *
 * Each language has one data file (en.h, nl.h, ...) with all its words; words.c has the list of
 * these files. To add a language, add one file and its line in words.c; to add a purpose, add a
 * line here. All words are case-folded (so "ß" is "ss"), except those that are only written in one
 * way. */
#pragma once

#include <glib.h>

typedef enum {
    WORDS_DATE_NAME,   /* days of the week and months; their beginnings are abbreviations ("Tue",
                        * "sept.") */
    WORDS_DATE_FILLER, /* other words of a date */
    WORDS_ATTRIBUTION_OPENING,  /* the beginning of "On ... wrote:", with its space; a date follows
                                 */
    WORDS_ATTRIBUTION_DATELESS, /* the beginnings without a date after them */
    WORDS_ATTRIBUTION_VERB,     /* its verb; one that ends in a space comes before a name */
    WORDS_ATTRIBUTION_PARTICLE, /* a word in lower case before the verb that is not a name */
    WORDS_ORIGINAL_LINE,        /* between dashes, above a quotation */
    WORDS_FORWARD_LINE,         /* with or without dashes, above a forwarded mail */
    WORDS_MARKER,               /* of ticket systems: "above this line|reply", both in the line */
    WORDS_HEADER_FROM,          /* fields above a quotation */
    WORDS_HEADER_DATE,
    WORDS_HEADER_TO,
    WORDS_HEADER_CC,
    WORDS_HEADER_SUBJECT,
    WORDS_HEADER_PERSON, /* ... of other people, and others with any value */
    WORDS_HEADER_RATING, /* ... of importance */
    WORDS_HEADER_FILES,
    WORDS_PROGRAM_SENT,    /* of lines such as "Sent from my phone": sent */
    WORDS_PROGRAM_MY,      /* ... my */
    WORDS_PROGRAM_FILLER,  /* ... words between them */
    WORDS_PROGRAM_DEVICE,  /* ... phone */
    WORDS_PROGRAM_LINE,    /* whole lines; or with "|" for a name of a few words */
    WORDS_JOINED_OPENING,  /* the same, where words have no spaces between: before the name */
    WORDS_JOINED_CLOSING,  /* ... after it */
    WORDS_JOINED_DEVICE,   /* ... the device */
    WORDS_SUBJECT_REPLY,   /* "Re" before a subject */
    WORDS_SUBJECT_FORWARD, /* "Fwd" */
    WORDS_SUBJECT_TAG,     /* "[EXTERN]" */
    WORDS_SUBJECT_POINTER, /* a text that only says "See subject"; words with one blank between them
                            */
    WORDS_ABSENCE_SUBJECT, /* the beginning of the subject of an automatic reply */
    WORDS_ABSENCE_SENTENCE,     /* ... after a name in it */
    WORDS_ABSENCE_UNTIL,        /* ... what may follow that, with its space */
    WORDS_ABSENCE_TEXT,         /* in the first lines of the automatic reply */
    WORDS_DISCLAIMER_TITLE,     /* first words */
    WORDS_DISCLAIMER_SECRECY,   /* "confidential", together with ... */
    WORDS_DISCLAIMER_RECIPIENT, /* ... the intended recipient */
    WORDS_DISCLAIMER_FOOTER,    /* below a rule, by itself */
    WORDS_UNREAD_LOCAL_PART, /* of addresses that are not read; "-" stands for any sign or none */
    WORDS_STUB_WORD,         /* in a sentence on how to see the other form of a mail */
    WORDS_KINDS,
} WordsKind;

typedef struct {
    const char *language;                  /* ISO 639-1; "all": shared */
    const char *const *lists[WORDS_KINDS]; /* NULL-terminated; NULL: none is known */
} LanguageWords;

/* A list, in the data files. */
#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The languages, NULL-terminated. */
const LanguageWords *const *words_languages(void);

/* A position among the words of a kind; {0} is before the first. */
typedef struct {
    guint language;
    guint word;
} WordsPlace;

/* The next word of `kind` in any language, NULL after the last. */
const char *words_next(WordsKind kind, WordsPlace *place);

/* For each `word` (a const char *) of a kind. */
#define WORDS_EACH(kind, word)                                                                     \
    for (WordsPlace word##_place = {0}; ((word) = words_next(kind, &word##_place)) != NULL;)

/* Whether `text`, case-folded, is a word of `kind`. */
gboolean words_have(WordsKind kind, const char *text);

/* The length in octets of the longest word of `kind` at the beginning of `text`, case-folded; 0:
 * none. */
gsize words_prefix_length(WordsKind kind, const char *text);

/* Whether `text`, case-folded, contains a word of `kind`. */
gboolean words_are_in(WordsKind kind, const char *text);

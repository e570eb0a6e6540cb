/* words.h - what mail programs and people write in each language, by its purpose.
 *
 * One file of data for each language (en.h, nl.h, ...) holds all that it says; words.c has the list
 * of them. So a language is added by one file and its line there, and a new purpose by a line here.
 * All words are case-folded (so "ß" is "ss"), but where people write them in one way.
 */
#pragma once

#include <glib.h>

typedef enum {
    WORDS_DATE_NAME,   /* days of the week and months; their beginnings are abbreviations ("Tue",
                          "sept.") */
    WORDS_DATE_FILLER, /* what stands beside the names and digits of a date */
    WORDS_ATTRIBUTION_OPENING,  /* begins "On ... wrote:", with its space; a date follows */
    WORDS_ATTRIBUTION_DATELESS, /* those of them that no date follows */
    WORDS_ATTRIBUTION_VERB,     /* its verb; what ends in a space stands before a name */
    WORDS_ATTRIBUTION_PARTICLE, /* in lower case before the verb, though no name */
    WORDS_ORIGINAL_LINE,        /* between dashes, above a quotation */
    WORDS_FORWARD_LINE,         /* with or without dashes, above a forwarded mail */
    WORDS_MARKER,               /* of ticket systems: "above this line|reply", both in the line */
    WORDS_HEADER_FROM,          /* fields above a quotation */
    WORDS_HEADER_DATE,
    WORDS_HEADER_TO,
    WORDS_HEADER_CC,
    WORDS_HEADER_SUBJECT,
    WORDS_HEADER_PERSON, /* ... of other people, and what else may be anything */
    WORDS_HEADER_RATING, /* ... of importance */
    WORDS_HEADER_FILES,
    WORDS_PROGRAM_SENT,    /* of lines such as "Sent from my phone": sent */
    WORDS_PROGRAM_MY,      /* ... my */
    WORDS_PROGRAM_FILLER,  /* ... what stands between */
    WORDS_PROGRAM_DEVICE,  /* ... phone */
    WORDS_PROGRAM_LINE,    /* whole lines; or with "|" for a name of a few words */
    WORDS_JOINED_OPENING,  /* the same, where words have no spaces between: before the name */
    WORDS_JOINED_CLOSING,  /* ... behind it */
    WORDS_JOINED_DEVICE,   /* ... the device */
    WORDS_SUBJECT_REPLY,   /* "Re" before a subject */
    WORDS_SUBJECT_FORWARD, /* "Fwd" */
    WORDS_SUBJECT_TAG,     /* "[EXTERN]" */
    WORDS_SUBJECT_POINTER, /* a text that only says "See subject"; words with one blank between them
                            */
    WORDS_ABSENCE_SUBJECT, /* begins the subject of an automatic answer */
    WORDS_ABSENCE_SENTENCE,     /* ... behind a name in it */
    WORDS_ABSENCE_UNTIL,        /* ... and what may follow that, with its space */
    WORDS_ABSENCE_TEXT,         /* in the first lines of the answer */
    WORDS_DISCLAIMER_TITLE,     /* first words */
    WORDS_DISCLAIMER_SECRECY,   /* that it is secret, with ... */
    WORDS_DISCLAIMER_RECIPIENT, /* ... whom it is for */
    WORDS_DISCLAIMER_FOOTER,    /* below a rule, by itself */
    WORDS_UNREAD_LOCAL_PART,    /* of addresses that nobody reads; "-" is any sign, or none */
    WORDS_STUB_WORD,            /* of a sentence that says how to see the other form of a mail */
    WORDS_KINDS,
} WordsKind;

typedef struct {
    const char *language;                  /* ISO 639-1; "all": shared */
    const char *const *lists[WORDS_KINDS]; /* NULL-terminated; NULL: none is known */
} LanguageWords;

/* A list, in the files of data. */
#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The languages, NULL-terminated. */
const LanguageWords *const *words_languages(void);

/* A place among the words of a kind; {0} is before the first. */
typedef struct {
    guint language;
    guint word;
} WordsPlace;

/* The next word of `kind` in any language, NULL behind the last. */
const char *words_next(WordsKind kind, WordsPlace *place);

/* For each `word` (a const char *) of a kind. */
#define WORDS_EACH(kind, word)                                                                     \
    for (WordsPlace word##_place = {0}; ((word) = words_next(kind, &word##_place)) != NULL;)

/* Whether `text`, case-folded, is a word of `kind`. */
gboolean words_have(WordsKind kind, const char *text);

/* The octets of a word of `kind` that `text`, case-folded, begins with, the longest; 0: none. */
gsize words_prefix_length(WordsKind kind, const char *text);

/* Whether `text`, case-folded, holds a word of `kind`, wherever. */
gboolean words_are_in(WordsKind kind, const char *text);

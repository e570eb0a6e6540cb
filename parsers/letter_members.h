/* letter_members.h - the table of members that letter_json.c uses to write and letter_read.c to
 * read. */
#pragma once

#include "parsers/letter.h"

typedef enum {
    MEMBER_STRING,          /* char *, left out if NULL */
    MEMBER_REQUIRED_STRING, /* char *, always present */
    MEMBER_STRINGS,         /* GPtrArray of char * */
    MEMBER_ADDRESSES,       /* GPtrArray of LetterAddress * */
    MEMBER_BOOLEAN,         /* gboolean */
} LetterMemberKind;

typedef struct {
    const char *name;
    LetterMemberKind kind;
    gsize offset;
} LetterMember;

/* All members except those with a special form: date_s, class, segments, report, attachments. */
#define LETTER_MEMBERS 26
extern const LetterMember letter_members[LETTER_MEMBERS];

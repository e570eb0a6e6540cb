/* letter_members.h - the member table that letter_json.c writes by and letter_read.c reads by. */
#pragma once

#include "parsers/letter.h"

typedef enum {
    MEMBER_STRING,          /* char *, left out where NULL */
    MEMBER_REQUIRED_STRING, /* char *, always there */
    MEMBER_STRINGS,         /* GPtrArray of char * */
    MEMBER_ADDRESSES,       /* GPtrArray of LetterAddress * */
    MEMBER_BOOLEAN,         /* gboolean */
} LetterMemberKind;

typedef struct {
    const char *name;
    LetterMemberKind kind;
    gsize offset;
} LetterMember;

/* Every member but those with a shape of their own: date_s, class, segments, report,
 * attachments. */
#define LETTER_MEMBERS 25
extern const LetterMember letter_members[LETTER_MEMBERS];

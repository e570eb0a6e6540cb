/* sign_table.h - every sign of a mail's class, and what it may do: the one table. Pure data.
 *
 * Three strengths. Proof is what nobody writes by accident: it may make a mail ignored. Doubt is
 * everything else that machines do and people do as well: it never costs a mail its ticket, only
 * the automatic reply and the change of a state. Nothing is what looks like a sign and is none.
 *
 * ticketgate.conf(5) shows the same table; a test holds the two together.
 */
#pragma once

#include "parsers/letter.h"

/* In the order in which they are weighed: the first that a mail has decides. */
typedef enum {
    SIGN_OWN_SIGNATURE, /* looked for by the gateway, which has the keys */
    SIGN_REPORT,
    SIGN_OLD_REPORT,
    SIGN_AUTO_REPLIED,
    SIGN_ANSWER_FIELD,
    SIGN_RECEIPT,
    SIGN_OWN_ADDRESS,
    SIGN_REPORT_WORDS,
    SIGN_ABSENCE_WORDS,
    SIGN_GENERATED,
    SIGN_MACHINE_NAME,
    SIGN_LIST_FIELD,
    SIGN_GROUP_FROM,
    SIGN_SUPPRESS,
    SIGN_FORWARDED,
    SIGN_NONE,
    SIGN_COUNT,
} SignId;

typedef struct {
    const char *name; /* for people, one line of the manual */
    LetterClass mail_class;
    LetterStrength strength;
    LetterDoubt doubt; /* of a doubt: what it rests on */
} Sign;

/* The row of a sign; it lives for ever. */
const Sign *sign_table_row(SignId id);

/* Class, strength and doubt of `letter` by the table, and `reason` (one line, for people). */
void sign_table_apply(SignId id, const char *reason, Letter *letter);

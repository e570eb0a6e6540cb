/* sign_table.h - the table of all signs of a mail's class and what each may do. Pure data.
 *
 * Three strengths. Proof is a sign that nobody writes by accident: the mail may be ignored. Doubt
 * is a sign of machines that mail from people can also have: the mail still becomes a ticket, but
 * gets no automatic reply and changes no state. Nothing is something that looks like a sign but is
 * not.
 *
 * ticketgate.conf(5) shows the same table; a test compares the two. */
#pragma once

#include "parsers/letter.h"

/* In the order in which they are checked: the first that a mail has decides. */
typedef enum {
    SIGN_OWN_SIGNATURE, /* found by the gateway, which has the keys */
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
    LetterDoubt doubt; /* for a doubt: what it is based on */
} Sign;

/* The row of a sign; it is never freed. */
const Sign *sign_table_row(SignId id);

/* Sets class, strength and doubt of `letter` from the table, and `reason` (one line, for people).
 */
void sign_table_apply(SignId id, const char *reason, Letter *letter);

/* sign_table.c - see sign_table.h. bounce_sign.c, machine_sign.c and mail_class.c find the signs.
 */
#include "parsers/mail_class/sign_table.h"

#define PROOF LETTER_STRENGTH_PROOF, LETTER_DOUBT_MACHINE
#define DOUBT LETTER_STRENGTH_DOUBT
#define NOTHING LETTER_STRENGTH_NOTHING, LETTER_DOUBT_MACHINE

static const Sign signs[SIGN_COUNT] = {
    [SIGN_OWN_SIGNATURE] =
        {"our signature in the Message-ID, or in a Reply-To made for a recipient",
         LETTER_CLASS_LOOP, PROOF},
    [SIGN_REPORT] = {"a delivery report (RFC 3464) as the mail itself, from a mail system",
                     LETTER_CLASS_BOUNCE, PROOF},
    [SIGN_OLD_REPORT] =
        {"the older form of a delivery report as the mail itself, from a mail system",
         LETTER_CLASS_BOUNCE, PROOF},
    [SIGN_AUTO_REPLIED] = {"Auto-Submitted: auto-replied (RFC 3834)", LETTER_CLASS_AUTO_REPLY,
                           PROOF},
    [SIGN_ANSWER_FIELD] = {"a field that only answers carry, such as X-Autoreply",
                           LETTER_CLASS_AUTO_REPLY, PROOF},
    [SIGN_RECEIPT] = {"a receipt (RFC 8098) as the mail itself", LETTER_CLASS_AUTO_REPLY, PROOF},
    [SIGN_OWN_ADDRESS] = {"our own address in From", LETTER_CLASS_LOOP, DOUBT,
                          LETTER_DOUBT_MACHINE},
    [SIGN_REPORT_WORDS] = {"the form or the words of a delivery report, and no more",
                           LETTER_CLASS_BOUNCE, DOUBT, LETTER_DOUBT_MACHINE},
    [SIGN_ABSENCE_WORDS] = {"the words of an out-of-office answer", LETTER_CLASS_AUTO_REPLY, DOUBT,
                            LETTER_DOUBT_MACHINE},
    [SIGN_GENERATED] = {"Auto-Submitted: auto-generated, Precedence: bulk, the null sender and kin",
                        LETTER_CLASS_AUTO_GENERATED, DOUBT, LETTER_DOUBT_MACHINE},
    [SIGN_MACHINE_NAME] = {"a local part such as no-reply, whole", LETTER_CLASS_AUTO_GENERATED,
                           DOUBT, LETTER_DOUBT_NAME},
    [SIGN_LIST_FIELD] = {"List-Id, List-Unsubscribe, Precedence: list and kin", LETTER_CLASS_LIST,
                         DOUBT, LETTER_DOUBT_LIST},
    [SIGN_GROUP_FROM] = {"a From that a mailing group wrote", LETTER_CLASS_LIST, DOUBT,
                         LETTER_DOUBT_LIST},
    [SIGN_SUPPRESS] = {"X-Auto-Response-Suppress", LETTER_CLASS_HUMAN, DOUBT, LETTER_DOUBT_LIST},
    [SIGN_FORWARDED] = {"Auto-Submitted: auto-forwarded, or no", LETTER_CLASS_HUMAN, NOTHING},
    [SIGN_NONE] = {"none of these", LETTER_CLASS_HUMAN, NOTHING},
};

const Sign *
sign_table_row(SignId id)
{
    return &signs[id];
}

void
sign_table_apply(SignId id, const char *reason, Letter *letter)
{
    g_autofree char *copy = g_strdup(reason);

    g_free(letter->class_reason);
    letter->class_reason = g_steal_pointer(&copy);
    letter->mail_class = signs[id].mail_class;
    letter->class_strength = signs[id].strength;
    letter->class_doubt = signs[id].doubt;
}

/* returned_mail.c - see returned_mail.h. delivery_report.c reads the report, signed_reference.c
 * checks the signature. */
#include "gateway/policy/returned_mail.h"

#include <string.h>

#include "gateway/policy/signed_reference.h"

void
returned_mail_free(ReturnedMail *returned)
{
    if (returned == NULL)
        return;
    g_free(returned->ticket_number);
    g_free(returned);
}

/* Given up, be it after days of trying (class 4): a mail that is late may still arrive. */
static gboolean
is_for_good(const LetterReportRecipient *recipient)
{
    return g_strcmp0(recipient->action, "failed") == 0 && recipient->status != NULL &&
           (recipient->status[0] == '4' || recipient->status[0] == '5');
}

/* Whether the next mail comes back as well: not if this one was too long (RFC 3463, X.2.3 and
 * X.3.4), or if its content was refused (X.6). */
static gboolean
is_lasting(const char *status)
{
    return status[0] == '5' && strcmp(status + 1, ".2.3") != 0 && strcmp(status + 1, ".3.4") != 0 &&
           !g_str_has_prefix(status + 1, ".6.");
}

/* NULL: the mail is not signed for `person`. */
static ReturnedMail *
find_for(const LetterReport *report, const LetterReportRecipient *recipient, const char *person,
         const SigningKeys *keys)
{
    g_autofree char *number = NULL;

    if (person == NULL ||
        signed_reference_read_message_id(keys, report->original_message_id, person, &number) !=
            SIGNED_REFERENCE_VALID)
        return NULL;
    ReturnedMail *returned = g_new0(ReturnedMail, 1);
    *returned = (ReturnedMail){.ticket_number = g_steal_pointer(&number),
                               .message_id = report->original_message_id,
                               .person = person,
                               .status = recipient->status,
                               .diagnostic = recipient->diagnostic,
                               .is_lasting = is_lasting(recipient->status)};
    return returned;
}

ReturnedMail *
returned_mail_find(const Letter *letter, const SigningKeys *keys)
{
    const LetterReport *report = letter->report;

    if (report == NULL || report->original_message_id == NULL ||
        letter->mail_class != LETTER_CLASS_BOUNCE ||
        letter->class_strength != LETTER_STRENGTH_PROOF)
        return NULL;
    for (guint i = 0; i < report->recipients->len; i++) {
        const LetterReportRecipient *recipient = g_ptr_array_index(report->recipients, i);
        if (!is_for_good(recipient))
            continue;
        ReturnedMail *returned = find_for(report, recipient, recipient->address, keys);
        if (returned == NULL) /* the address may be one to which the mail was forwarded */
            returned = find_for(report, recipient, recipient->original_address, keys);
        if (returned != NULL)
            return returned;
    }
    return NULL;
}

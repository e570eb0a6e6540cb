/* returned_mail.h - finds which mail of ours a delivery report returns, and proves that it is ours.
 * Pure. */
#pragma once

#include "config/signing_keys.h"
#include "parsers/letter.h"

/* A mail of ours that came back for good. The strings belong to the Letter, but for the number. */
typedef struct {
    char *ticket_number;
    const char *message_id; /* of our mail, without <> */
    const char *person;     /* addr-spec: for whom it was signed, as the report writes it */
    const char *status;     /* RFC 3463, e.g. "5.1.1" */
    const char *diagnostic; /* what the other mail server said, one line; or NULL */
    gboolean is_lasting; /* class 5, and not about this mail alone: the next comes back as well */
} ReturnedMail;

void returned_mail_free(ReturnedMail *returned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReturnedMail, returned_mail_free)

/* NULL unless the class of the Letter is a proven delivery report (RFC 3464) that says of a
 * recipient that a mail could not be delivered (Action failed, a status of class 5, or of class 4
 * if the mail server gave up, RFC 3463), and the returned mail has a Message-ID that we signed for
 * exactly this recipient. So a report that somebody made up can be about nobody whose Message-ID
 * they do not have. `keys` NULL: NULL.
 * `letter` must outlive the result. (transfer full) (nullable) */
ReturnedMail *returned_mail_find(const Letter *letter, const SigningKeys *keys);

/* machine_sign.h - signs that a mail was not written by a person, or was not sent only to us:
 * automatic replies (RFC 3834), generated mail, mailing lists (RFC 2369, RFC 2919). */
#pragma once

#include "parsers/mail_class/mail_signs.h"

/* Each returns the sign, for class_reason (transfer full), or NULL. */

/* Auto-Submitted: auto-replied (RFC 3834 section 5). */
char *machine_sign_auto_replied(const MailSigns *signs);

/* A field, or a word in a field, that only automatic replies have. */
char *machine_sign_answer_field(const MailSigns *signs);

/* The mail itself is a receipt (RFC 8098). */
char *machine_sign_receipt(const MailSigns *signs);

/* The mail says that a program made it. */
char *machine_sign_generated(const MailSigns *signs);

/* From has a name that programs use, such as no-reply. */
char *machine_sign_sender(const MailSigns *signs);

/* The mail went to the members of a list. */
char *machine_sign_list(const MailSigns *signs);

/* The mail asks not to be answered automatically. */
char *machine_sign_suppress(const MailSigns *signs);

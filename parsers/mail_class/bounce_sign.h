/* bounce_sign.h - signs that a mail is a delivery report (RFC 3464) or was meant to be one.
 *
 * Each returns the sign, for class_reason (transfer full), or NULL.
 */
#pragma once

#include "parsers/mail_class/mail_signs.h"

/* Proof: the mail itself is a multipart/report of delivery-status, sent by the null sender, a
 * mailer daemon or postmaster. */
char *bounce_sign_report(const MailSigns *signs);

/* Proof: the mail itself has the form of an older report. That is Exim's field X-Failed-Recipients
 * or the opening words of qmail, Exim, Postfix, sendmail, Exchange and others, from the null sender
 * or a mailer daemon. It is also a delivery-status part or a returned mail, from a mailer daemon,
 * or from postmaster and similar names with the null sender. */
char *bounce_sign_old_report(const MailSigns *signs);

/* Doubt: the form without such a sender, or words of a report. `is_auto_reply`: the subject is that
 * of an out-of-office reply; only a form or the name of a mail system then makes it a report. */
char *bounce_sign_words(const MailSigns *signs, gboolean is_auto_reply);

/* bounce_sign.h - signs that a mail is a delivery report (RFC 3464) or was meant to be one. */
#pragma once

#include "parsers/mail_class/mail_signs.h"

/* The sign, for class_reason (transfer full), or NULL where the mail is no delivery report.
 * `is_auto_reply`: the mail says of itself that it is one, which only a mail system's own name
 * outweighs (Exim's reports have "Auto-Submitted: auto-replied"). */
char *bounce_sign_find(const MailSigns *signs, gboolean is_auto_reply);

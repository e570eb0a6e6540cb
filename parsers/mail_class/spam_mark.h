/* spam_mark.h - what a spam filter on the way thinks of a mail. */
#pragma once

#include "parsers/mail_class/mail_signs.h"

/* The field by which a filter (SpamAssassin, Rspamd, bogofilter, DSPAM) marks the mail as spam, as
 * "Name: value" ((transfer full)), or NULL. Anyone can write such a field into a mail of their own:
 * it is a reason to do less, never to do more. */
char *spam_mark_find(const MailSigns *signs);

/* The same of one field, for who reads the header by other means: its mark, or NULL if `value` is
 * none. (transfer full) (nullable) */
char *spam_mark_describe(const char *field, const char *value);

/* The names of the fields that bear marks, some of them twice; NULL behind the last. */
const char *spam_mark_field(guint index);

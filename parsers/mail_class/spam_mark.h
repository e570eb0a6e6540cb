/* spam_mark.h - reads the verdict of a spam filter that checked the mail on its way. */
#pragma once

#include "parsers/mail_class/mail_signs.h"

/* The field by which a filter (SpamAssassin, Rspamd, bogofilter, DSPAM) marks the mail as spam, as
 * "Name: value" ((transfer full)), or NULL. Anyone can put such a field into their own mail, so it
 * may only be a reason to do less, never to do more. */
char *spam_mark_find(const MailSigns *signs);

/* The same for one field, for callers that read the header themselves: its mark, or NULL if `value`
 * is not one. (transfer full) (nullable) */
char *spam_mark_describe(const char *field, const char *value);

/* The names of the fields that can have a mark, some of them twice; NULL after the last. */
const char *spam_mark_field(guint index);

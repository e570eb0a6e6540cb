/* mail_class.h - which kind of mail this is: a person's, a machine's, a delivery report, ...
 *
 * The signs and what each may do are the table of sign_table.h; the first that the mail has, in the
 * order of the table, decides.
 */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

/* Fills mail_class, class_reason, class_strength, class_doubt and spam_mark of `letter`, whose
 * people, lists, subject and texts are filled already. `options` gives envelope_sender and
 * own_address. Never fails. */
void mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter);

/* mail_class.h - decides what kind of mail this is: from a person, from a machine, a delivery
 * report, ...
 *
 * sign_table.h lists the signs and what each may do. The first sign in this table that the mail has
 * decides. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

/* Fills mail_class, class_reason, class_strength, class_doubt and spam_mark of `letter`; its
 * people, lists, subject and texts must be filled. `options` gives envelope_sender and own_address.
 * Never fails. */
void mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter);

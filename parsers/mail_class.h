/* mail_class.h - is this mail a person's, a machine's, a report or a list's (RFC 3834, RFC 3464)?
 */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

/* Fills mail_class, class_reason and class_is_weak. Called when people, subject and text are there.
 * The first class of this order whose signs are seen: loop, bounce, auto-reply, auto-generated,
 * list; else human. */
void mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter);

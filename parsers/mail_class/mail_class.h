/* mail_class.h - which kind of mail this is: a person's, a machine's, a delivery report, ...
 *
 * Signs are weighed in one order, the first class with a sign wins:
 *
 *   loop            From is our own address
 *   bounce          multipart/report of delivery-status (RFC 3464), a message/delivery-status part,
 *                   X-Failed-Recipients; a mail system's name in From, or the null sender, together
 *                   with the words of a report
 *   auto-reply      Auto-Submitted: auto-replied (RFC 3834), read receipts (RFC 8098), X-Autoreply,
 *                   X-Autorespond and kin, X-FC-MachineGenerated, Precedence: auto_reply; any sign
 *                   of a machine together with the subject of an out-of-office answer, or in an
 *                   answer that speaks of absence; weak: such a subject alone
 *   auto-generated  Auto-Submitted other than "no", X-ServiceNow-Generated, feedback and other
 *                   reports, X-Cron-Env, Precedence: bulk or junk without a sign of a list, the
 *                   null sender; weak: no-reply@ and kin in From
 *   list            List-Id (RFC 2919), List-Post, List-Unsubscribe and kin (RFC 2369),
 *                   Mailing-List, Precedence: list
 *   human           nothing of these; weak where X-Auto-Response-Suppress asks for no answer
 *
 * X-Auto-Response-Suppress by itself makes no class: Exchange puts it on mail of people, too.
 */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

/* Fills mail_class, class_reason, class_is_weak and spam_mark of `letter`, whose people, subject
 * and texts are filled already. `options` gives envelope_sender and own_address. Never fails. */
void mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter);
